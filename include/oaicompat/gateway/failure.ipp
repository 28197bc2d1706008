// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/gateway/json_items.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace oaicompat::inline v1 {
namespace detail {

// Words by which providers tell a prompt that is too long, and content that they refuse.
inline constexpr std::array context_words{
    std::string_view{"context_length_exceeded"}, std::string_view{"maximum context length"},
    std::string_view{"prompt is too long"}, std::string_view{"exceeds the context window"},
    std::string_view{"input token count"}};
inline constexpr std::array policy_words{std::string_view{"content_policy_violation"},
                                         std::string_view{"content_filter"},
                                         std::string_view{"ResponsibleAIPolicyViolation"}};

template <class Words>
bool has_any_word(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != text.npos; });
}

// The error's own words: of a body that repeats the request those of the request do not count.
inline std::string_view error_member(std::string_view body) {
  const auto error = member_text(body, "error");
  return error ? *error : body;
}

inline bool is_quota(std::string_view error) {
  const auto is = [&](std::string_view key) {
    return string_content(member_text(error, key).value_or("")) == "insufficient_quota";
  };
  return is("code") || is("type");
}

}  // namespace detail

OAICOMPAT_INLINE FailureClass classify(int status, std::string_view body) {
  const auto error = detail::error_member(body);
  if (status == 402 || (status == 429 && detail::is_quota(error))) return FailureClass::billing;
  if (status == 429) return FailureClass::rate;
  if (status == 401 || status == 403) return FailureClass::auth;
  if (status == 408 || status == 409 || status == 425) return FailureClass::transient;
  if (status >= 500 || status < 400) return FailureClass::server;
  if (status == 404) {
    return error.find("model_not_found") != error.npos ? FailureClass::no_model : FailureClass::caller;
  }
  if (status == 400 || status == 413) {
    if (detail::has_any_word(error, detail::context_words)) return FailureClass::context;
    if (detail::has_any_word(error, detail::policy_words)) return FailureClass::policy;
  }
  return FailureClass::caller;
}

OAICOMPAT_INLINE FailureClass classify_event(std::string_view data) {
  const auto error = detail::error_member(data);
  const auto code = detail::member_text(error, "code").value_or("");
  int status = 0;
  std::from_chars(code.data(), code.data() + code.size(), status);
  if (status >= 400) return classify(status, data);
  if (detail::is_quota(error)) return FailureClass::billing;
  if (detail::has_any_word(error, detail::context_words)) return FailureClass::context;
  if (detail::has_any_word(error, detail::policy_words)) return FailureClass::policy;
  if (error.find("rate_limit") != error.npos) return FailureClass::rate;
  if (error.find("\"invalid_request_error\"") != error.npos) return FailureClass::caller;
  return FailureClass::server;
}

OAICOMPAT_INLINE FailureClass classify(const Error& error, Duration after) {
  constexpr auto at_once = std::chrono::milliseconds{250};
  switch (error.kind) {
    case ErrorKind::timeout: return error.code == "connect_timeout" ? FailureClass::connect : FailureClass::timeout;
    case ErrorKind::connection: return after <= at_once ? FailureClass::connect : FailureClass::broken;
    case ErrorKind::cancelled: return FailureClass::cancelled;
    case ErrorKind::api: return error.status > 0 ? classify(error.status, error.code) : FailureClass::server;
    default: return FailureClass::broken;
  }
}

}  // namespace oaicompat::inline v1
