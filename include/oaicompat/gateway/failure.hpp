// Failures of upstreams: their classes, and what a gateway does about each, as one table.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1 {

/// What went wrong with an attempt, as far as what to do next depends on it.
enum class FailureClass : std::uint8_t {
  connect,     ///< No connection, or it was lost at once, before any byte of an answer.
  broken,      ///< The connection was lost later, or the answer was cut off or is not what it says it is.
  timeout,     ///< No head in time.
  slow,        ///< A head, but no first token in time.
  rate,        ///< 429.
  billing,     ///< 402, or a 429 that says that the quota is used up.
  auth,        ///< 401 or 403: the gateway's key is refused.
  transient,   ///< 408, 409, 425.
  caller,      ///< Any other 4xx: the request's fault.
  no_model,    ///< 404 `model_not_found`.
  context,     ///< The prompt is too long for the model.
  policy,      ///< The content is refused.
  server,      ///< 5xx.
  mid_stream,  ///< After tokens went out: an error, a cut, a stall, or an end without a finish reason.
  total,       ///< The request's time is up.
  cancelled,   ///< The caller left.
};
inline constexpr std::size_t failure_classes = 16;

/// Whether the same target is asked again.
enum class Again : std::uint8_t {
  never,
  at_once,  ///< Once at once, then after a delay that doubles.
  later,    ///< After a delay that doubles, or after the time that the answer asks for.
};
/// Whether another target is asked.
enum class Elsewhere : std::uint8_t {
  no,
  next,     ///< The next of the plan.
  context,  ///< Those that the route lists for long requests.
  policy,   ///< Those that the route lists for refused content.
};
/// What the target's breaker is told.
enum class Cools : std::uint8_t { no, counts, counts_twice, until_asked, ten_minutes };
/// What the caller sees when nothing helps.
enum class Shown : std::uint8_t {
  as_received,  ///< The answer; of a 5xx without fields that its server alone has a use for. A redirect is a 502.
  error,        ///< An error of the gateway, with the row's status and code.
  event,        ///< An error event in the stream, which then ends without its usual mark.
};

/// A row of the table.
struct FailureRow {
  FailureClass failure = FailureClass::server;
  std::string_view name{};
  Again again = Again::never;
  Elsewhere elsewhere = Elsewhere::no;
  Cools cools = Cools::no;
  Shown shown = Shown::as_received;
  int status = 502;         ///< Of the gateway's error.
  std::string_view code{};  ///< Of the gateway's error.
};

/// What is done about each class, in the order of the classes.
inline constexpr std::array<FailureRow, failure_classes> failure_table{{
    // clang-format off
    {FailureClass::connect, "connect", Again::at_once, Elsewhere::next, Cools::counts, Shown::error, 502, "upstream_unreachable"},
    {FailureClass::broken, "broken", Again::never, Elsewhere::next, Cools::counts, Shown::error, 502, "upstream_broken"},
    {FailureClass::timeout, "timeout", Again::never, Elsewhere::next, Cools::counts_twice, Shown::error, 504, "upstream_timeout"},
    {FailureClass::slow, "slow", Again::never, Elsewhere::next, Cools::no, Shown::error, 504, "first_token_timeout"},
    {FailureClass::rate, "rate", Again::later, Elsewhere::next, Cools::until_asked, Shown::as_received, 429, "rate_limit_exceeded"},
    {FailureClass::billing, "billing", Again::never, Elsewhere::next, Cools::ten_minutes, Shown::as_received, 429, "insufficient_quota"},
    {FailureClass::auth, "auth", Again::never, Elsewhere::next, Cools::ten_minutes, Shown::error, 502, "upstream_credentials"},
    {FailureClass::transient, "transient", Again::later, Elsewhere::next, Cools::no, Shown::as_received, 503, "upstream_transient"},
    {FailureClass::caller, "caller", Again::never, Elsewhere::no, Cools::no, Shown::as_received, 400, "invalid_request"},
    {FailureClass::no_model, "no_model", Again::never, Elsewhere::next, Cools::no, Shown::as_received, 404, "model_not_found"},
    {FailureClass::context, "context", Again::never, Elsewhere::context, Cools::no, Shown::as_received, 400, "context_length_exceeded"},
    {FailureClass::policy, "policy", Again::never, Elsewhere::policy, Cools::no, Shown::as_received, 400, "content_policy_violation"},
    {FailureClass::server, "server", Again::later, Elsewhere::next, Cools::counts, Shown::as_received, 502, "upstream_error"},
    {FailureClass::mid_stream, "mid_stream", Again::never, Elsewhere::no, Cools::counts, Shown::event, 502, "upstream_broken"},
    {FailureClass::total, "total", Again::never, Elsewhere::no, Cools::no, Shown::error, 504, "total_timeout"},
    {FailureClass::cancelled, "cancelled", Again::never, Elsewhere::no, Cools::no, Shown::error, 499, "cancelled"},
    // clang-format on
}};
/// The row of a class.
constexpr const FailureRow& row_of(FailureClass failure) { return failure_table[static_cast<std::size_t>(failure)]; }

/// The class of an answer that is an error, by its status and its body.
OAICOMPAT_API FailureClass classify(int status, std::string_view body);
/// The class of an error event, by the code or the type in its data.
OAICOMPAT_API FailureClass classify_event(std::string_view data);
/// The class of an attempt that failed before its head, so long after it began.
OAICOMPAT_API FailureClass classify(const Error& error, Duration after);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/failure.ipp>
#endif
