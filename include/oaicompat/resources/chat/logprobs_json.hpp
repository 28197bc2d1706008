// The JSON form of Logprobs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/logprobs.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<TopLogprob>) {
  return object(
      "TopLogprob", field("token", &TopLogprob::token, "The token."),
      field("logprob", &TopLogprob::logprob, "The natural logarithm of its probability; -9999 for very unlikely ones."),
      field("bytes", &TopLogprob::bytes, "Its bytes, 0 to 255: a token may hold a part of a character.").require());
}
constexpr auto describe(Type<TokenLogprob>) {
  return object(
      "TokenLogprob", field("token", &TokenLogprob::token, "The token."),
      field("logprob", &TokenLogprob::logprob,
            "The natural logarithm of its probability; -9999 for very unlikely ones."),
      field("bytes", &TokenLogprob::bytes, "Its bytes, 0 to 255: a token may hold a part of a character.").require(),
      field("top_logprobs", &TokenLogprob::top_logprobs, "The most likely tokens at its place, as many as asked for."));
}
constexpr auto describe(Type<Logprobs>) {
  return object("Logprobs", field("content", &Logprobs::content, "The tokens of the content.").require(),
                field("refusal", &Logprobs::refusal, "The tokens of the refusal.").require());
}

}  // namespace oaicompat::inline v1
