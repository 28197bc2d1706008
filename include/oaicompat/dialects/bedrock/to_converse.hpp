// A chat's request as Bedrock's Converse.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/bedrock/options.hpp>
#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <string>

namespace oaicompat::inline v1::detail::bedrock {

struct DerivedConverse {
  ConverseRequest request{};
  LossReport lost{};
  std::string answer_tool{};  // the tool whose arguments are the answer's content; empty where there is none
};

// **Errors**: what no request of Converse can hold: an image by URL, a file by id, a role that is not known. Status
// 400.
OAICOMPAT_API Result<DerivedConverse> to_converse(const ChatRequest& request, const BedrockRules& rules);

// Whether the reasoning of a model is signed as Anthropic's is.
inline bool is_claude(std::string_view model) {
  return model.find("anthropic") != model.npos || model.find("claude") != model.npos;
}

}  // namespace oaicompat::inline v1::detail::bedrock

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/to_converse.ipp>
#endif
