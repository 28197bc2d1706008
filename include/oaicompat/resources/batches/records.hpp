// What batches keep beside the objects of the API. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/document.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#endif

#include <cstdint>
#include <optional>

namespace oaicompat::inline v1 {
namespace detail {

// What a worker must know of who made a batch.
struct BatchOrder {
  Text principal{};
  std::optional<Text> tenant{};
  std::optional<std::int64_t> output_seconds{};
  Extras extra{};
  bool operator==(const BatchOrder&) const = default;
};
constexpr auto describe(Type<BatchOrder>) {
  return object("BatchOrder", field("principal", &BatchOrder::principal, "Who made it."),
                field("tenant", &BatchOrder::tenant, "Whose records it may see."),
                field("output_seconds", &BatchOrder::output_seconds, "How long its files are kept."));
}

// What is looked at in the body of a request.
struct BatchedBody {
  std::optional<Text> model{};
  std::optional<bool> stream{};
  std::optional<Json> messages{};
  std::optional<Json> input{};
  Extras extra{};
  bool operator==(const BatchedBody&) const = default;
};
constexpr auto describe(Type<BatchedBody>) {
  return object("BatchedBody", field("model", &BatchedBody::model, "The model."),
                field("stream", &BatchedBody::stream, "Whether a stream is asked for."),
                field("messages", &BatchedBody::messages, "The messages of a chat."),
                field("input", &BatchedBody::input, "The inputs of an embedding."));
}

// The tokens of an answer, by the names of all endpoints.
struct BatchedTokens {
  std::optional<std::int64_t> cached_tokens{};
  std::optional<std::int64_t> reasoning_tokens{};
  Extras extra{};
  bool operator==(const BatchedTokens&) const = default;
};
constexpr auto describe(Type<BatchedTokens>) {
  return object("BatchedTokens", field("cached_tokens", &BatchedTokens::cached_tokens, "Tokens that a cache held."),
                field("reasoning_tokens", &BatchedTokens::reasoning_tokens, "Tokens of reasoning."));
}
struct BatchedUsage {
  std::optional<std::int64_t> prompt_tokens{}, input_tokens{}, completion_tokens{}, output_tokens{}, total_tokens{};
  std::optional<BatchedTokens> prompt_tokens_details{}, input_tokens_details{}, completion_tokens_details{},
      output_tokens_details{};
  Extras extra{};
  bool operator==(const BatchedUsage&) const = default;
};
constexpr auto describe(Type<BatchedUsage>) {
  return object("BatchedUsage", field("prompt_tokens", &BatchedUsage::prompt_tokens, "Tokens that went in."),
                field("input_tokens", &BatchedUsage::input_tokens, "The same."),
                field("completion_tokens", &BatchedUsage::completion_tokens, "Tokens that came out."),
                field("output_tokens", &BatchedUsage::output_tokens, "The same."),
                field("total_tokens", &BatchedUsage::total_tokens, "Both."),
                field("prompt_tokens_details", &BatchedUsage::prompt_tokens_details, "Which of them."),
                field("input_tokens_details", &BatchedUsage::input_tokens_details, "Which of them."),
                field("completion_tokens_details", &BatchedUsage::completion_tokens_details, "Which of them."),
                field("output_tokens_details", &BatchedUsage::output_tokens_details, "Which of them."));
}
struct BatchedAnswer {
  std::optional<BatchedUsage> usage{};
  Extras extra{};
  bool operator==(const BatchedAnswer&) const = default;
};
constexpr auto describe(Type<BatchedAnswer>) {
  return object("BatchedAnswer", field("usage", &BatchedAnswer::usage, "The tokens of it."));
}

}  // namespace detail

#if !OAICOMPAT_HEADER_ONLY
extern template struct Codec<detail::BatchOrder>;
extern template struct Codec<detail::BatchedBody>;
extern template struct Codec<detail::BatchedAnswer>;
#endif

}  // namespace oaicompat::inline v1
