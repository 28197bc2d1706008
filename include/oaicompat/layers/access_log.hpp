// access_log: one record for each request, when its answer is over.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// How an answer came to its end.
enum class AccessOutcome {
  finished,  ///< It was taken to its end.
  failed,    ///< It failed; `AccessRecord::error` says why.
  dropped,   ///< It was dropped before its end: the peer left.
};

/// What there is to say of a request and its answer.
struct AccessRecord {
  std::string method, path;            ///< As on the wire, without the query.
  int status = 0;                      ///< 0 when there was no head.
  std::uint64_t bytes = 0;             ///< Of the answer's body.
  Duration duration{};                 ///< From the request to the end of the answer.
  std::optional<Duration> first_byte;  ///< From the request to the answer's head, if there was one.
  std::string request_id;              ///< As the request-id layer around this one set it.
  std::string principal;               ///< As the API-key layer inside this one found it.
  std::string peer;                    ///< The other end's address.
  AccessOutcome outcome = AccessOutcome::dropped;
  std::string error;  ///< The failure's message.
};

/// How the access-log layer behaves.
struct AccessLogOptions {
  /// Takes the records, from many threads; it must not throw. Default nowhere.
  std::function<void(const AccessRecord&)> sink = {};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that tells `sink` once of every request, when its answer has ended, failed or been dropped. Lay it
/// inside `request_id` and around the rest.
///
///     auto layer = access_log({.sink = [](const AccessRecord& r) { fmt::print("{}\n", access_line(r)); }});
OAICOMPAT_API Layer access_log(AccessLogOptions options);

/// A record as one line: `POST /v1/chat/completions 200 4711B 1520.4ms first=89.0ms id=req_1 key=alice peer=...
/// finished`. What came from outside is printable ASCII without blanks in it: other bytes stand as `\x0a`, nothing as
/// `-`.
OAICOMPAT_API std::string access_line(const AccessRecord& record);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_access_log.ipp>
#endif
