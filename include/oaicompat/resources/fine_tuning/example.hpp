// What a line of a file of examples holds, by the method.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/tool.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// How much a message of an assistant counts in a supervised example, 0 or 1: a field of `ChatMessage::extra`.
inline constexpr ExtraKey<std::int64_t> message_weight{"weight"};

/// An example of the method `supervised`: a chat whose last message is the model's, or a prompt and its completion.
struct SupervisedExample {
  /// The chat.
  std::optional<std::vector<ChatMessage>> messages{};
  /// The tools that the model may call.
  std::optional<std::vector<Tool>> tools{};
  /// Whether it may call several at once.
  std::optional<bool> parallel_tool_calls{};
  /// What is to be completed, for models that do not chat.
  std::optional<Text> prompt{};
  /// How it goes on.
  std::optional<Text> completion{};
  Extras extra{};
  bool operator==(const SupervisedExample&) const = default;
};

/// What was asked in an example of the method `dpo`.
struct DpoInput {
  /// The chat, up to what the model says.
  std::vector<ChatMessage> messages{};
  /// The tools that the model may call.
  std::optional<std::vector<Tool>> tools{};
  /// Whether it may call several at once.
  std::optional<bool> parallel_tool_calls{};
  Extras extra{};
  bool operator==(const DpoInput&) const = default;
};
/// An example of the method `dpo`.
struct DpoExample {
  /// What was asked.
  DpoInput input{};
  /// One message of the model's, which is preferred.
  std::vector<ChatMessage> preferred_output{};
  /// One message of the model's, which is not.
  std::vector<ChatMessage> non_preferred_output{};
  Extras extra{};
  bool operator==(const DpoExample&) const = default;
};

/// An example of the method `reinforcement`: a chat whose last message is a user's. All its members are what the
/// grader's templates call `item`.
struct ReinforcementExample {
  /// The chat.
  std::vector<ChatMessage> messages{};
  /// The tools that the model may call.
  std::optional<std::vector<Tool>> tools{};
  Extras extra{};
  bool operator==(const ReinforcementExample&) const = default;
};

}  // namespace oaicompat::inline v1
