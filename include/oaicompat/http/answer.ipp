// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>
#include <oaicompat/json/write.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class ReadyAnswer final : public Stream<Part> {
 public:
  ReadyAnswer(Head head, Bytes body) : head_{std::move(head)}, body_{std::move(body)} {}
  Pull pull(Part& out) override {
    if (state_ == State::ended) return Pull::end;
    if (std::exchange(state_, next()) == State::head) {
      out = std::move(head_);
    } else {
      out = std::move(body_);
    }
    return Pull::some;
  }

 private:
  enum class State { head, body, ended };
  State next() const { return state_ == State::head && !body_.empty() ? State::body : State::ended; }
  Head head_;
  Bytes body_;
  State state_ = State::head;
};

inline bool is_redirect(const Error& error) {
  return error.kind == ErrorKind::api && error.status >= 300 && error.status <= 399;
}

// What callers are told in place of a message that may name an upstream's address; null where it names none.
inline const char* told_without_address(const Error& error) {
  if (error.code == "connect_timeout") return "Connecting to the upstream server took too long.";
  if (error.code == "invalid_base_url") return "The upstream server's address cannot be read.";
  if (is_redirect(error)) return "The upstream server answered with a redirect.";
  return error.kind == ErrorKind::connection ? "The upstream server cannot be reached." : nullptr;
}

}  // namespace detail

OAICOMPAT_INLINE Answer ready_answer(Head head, Bytes body) {
  return std::make_unique<detail::ReadyAnswer>(std::move(head), std::move(body));
}
OAICOMPAT_INLINE Answer json_answer(int status, Bytes json) {
  return ready_answer({.status = status, .headers = {{"content-type", "application/json"}}}, std::move(json));
}

OAICOMPAT_INLINE int error_status(const Error& error) {
  if (error.status >= 400 && error.status <= 599) return error.status;
  switch (error.kind) {
    case ErrorKind::parse: return 400;
    case ErrorKind::cancelled: return 499;
    case ErrorKind::connection:
    case ErrorKind::protocol: return 502;
    case ErrorKind::timeout: return 504;
    case ErrorKind::api: return detail::is_redirect(error) ? 502 : 500;
    case ErrorKind::invalid_argument: break;
  }
  return 500;
}

OAICOMPAT_INLINE Error without_address(Error error) {
  if (const auto* told = detail::told_without_address(error)) error.message = told;
  return error;
}

OAICOMPAT_INLINE Bytes error_body(const Error& error) {
  const auto* told = detail::told_without_address(error);
  Bytes out = R"({"error":{"message":)";
  write_quoted(out, told ? std::string_view{told} : error.message);
  out += R"(,"type":)";
  write_quoted(out, error.type.empty() || detail::is_redirect(error) ? error_type(error_status(error)) : error.type);
  out += R"(,"param":)";
  error.param.empty() ? void(out += "null") : write_quoted(out, error.param);
  out += R"(,"code":)";
  error.code.empty() ? void(out += "null") : write_quoted(out, error.code);
  out += "}}";
  return out;
}

OAICOMPAT_INLINE Headers error_fields(const Error& error) {
  auto out = error.headers;
  // The body is this side's.
  for (const auto* own : {"content-type", "content-length", "content-encoding"}) out.remove(own);
  if (error.retry_after && error.retry_after->count() > 0) {
    const auto ms = error.retry_after->count();
    if (!out.has("retry-after")) out.add("Retry-After", std::to_string((ms - 1) / 1000 + 1));
    if (ms % 1000 != 0 && !out.has("retry-after-ms")) out.add("retry-after-ms", std::to_string(ms));
  }
  if (!error.request_id.empty()) out.set("x-upstream-request-id", error.request_id);
  return out;
}

OAICOMPAT_INLINE Answer error_answer(const Error& error) {
  Head head{.status = error_status(error), .headers = {{"content-type", "application/json"}}};
  for (const auto& [name, value] : error_fields(error)) head.headers.add(name, value);
  return ready_answer(std::move(head), error_body(error));
}

}  // namespace oaicompat::inline v1
