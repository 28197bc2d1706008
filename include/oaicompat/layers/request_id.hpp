// request_id: a name for each request, and how long its answer took to begin.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// How the request-id layer behaves.
struct RequestIdOptions {
  /// Makes a new id; called from many threads. Default `req_` and 32 random hexadecimal digits.
  std::function<std::string()> make_id = {};
  /// Whose id an answer carries that has one of its own, from an upstream. Default this layer's.
  enum class Answers { named, named_by_upstream } answers = Answers::named;
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that takes the caller's `x-request-id` where it is 1 to 128 visible ASCII characters, else makes one;
/// sets `Context::request_id`; and puts `x-request-id` and `openai-processing-ms` (milliseconds until the head) on
/// every answer, also when the handler fails before its head. Lay it outermost. An answer that an upstream has named
/// stays as it is, where that is asked for.
OAICOMPAT_API Layer request_id(RequestIdOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/request_id.ipp>
#endif
