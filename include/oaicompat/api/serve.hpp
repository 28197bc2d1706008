// serve: from a Backend to a Handler.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/http/multipart.hpp>

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
  /// Bounds of reading a request's body.
  ReadOptions reading = {};
  /// Bounds of reading a request that is a form.
  MultipartLimits forms = {};
};

/// Speaks the API's HTTP for a backend: routes by the operation table, reads requests, writes whole and streamed
/// answers.
///
/// The first event is pulled before the head is given, so an early failure has its true status; a later one is an
/// in-band `error` event, and the answer ends. A streamed answer to a whole request is accumulated, a whole answer to a
/// streamed request is split. An unknown path is a 404, a wrong method a 405 with `Allow`, both in the API's error
/// shape. The inverse of `call`.
OAICOMPAT_API Handler serve(Backend backend, ServeOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/binding.hpp>
#endif
