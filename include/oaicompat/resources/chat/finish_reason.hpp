// FinishReason: why an answer ends.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// Why an answer ends.
enum class FinishReason {
  stop,            ///< It is complete, or came to a stop text.
  length,          ///< It came to the most tokens it may take.
  tool_calls,      ///< The model calls tools.
  content_filter,  ///< A filter held something back.
  function_call,   ///< The model calls a function; old servers' word for tool_calls.
};
constexpr auto describe(Type<FinishReason>) {
  return std::array<Word<FinishReason>, 5>{{{"stop", FinishReason::stop},
                                            {"length", FinishReason::length},
                                            {"tool_calls", FinishReason::tool_calls},
                                            {"content_filter", FinishReason::content_filter},
                                            {"function_call", FinishReason::function_call}}};
}

}  // namespace oaicompat::inline v1
