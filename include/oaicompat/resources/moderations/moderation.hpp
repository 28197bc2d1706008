// Moderation inside a chat: what a request asks for, and what its answer says.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// What moderation does with what it finds.
enum class ModerationMode {
  score,  ///< Says so.
  block,  ///< Stops it.
};
constexpr auto describe(Type<ModerationMode>) {
  return std::array<Word<ModerationMode>, 2>{{{"score", ModerationMode::score}, {"block", ModerationMode::block}}};
}

/// How one side of a chat is moderated. Mirrors `ModerationConfigParam`.
struct ModerationConfig {
  /// What is done with what is found.
  OpenEnum<ModerationMode> mode{};
  Extras extra{};
  bool operator==(const ModerationConfig&) const = default;
};

/// How both sides are moderated. Mirrors `ModerationPolicyParam`.
struct ModerationPolicy {
  /// What the caller says.
  Maybe<ModerationConfig> input{};
  /// What the model says.
  Maybe<ModerationConfig> output{};
  Extras extra{};
  bool operator==(const ModerationPolicy&) const = default;
};

/// Asks for moderation. Mirrors `ModerationParam`.
struct ModerationOptions {
  /// The moderation model.
  Text model{};
  /// How both sides are moderated.
  Maybe<ModerationPolicy> policy{};
  Extras extra{};
  bool operator==(const ModerationOptions&) const = default;
};

/// What a category was found in.
enum class ModerationInputType {
  text,   ///< The text.
  image,  ///< An image.
};
constexpr auto describe(Type<ModerationInputType>) {
  return std::array<Word<ModerationInputType>, 2>{
      {{"text", ModerationInputType::text}, {"image", ModerationInputType::image}}};
}

/// What moderation found in one input. Mirrors `ModerationResultBody`.
struct ModerationResult {
  /// Always `moderation_result`.
  Text type = Text::literal("moderation_result");
  /// The moderation model.
  Text model{};
  /// Whether any category was found.
  bool flagged = false;
  /// Whether each category was found.
  Map<bool> categories{};
  /// How sure the model is of each category, 0 to 1.
  Map<double> category_scores{};
  /// Which kinds of input each score is for.
  Map<std::vector<OpenEnum<ModerationInputType>>> category_applied_input_types{};
  Extras extra{};
  bool operator==(const ModerationResult&) const = default;
};

/// What moderation found on one side. Mirrors `ChatCompletionModerationResults`.
struct ModerationResults {
  /// The moderation model.
  Text model{};
  /// A result an input.
  std::vector<ModerationResult> results{};
  Extras extra{};
  bool operator==(const ModerationResults&) const = default;
};

/// Why one side was not moderated. Mirrors `ChatCompletionModerationError`.
struct ModerationError {
  /// For programs.
  Text code{};
  /// For people.
  Text message{};
  Extras extra{};
  bool operator==(const ModerationError&) const = default;
};

/// The moderation of one side. Mirrors `ChatCompletionModeration.input`.
struct ModerationOutcome
    : TaggedUnion<"type", Case<"moderation_results", ModerationResults>, Case<"error", ModerationError>> {
  using TaggedUnion::TaggedUnion;
};

/// The moderation of a chat. Mirrors `ChatCompletionModeration`.
struct ChatModeration {
  /// Of what the caller said.
  ModerationOutcome input{};
  /// Of what the model said.
  ModerationOutcome output{};
  Extras extra{};
  bool operator==(const ChatModeration&) const = default;
};

}  // namespace oaicompat::inline v1
