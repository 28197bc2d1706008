// serve: from a Backend to a Handler.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/reasoning.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/json/document.hpp>

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// What a server does with fields of a request that the specification does not know.
enum class UnknownFields {
  accept,  ///< Hands them to the backend as extras: engines add many.
  reject,  ///< Answers 400 with code `unknown_parameter`, as OpenAI does.
};

/// How a backend is served.
struct ServeOptions {
  /// Paths are known with this before them, and without it. Default `/v1`.
  std::string prefix = "/v1";
  /// Default: accept.
  UnknownFields unknown_fields = UnknownFields::accept;
  /// Fields of a request that a client, served here, sends to its own server. `forward_headers` adds others for some
  /// requests. Default `Idempotency-Key`, `HTTP-Referer`, `X-Title`, `traceparent` and `tracestate`.
  std::vector<std::string> forward_headers = {"idempotency-key", "http-referer", "x-title", "traceparent",
                                              "tracestate"};
  /// How members of an answer are written that another server gave otherwise than the specification has them.
  /// `as_it_came`: so, which makes nothing up. `as_described`: what the specification requires is filled in, for strict
  /// clients. Default as it came; a `Server` that has handlers fills in.
  std::optional<Writing> answers = {};
  /// Bounds of reading a request's body.
  ReadOptions reading = {};
  /// Bounds of reading a request that is a form.
  MultipartLimits forms = {};
  /// Under which members the reasoning in chat answers is written, whole and streamed. Default as the backend gives it.
  ReasoningMembers reasoning = ReasoningMembers::as_given;
};

/// Speaks the API's HTTP for a backend: routes by the operation table, reads requests, writes whole and streamed
/// answers.
///
/// The first event is pulled before the head is given, so an early failure has its true status; a later one is an
/// in-band `error` event, and the answer ends. A streamed answer to a whole request is accumulated, a whole answer to a
/// streamed request is split. Of an upstream's answer behind a served client the fields of `passed_fields`, and its
/// `x-request-id` as `x-upstream-request-id`, go on in the head. An unknown path is a 404, a wrong method a 405 with
/// `Allow`, both in the API's error shape. The inverse of `call`.
inline Handler serve(Backend backend, ServeOptions options = {});

namespace detail {

// The whole table: who names it links every operation.
OAICOMPAT_API std::span<const Row* const> rows();
// Serves what the backend itself offers, and what it forwards of the table.
OAICOMPAT_API Handler serve_rows(Backend backend, ServeOptions options, std::span<const Row* const> table);

}  // namespace detail

inline Handler serve(Backend backend, ServeOptions options) {
  return detail::serve_rows(std::move(backend), std::move(options), detail::rows());
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/row.hpp>
#endif
