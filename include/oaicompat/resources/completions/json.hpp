// The JSON form of completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/chat/usage_json.hpp>
#include <oaicompat/resources/completions/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<CompletionRequest>) {
  return object(
      "CompletionRequest", field("model", &CompletionRequest::model, "The model's id."),
      field("prompt", &CompletionRequest::prompt,
            "What to go on from: a text, a list of texts, the tokens of one, or a list of "
            "those.")
          .require(),
      field("stream", &CompletionRequest::stream, "Whether the answer comes as a stream. Default false."),
      field("stream_options", &CompletionRequest::stream_options, "How the stream is sent."),
      field("max_tokens", &CompletionRequest::max_tokens, "The most tokens an answer may take. Default 16."),
      field("temperature", &CompletionRequest::temperature, "How random the choice of tokens is, 0 to 2. Default 1."),
      field("top_p", &CompletionRequest::top_p,
            "How much of the probability the choice is made from, 0 to 1. Default 1."),
      field("n", &CompletionRequest::n, "How many answers to make, 1 to 128. Default 1."),
      field("best_of", &CompletionRequest::best_of,
            "How many answers to make and choose the best n from, 0 to 20. Default 1."),
      field("stop", &CompletionRequest::stop, "Where the answer stops; the text at which it stops is not part of it."),
      field("seed", &CompletionRequest::seed, "Asks for the same answer to the same request, as far as that goes."),
      field("echo", &CompletionRequest::echo, "Whether the answer repeats the prompt. Default false."),
      field("suffix", &CompletionRequest::suffix, "What comes after the answer."),
      field("frequency_penalty", &CompletionRequest::frequency_penalty,
            "How much tokens are held back the more often they occurred, -2 to 2. Default 0."),
      field("presence_penalty", &CompletionRequest::presence_penalty,
            "How much tokens are held back once they occurred, -2 to 2. Default 0."),
      field("logit_bias", &CompletionRequest::logit_bias,
            "How much more (to 100) or less (to -100) likely each token id is made."),
      field("logprobs", &CompletionRequest::logprobs, "How many likely tokens to give at each place, 0 to 5."),
      field("user", &CompletionRequest::user, "An id of the end user."));
}
constexpr auto describe(Type<CompletionLogprobs>) {
  return object("CompletionLogprobs",
                field("text_offset", &CompletionLogprobs::text_offset,
                      "Where each token starts, in characters from the start of the text."),
                field("token_logprobs", &CompletionLogprobs::token_logprobs,
                      "The natural logarithm of each token's probability; the first token of an echoed prompt has "
                      "none."),
                field("tokens", &CompletionLogprobs::tokens, "The tokens."),
                field("top_logprobs", &CompletionLogprobs::top_logprobs,
                      "The likely tokens at each place; the first token of an echoed prompt has none."));
}
constexpr auto describe(Type<CompletionChoice>) {
  return object("CompletionChoice", field("text", &CompletionChoice::text, "What the model says."),
                field("index", &CompletionChoice::index, "Which answer it is, from 0."),
                field("logprobs", &CompletionChoice::logprobs, "How likely its tokens were.").require(),
                field("finish_reason", &CompletionChoice::finish_reason,
                      "Why it ends: null in all pieces of a stream but its last.")
                    .require());
}
constexpr auto describe(Type<Completion>) {
  return object("Completion", field("id", &Completion::id, "The answer's id, the same in all its pieces."),
                field("object", &Completion::object, "Always `text_completion`."),
                field("created", &Completion::created, "When it was made, in seconds since 1970."),
                field("model", &Completion::model, "The model that made it."),
                field("choices", &Completion::choices, "The answers; none in the piece with the usage."),
                field("usage", &Completion::usage,
                      "What it took; in a stream that was asked for it null in all pieces but the last."),
                field("system_fingerprint", &Completion::system_fingerprint, "The configuration it was made under."));
}

}  // namespace oaicompat::inline v1
