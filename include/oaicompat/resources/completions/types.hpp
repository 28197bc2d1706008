// Completions: text goes on from a prompt. The API's older form; chat is its successor.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/finish_reason.hpp>
#include <oaicompat/resources/chat/options.hpp>
#include <oaicompat/resources/chat/usage.hpp>
#include <oaicompat/resources/completions/prompt.hpp>

namespace oaicompat::inline v1 {

/// Asks for a completion, whole or as a stream. Mirrors `CreateCompletionRequest`.
struct CompletionRequest {
  /// The model's id.
  Text model{};
  /// What to go on from: a text, a list of texts, the tokens of one, or a list of those.
  Maybe<Prompt> prompt{};
  /// Whether the answer comes as a stream. Default false.
  Maybe<bool> stream{};
  /// How the stream is sent.
  Maybe<StreamOptions> stream_options{};
  /// The most tokens an answer may take. Default 16.
  Maybe<std::int64_t> max_tokens{};
  /// How random the choice of tokens is, 0 to 2. Default 1.
  Maybe<double> temperature{};
  /// How much of the probability the choice is made from, 0 to 1. Default 1.
  Maybe<double> top_p{};
  /// How many answers to make, 1 to 128. Default 1.
  Maybe<std::int64_t> n{};
  /// How many answers to make and choose the best n from, 0 to 20. Default 1.
  Maybe<std::int64_t> best_of{};
  /// Where the answer stops; the text at which it stops is not part of it.
  Maybe<Stop> stop{};
  /// Asks for the same answer to the same request, as far as that goes.
  Maybe<std::int64_t> seed{};
  /// Whether the answer repeats the prompt. Default false.
  Maybe<bool> echo{};
  /// What comes after the answer.
  Maybe<Text> suffix{};
  /// How much tokens are held back the more often they occurred, -2 to 2. Default 0.
  Maybe<double> frequency_penalty{};
  /// How much tokens are held back once they occurred, -2 to 2. Default 0.
  Maybe<double> presence_penalty{};
  /// How much more (to 100) or less (to -100) likely each token id is made.
  Maybe<Map<std::int64_t>> logit_bias{};
  /// How many likely tokens to give at each place, 0 to 5.
  Maybe<std::int64_t> logprobs{};
  /// An id of the end user.
  std::optional<Text> user{};
  Extras extra{};
  bool operator==(const CompletionRequest&) const = default;
};

/// How likely the tokens of an answer were; the lists go in step. Mirrors `CreateCompletionResponse.choices.logprobs`.
struct CompletionLogprobs {
  /// Where each token starts, in characters from the start of the text.
  std::optional<std::vector<std::int64_t>> text_offset{};
  /// The natural logarithm of each token's probability; the first token of an echoed prompt has none.
  std::optional<std::vector<std::optional<double>>> token_logprobs{};
  /// The tokens.
  std::optional<std::vector<Text>> tokens{};
  /// The likely tokens at each place; the first token of an echoed prompt has none.
  std::optional<std::vector<std::optional<Map<double>>>> top_logprobs{};
  Extras extra{};
  bool operator==(const CompletionLogprobs&) const = default;
};

/// One of the answers, or a piece of it. Mirrors `CreateCompletionResponse.choices`.
struct CompletionChoice {
  /// What the model says.
  Text text{};
  /// Which answer it is, from 0.
  std::int64_t index = 0;
  /// How likely its tokens were.
  Maybe<CompletionLogprobs> logprobs{};
  /// Why it ends: null in all pieces of a stream but its last.
  Maybe<OpenEnum<FinishReason>> finish_reason{};
  Extras extra{};
  bool operator==(const CompletionChoice&) const = default;
};

/// A whole answer, or a piece of one that comes as a stream. Mirrors `CreateCompletionResponse`.
struct Completion {
  /// The answer's id, the same in all its pieces.
  Text id{};
  /// Always `text_completion`.
  Text object = Text::literal("text_completion");
  /// When it was made, in seconds since 1970.
  std::int64_t created = 0;
  /// The model that made it.
  Text model{};
  /// The answers; none in the piece with the usage.
  std::vector<CompletionChoice> choices{};
  /// What it took; in a stream that was asked for it null in all pieces but the last.
  Maybe<Usage> usage{};
  /// The configuration it was made under.
  std::optional<Text> system_fingerprint{};
  Extras extra{};
  bool operator==(const Completion&) const = default;

  /// The text of the answer with index 0, or the empty string.
  std::string text() const { return std::string{view()}; }
  /// The same without a copy. **Lifetime**: as the choice's.
  std::string_view view() const {
    for (const auto& choice : choices) {
      if (choice.index == 0) return choice.text;
    }
    return {};
  }
};

}  // namespace oaicompat::inline v1
