// catch_exceptions: an exception in a handler is an error answer, and the process lives.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <exception>
#include <functional>

namespace oaicompat::inline v1 {

/// Whether a caller may read what an exception says.
enum class ExceptionText {
  hidden,  ///< The answer's message says nothing of it.
  shown,   ///< The answer's message is the exception's `what()`.
};

/// How the catch-all layer behaves.
struct CatchAllOptions {
  /// Takes each exception, from many threads. Default nowhere.
  std::function<void(std::exception_ptr)> sink = {};
  /// Default hidden.
  ExceptionText text = ExceptionText::hidden;
};

/// A server layer that catches what the handler, or its answer as it is pulled, throws. The answer then ends: before
/// the head as a 500, in an event stream as an event, else by failing. A handler that gives no answer at all, a null
/// pointer, is answered 500 too. Where exceptions are switched off there is nothing to catch.
OAICOMPAT_API Layer catch_exceptions(CatchAllOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/catch_exceptions.ipp>
#endif
