// The JSON form of Usage.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/usage.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<PromptTokensDetails>) {
  return object(
      "PromptTokensDetails",
      field("audio_tokens", &PromptTokensDetails::audio_tokens, "Tokens of audio in the prompt."),
      field("cached_tokens", &PromptTokensDetails::cached_tokens, "Tokens that a cache held."),
      field("text_tokens", &PromptTokensDetails::text_tokens, "Tokens of text in the prompt."),
      field("image_tokens", &PromptTokensDetails::image_tokens, "Tokens of images in the prompt."),
      field("cache_write_tokens", &PromptTokensDetails::cache_write_tokens, "Tokens that were put into a cache."));
}
constexpr auto describe(Type<CompletionTokensDetails>) {
  return object("CompletionTokensDetails",
                field("accepted_prediction_tokens", &CompletionTokensDetails::accepted_prediction_tokens,
                      "Tokens of the prediction that the answer held."),
                field("audio_tokens", &CompletionTokensDetails::audio_tokens, "Tokens of audio that the model made."),
                field("reasoning_tokens", &CompletionTokensDetails::reasoning_tokens,
                      "Tokens that the model made while reasoning."),
                field("text_tokens", &CompletionTokensDetails::text_tokens, "Tokens of text that the model made."),
                field("rejected_prediction_tokens", &CompletionTokensDetails::rejected_prediction_tokens,
                      "Tokens of the prediction that the answer did not hold; they count all the same."));
}
constexpr auto describe(Type<Usage>) {
  return object(
      "Usage", field("prompt_tokens", &Usage::prompt_tokens, "Tokens in the prompt."),
      field("completion_tokens", &Usage::completion_tokens, "Tokens in the answer."),
      field("total_tokens", &Usage::total_tokens, "Tokens in both."),
      field("prompt_tokens_details", &Usage::prompt_tokens_details, "What the prompt's tokens were."),
      field("completion_tokens_details", &Usage::completion_tokens_details, "What the answer's tokens were."));
}

}  // namespace oaicompat::inline v1
