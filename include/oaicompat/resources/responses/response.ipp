// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/response.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string Response::output_text() const {
  std::string joined;
  for (const auto& item : output) {
    if (const auto* message = item.get_if<MessageItem>()) joined += message->text();
  }
  return joined;
}

OAICOMPAT_INLINE std::vector<const FunctionCallItem*> Response::function_calls() const {
  std::vector<const FunctionCallItem*> calls;
  for (const auto& item : output) {
    if (const auto* call = item.get_if<FunctionCallItem>()) calls.push_back(call);
  }
  return calls;
}

}  // namespace oaicompat::inline v1
