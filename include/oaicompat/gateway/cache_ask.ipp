// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/canonical_json.hpp>
#include <oaicompat/gateway/safe_twice.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace oaicompat::inline v1::detail {

inline std::string_view bare_word(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

inline void read_cache_word(std::string_view word, CacheControl& out) {
  const auto equals = std::min(word.find('='), word.size());
  const auto name = bare_word(word.substr(0, equals));
  if (iequals(name, "no-cache")) out.no_cache = true;
  if (iequals(name, "no-store")) out.no_store = true;
  if (iequals(name, "private")) out.is_private = true;
  if (iequals(name, "only-if-cached")) out.only_if_cached = true;
  const bool is_age = iequals(name, "max-age") || iequals(name, "s-maxage");
  auto* most = is_age                            ? &out.max_age
               : iequals(name, "max-stale")      ? &out.max_stale
               : iequals(name, "stale-if-error") ? &out.stale_if_error
                                                 : nullptr;
  if (!most || (most == &out.max_stale && equals == word.size())) return;  // without a number any age will do
  const auto value = bare_word(word.substr(std::min(equals + 1, word.size())));
  std::int64_t seconds = 0;  // also where it is no number: what is not understood allows least
  std::from_chars(value.data(), value.data() + value.size(), seconds);
  seconds = std::max<std::int64_t>(0, seconds);
  *most = std::min(most->value_or(seconds), seconds);
}

OAICOMPAT_INLINE CacheControl read_cache_control(const Headers& headers) {
  CacheControl out;
  for (const auto& [name, value] : headers) {
    if (!iequals(name, "cache-control")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      read_cache_word(rest.substr(0, comma), out);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return out;
}

// What changes no answer.
inline bool is_left_out_of_key(std::string_view name) {
  constexpr std::array names{std::string_view{"stream"},
                             std::string_view{"stream_options"},
                             std::string_view{"user"},
                             std::string_view{"safety_identifier"},
                             std::string_view{"metadata"},
                             std::string_view{"store"},
                             std::string_view{"prompt_cache_key"},
                             std::string_view{"service_tier"}};
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `0`, `0.0`, `0e1`.
inline bool is_zero(std::string_view number) {
  number = number.substr(0, number.find_first_of("eE"));
  return !number.empty() && number.find_first_not_of("-0.") == number.npos;
}

inline bool may_be_cached(std::string_view body, const Asked& asked, const RouteCache& rule) {
  if (!is_safe_twice(asked)) return false;
  if (asked.stream && asked.path != "/v1/chat/completions") return false;
  // The address of an image that is signed is another one each time, and ends.
  const bool is_signed = asked.images && (body.find("ignature=") != body.npos || body.find("sig=") != body.npos);
  if (is_signed) return false;
  if (rule.random_answers || asked.path == "/v1/embeddings") return true;
  return is_zero(member_text(body, "temperature").value_or(""));
}

OAICOMPAT_INLINE std::string cache_key(std::string_view form, std::string_view body, const Request& request,
                                       const Asked& asked, const RouteCache& rule, const CacheParties& parties) {
  const auto canonical = canonical_json(body, is_left_out_of_key);
  if (!canonical) return {};
  std::string all{form};
  const auto add = [&](std::string_view part) { all.append(std::to_string(part.size())).append(":").append(part); };
  const auto tenant = rule.scope == CacheScope::global ? std::string_view{} : parties.tenant;
  add(tenant);
  add(rule.scope == CacheScope::key ? parties.key : "");
  all += static_cast<char>('0' + static_cast<int>(rule.scope));
  add(asked.path);
  add(request.query);
  add(parties.target);
  add(parties.model);
  for (const auto& name : rule.headers) {
    add(name);
    add(request.headers.get(name));
  }
  return cache_tenant_key(tenant) + sha256_hex(all + *canonical);
}

OAICOMPAT_INLINE CacheAsk ask_cache(Request& request, const Asked& asked, const RouteCache& rule,
                                    const CacheParties& parties) {
  CacheAsk out{.control = read_cache_control(request.headers)};
  const auto body = request.body.view();
  if (out.control.no_store || !may_be_cached(body, asked, rule)) return out;
  out.key = cache_key("1", body, request, asked, rule, parties);  // the version of this form
  return out;
}

}  // namespace oaicompat::inline v1::detail
