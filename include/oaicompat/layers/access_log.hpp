// access_log: one record for each request, when its answer is over.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// How an answer came to its end.
enum class AccessOutcome {
  finished,  ///< It was taken to its end.
  failed,    ///< It is an error, it has one in its stream, or it was cut off; `AccessRecord::error` says why.
  dropped,   ///< It was dropped before its end: the peer left.
};

/// What there is to say of a request and its answer. What is not known is empty, 0 or nothing.
struct AccessRecord {
  std::string method{}, path{};           ///< As on the wire, without the query.
  int status = 0;                         ///< 0 when there was no head.
  std::uint64_t bytes = 0;                ///< Of the answer's body.
  Duration duration{};                    ///< From the request to the end of the answer.
  std::optional<Duration> first_byte{};   ///< From the request to the answer's head, if there was one.
  std::optional<Duration> first_token{};  ///< From the request to the first chunk that says something.
  std::string request_id{};               ///< As the request-id layer around this one set it.
  std::string principal{};                ///< As the API-key layer inside this one found it.
  std::string peer{};                     ///< The other end's address.
  AccessOutcome outcome = AccessOutcome::dropped;
  std::string error{};                                       ///< The error's message.
  std::string error_code{};                                  ///< Its code, else its type, else the name of its kind.
  std::string operation{};                                   ///< As the specification names it: `createChatCompletion`.
  std::string model{};                                       ///< The model that was asked for.
  std::optional<std::int64_t> prompt_tokens{};               ///< Of the usage that was answered.
  std::optional<std::int64_t> completion_tokens{};           ///< Of the usage that was answered.
  int upstream_status = 0;                                   ///< Of the last answer of an upstream.
  std::string upstream_request_id{};                         ///< The `x-request-id` of that answer.
  std::vector<std::pair<std::string, std::string>> notes{};  ///< What handlers and layers added: see `add_note`.
};

/// How the access-log layer behaves.
struct AccessLogOptions {
  /// Takes the records, from many threads; what it throws is dropped. Default nowhere.
  std::function<void(const AccessRecord&)> sink = {};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that tells `sink` once of every request, when its answer has ended, failed or been dropped. Lay it
/// inside `request_id` and around the rest. Where it is not laid, nothing is noted for it.
///
///     auto layer = access_log({.sink = [](const AccessRecord& r) { fmt::print("{}\n", access_line(r)); }});
///
/// The layers and the handler inside note what they know (`RequestNotes`). Of an error answer that nobody noted, as of
/// one that an upstream sent, the first 64 KiB of the body are read.
OAICOMPAT_API Layer access_log(AccessLogOptions options);

namespace detail {
// The answer to one request, with a record of it for the options' sink.
OAICOMPAT_API Answer logged(const Handler& inner, Request request, std::shared_ptr<const AccessLogOptions> options);
OAICOMPAT_API const char* outcome_word(AccessOutcome outcome);
}  // namespace detail

/// A record as one line: `POST /v1/chat/completions 200 4711B 1520.4ms first=89.0ms id=req_1 key=alice peer=...
/// finished model=m tokens=12+5 token=95.2ms upstream=200 upstream_id=req_2 code=... error=... note=...`. What there is
/// nothing to say of is left out, from `model` on. What came from outside is printable ASCII without blanks in it:
/// other bytes stand as `\x0a`, nothing as `-`.
OAICOMPAT_API std::string access_line(const AccessRecord& record);

/// A record as a JSON object on one line, always with the same members: `method`, `path`, `status`, `bytes`,
/// `duration_ms`, `first_byte_ms`, `first_token_ms`, `request_id`, `principal`, `peer`, `outcome`, `error` (null, or an
/// object with `code` and `message`), `model`, `prompt_tokens`, `completion_tokens`, `upstream_status`,
/// `upstream_request_id`, and `notes`, an object. What is not known is null. Bytes that are no UTF-8 stand as U+FFFD.
OAICOMPAT_API std::string access_json(const AccessRecord& record);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/access_log.ipp>
#endif
