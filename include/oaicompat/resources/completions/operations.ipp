// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/completions/prompt.ipp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<Error> CreateCompletion::check(const CompletionRequest& request) {
  return request.prompt ? detail::refuse_mixed(*request.prompt, "prompt") : std::nullopt;
}

}  // namespace oaicompat::inline v1
