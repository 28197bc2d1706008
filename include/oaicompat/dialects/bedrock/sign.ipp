// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/hex.hpp>
#include <oaicompat/base/sha256.hpp>
#include <oaicompat/base/words.hpp>
#include <oaicompat/dialects/bedrock/sign.hpp>
#include <oaicompat/dialects/renewed.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail::bedrock {

inline std::string sha256(const Body& body) {
  Sha256 digest;
  for (std::size_t at = 0; at < body.size();) {
    const auto piece = body.from(at);
    if (piece.empty()) break;
    digest.add(piece);
    at += piece.size();
  }
  const auto bytes = digest.finish();
  return {bytes.begin(), bytes.end()};
}

inline std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// `20260102T030405Z`.
inline std::string aws_time(std::int64_t unix_time) {
  using namespace std::chrono;
  const sys_seconds at{seconds{unix_time}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss<seconds> time{at - day};
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

// The path, encoded once more, without what leads nowhere.
inline std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> parts;
  const bool directory = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  std::string out;
  for (const auto part : parts) out.append("/").append(part);
  if (directory || out.empty()) out += '/';
  return percent_encoded(out, "/");
}

inline std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> members;
  while (!query.empty()) {
    const auto member = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), member.size() + 1));
    if (member.empty()) continue;
    const auto equals = std::min(member.find('='), member.size());
    const auto value = member.substr(std::min(member.size(), equals + 1));
    members.emplace_back(percent_encoded(percent_decoded(member.substr(0, equals))),
                         percent_encoded(percent_decoded(value)));
  }
  std::sort(members.begin(), members.end());
  std::string out;
  for (const auto& [name, value] : members) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

// A field's value with one blank in place of several.
inline std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : trimmed(value)) {
    if (c != ' ' || !out.ends_with(' ')) out += c;
  }
  return out;
}

// The signed fields: names in lower case, sorted.
inline std::vector<std::pair<std::string, std::string>> signed_fields(const Headers& headers, const std::string& host) {
  std::vector<std::pair<std::string, std::string>> out{{"host", host}};
  for (const auto& [name, value] : headers) {
    std::string lower;
    for (const char c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower != "content-type" && (!lower.starts_with("x-amz-") || lower == "x-amzn-trace-id")) continue;
    const auto known = std::find_if(out.begin(), out.end(), [&](const auto& each) { return each.first == lower; });
    if (known != out.end()) {
      known->second += "," + canonical_value(value);
    } else {
      out.emplace_back(std::move(lower), canonical_value(value));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline std::string host_of(const SignAwsOptions& options) {
  return options.host.empty() ? "bedrock-runtime." + options.region + ".amazonaws.com" : options.host;
}

// What the signing layer's requests share.
struct Signer {
  explicit Signer(SignAwsOptions o) : options{std::move(o)} {}
  SignAwsOptions options;
  std::shared_ptr<Renewed<AwsCredentials>> credentials{};
  std::atomic<std::int64_t> clock_error = 0;  // seconds that AWS is ahead of this machine

  Answer send(const Handler& inner, Request request, const AwsCredentials& used) const {
    const auto now = options.clock->unix_time() + clock_error.load();
    for (const auto& [name, value] : aws_signature(request, used, options, now)) request.headers.set(name, value);
    return inner(std::move(request));
  }
};

// Signs a request; once more where the first time was refused for what can be mended.
class SignedAnswer final : public Stream<Part> {
 public:
  SignedAnswer(std::shared_ptr<Signer> signer, Handler inner, Request request, AwsCredentials credentials)
      : signer_{std::move(signer)},
        handler_{std::move(inner)},
        request_{std::move(request)},
        credentials_{std::move(credentials)} {
    inner_ = signer_->send(handler_, request_, credentials_);
  }
  Pull pull(Part& out) override {
    if (!inner_) return Pull::fail;
    auto got = inner_->pull(out);
    if (settled_ || got == Pull::wait) return got;
    const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
    if (!settled_ && head && mended(*head)) {
      inner_ = again();
      got = inner_ ? inner_->pull(out) : Pull::fail;
    }
    settled_ = true;
    request_ = {};
    return got;
  }
  void when_ready(Wake wake) override { inner_->when_ready(std::move(wake)); }
  Error error() const override {
    return inner_ ? inner_->error() : local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer");
  }

 private:
  // Whether what was wrong has been put right.
  bool mended(const Head& head) {
    if (head.status != 400 && head.status != 401 && head.status != 403) return false;
    const auto name = error_name(head);
    if (name == "ExpiredTokenException" || name == "ExpiredToken") {
      if (!signer_->options.source) return false;
      signer_->credentials->forget(credentials_);
      renew_ = true;
      return true;
    }
    if (name != "InvalidSignatureException" && name != "RequestExpired" && name != "RequestTimeTooSkewed" &&
        name != "SignatureDoesNotMatch")
      return false;
    // `asked_seconds` reads the date as one that a wait ends at.
    const auto now = signer_->options.clock->unix_time();
    const auto ahead = asked_seconds({{"retry-after", std::string{head.headers.get("date")}}}, now);
    const auto error = ahead ? static_cast<std::int64_t>(*ahead) : 0;
    if (std::abs(error - signer_->clock_error.load()) < 120) return false;
    signer_->clock_error = error;
    return true;
  }
  Answer again() {
    if (!renew_) return signer_->send(handler_, std::move(request_), credentials_);
    return std::make_unique<CredentialedAnswer<AwsCredentials>>(
        signer_->credentials, std::move(request_), signer_->options.clock,
        [signer = signer_, inner = handler_](Request due, const AwsCredentials& credentials) {
          return signer->send(inner, std::move(due), credentials);
        });
  }

  const std::shared_ptr<Signer> signer_;
  const Handler handler_;
  Request request_;
  const AwsCredentials credentials_;
  Answer inner_;
  bool settled_ = false, renew_ = false;
};

}  // namespace detail::bedrock

OAICOMPAT_INLINE std::optional<AwsCredentials> aws_credentials_from_environment() {
  const auto value = [](const char* name) {
    const char* set = std::getenv(name);
    return std::string{set ? set : ""};
  };
  AwsCredentials out{.access_key_id = value("AWS_ACCESS_KEY_ID"),
                     .secret_access_key = value("AWS_SECRET_ACCESS_KEY"),
                     .session_token = value("AWS_SESSION_TOKEN")};
  if (out.access_key_id.empty() || out.secret_access_key.empty()) return std::nullopt;
  return out;
}

OAICOMPAT_INLINE Headers aws_signature(const Request& request, const AwsCredentials& credentials,
                                       const SignAwsOptions& options, std::int64_t unix_time) {
  using namespace detail::bedrock;
  const auto time = aws_time(unix_time);
  const auto scope = time.substr(0, 8) + "/" + options.region + "/" + options.service + "/aws4_request";
  Headers out{{"x-amz-date", time}};
  if (!credentials.session_token.empty()) out.add("x-amz-security-token", credentials.session_token);
  auto headers = request.headers;
  for (const auto& [name, value] : out) headers.set(name, value);
  std::string fields, names;
  for (const auto& [name, value] : signed_fields(headers, host_of(options))) {
    fields.append(name).append(":").append(value).append("\n");
    if (!names.empty()) names += ';';
    names += name;
  }
  const auto canonical = request.method + "\n" + canonical_path(request.path) + "\n" + canonical_query(request.query) +
                         "\n" + fields + "\n" + names + "\n" + detail::hex_of(sha256(request.body));
  const auto to_sign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + detail::hex_of(sha256(Body{canonical}));
  auto key = hmac("AWS4" + credentials.secret_access_key, time.substr(0, 8));
  for (const std::string_view step :
       {std::string_view{options.region}, std::string_view{options.service}, std::string_view{"aws4_request"}})
    key = hmac(key, step);
  out.add("authorization", "AWS4-HMAC-SHA256 Credential=" + credentials.access_key_id + "/" + scope +
                               ", SignedHeaders=" + names + ", Signature=" + detail::hex_of(hmac(key, to_sign)));
  return out;
}

OAICOMPAT_INLINE Layer sign_aws(SignAwsOptions options) {
  using namespace detail::bedrock;
  auto signer = std::make_shared<Signer>(std::move(options));
  auto& o = signer->options;
  if (!o.source) {
    const auto fixed = o.credentials.access_key_id.empty() ? aws_credentials_from_environment() : o.credentials;
    o.credentials = fixed.value_or(AwsCredentials{});
  } else {
    signer->credentials = std::make_shared<detail::Renewed<AwsCredentials>>(o.source, o.clock);
  }
  return [signer](Handler inner) -> Handler {
    return [signer, inner = std::move(inner)](Request&& request) -> Answer {
      const auto& given = signer->options;
      if (!signer->credentials) {
        if (given.credentials.access_key_id.empty())
          return failed<Part>(
              local_error(ErrorKind::invalid_argument, "There are no credentials for AWS.", "missing_credentials"));
        return std::make_unique<SignedAnswer>(signer, inner, std::move(request), given.credentials);
      }
      return std::make_unique<detail::CredentialedAnswer<AwsCredentials>>(
          signer->credentials, std::move(request), given.clock,
          [signer, inner](Request due, const AwsCredentials& credentials) -> Answer {
            return std::make_unique<SignedAnswer>(signer, inner, std::move(due), credentials);
          });
    };
  };
}

}  // namespace oaicompat::inline v1
