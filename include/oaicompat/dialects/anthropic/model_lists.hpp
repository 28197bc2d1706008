// Lists of models, and rate limits, of the Anthropic Messages API and of OpenAI's, each as the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>
#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/resources/models/types.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

AnthropicModel anthropic_model(const Model& model);
Model model_of(const AnthropicModel& model);
// The page that `before_id`, `after_id` and `limit` ask for; 20 models where nothing asks for another number.
AnthropicModelList page_of(const ModelList& list, std::string_view query);

// Adds `anthropic-ratelimit-*` beside `x-ratelimit-*`.
void add_anthropic_limits(Headers& headers);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/model_lists.ipp>
#endif
