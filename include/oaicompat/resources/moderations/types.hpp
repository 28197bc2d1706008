// Moderation of texts and images: what is asked and what was found.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/moderations/moderation.hpp>

namespace oaicompat::inline v1 {

/// Where an image stands. Mirrors `CreateModerationRequest.input.image_url.image_url`.
struct ModerationImageUrl {
  /// An address, or a data URL.
  Text url{};
  Extras extra{};
  bool operator==(const ModerationImageUrl&) const = default;
};

/// An image to look at. Mirrors `CreateModerationRequest.input.image_url`.
struct ModerationImage {
  /// The image.
  ModerationImageUrl image_url{};
  Extras extra{};
  bool operator==(const ModerationImage&) const = default;
};

/// A text to look at. Mirrors `CreateModerationRequest.input.text`.
struct ModerationText {
  /// The text.
  Text text{};
  Extras extra{};
  bool operator==(const ModerationText&) const = default;
};

/// A part of what is looked at. Mirrors the items of `CreateModerationRequest.input`.
struct ModerationPart : TaggedUnion<"type", Case<"text", ModerationText>, Case<"image_url", ModerationImage>> {
  using TaggedUnion::TaggedUnion;
};
/// An item of an input that is an array.
using ModerationInputItem = OneOf<Text, ModerationPart>;

/// Asks what is wrong with texts and images. Mirrors `CreateModerationRequest`.
struct ModerationRequest {
  /// A text; or an array of texts, or of parts that are looked at together.
  OneOf<Text, std::vector<ModerationInputItem>> input{};
  /// The moderation model. Default `omni-moderation-latest`.
  std::optional<Text> model{};
  Extras extra{};
  bool operator==(const ModerationRequest&) const = default;
};

/// Which categories were found. Mirrors `CreateModerationResponse.results.categories`.
struct ModerationCategories {
  /// Hate of a group.
  bool hate = false;
  /// Hate that threatens.
  bool hate_threatening = false;
  /// Harassment.
  bool harassment = false;
  /// Harassment that threatens.
  bool harassment_threatening = false;
  /// How to do wrong.
  Maybe<bool> illicit{};
  /// How to do wrong with violence.
  Maybe<bool> illicit_violent{};
  /// Self-harm.
  bool self_harm = false;
  /// The intent of self-harm.
  bool self_harm_intent = false;
  /// How to harm oneself.
  bool self_harm_instructions = false;
  /// Sexual content.
  bool sexual = false;
  /// Sexual content with minors.
  bool sexual_minors = false;
  /// Violence.
  bool violence = false;
  /// Violence in detail.
  bool violence_graphic = false;
  Extras extra{};
  bool operator==(const ModerationCategories&) const = default;
};

/// How sure the model is of each category, 0 to 1. Mirrors `CreateModerationResponse.results.category_scores`.
struct ModerationScores {
  /// Hate of a group.
  double hate = 0;
  /// Hate that threatens.
  double hate_threatening = 0;
  /// Harassment.
  double harassment = 0;
  /// Harassment that threatens.
  double harassment_threatening = 0;
  /// How to do wrong.
  double illicit = 0;
  /// How to do wrong with violence.
  double illicit_violent = 0;
  /// Self-harm.
  double self_harm = 0;
  /// The intent of self-harm.
  double self_harm_intent = 0;
  /// How to harm oneself.
  double self_harm_instructions = 0;
  /// Sexual content.
  double sexual = 0;
  /// Sexual content with minors.
  double sexual_minors = 0;
  /// Violence.
  double violence = 0;
  /// Violence in detail.
  double violence_graphic = 0;
  Extras extra{};
  bool operator==(const ModerationScores&) const = default;
};

/// Which kinds of input each score is for. Mirrors `CreateModerationResponse.results.category_applied_input_types`.
struct ModerationInputTypes {
  /// Hate of a group.
  std::vector<OpenEnum<ModerationInputType>> hate{};
  /// Hate that threatens.
  std::vector<OpenEnum<ModerationInputType>> hate_threatening{};
  /// Harassment.
  std::vector<OpenEnum<ModerationInputType>> harassment{};
  /// Harassment that threatens.
  std::vector<OpenEnum<ModerationInputType>> harassment_threatening{};
  /// How to do wrong.
  std::vector<OpenEnum<ModerationInputType>> illicit{};
  /// How to do wrong with violence.
  std::vector<OpenEnum<ModerationInputType>> illicit_violent{};
  /// Self-harm.
  std::vector<OpenEnum<ModerationInputType>> self_harm{};
  /// The intent of self-harm.
  std::vector<OpenEnum<ModerationInputType>> self_harm_intent{};
  /// How to harm oneself.
  std::vector<OpenEnum<ModerationInputType>> self_harm_instructions{};
  /// Sexual content.
  std::vector<OpenEnum<ModerationInputType>> sexual{};
  /// Sexual content with minors.
  std::vector<OpenEnum<ModerationInputType>> sexual_minors{};
  /// Violence.
  std::vector<OpenEnum<ModerationInputType>> violence{};
  /// Violence in detail.
  std::vector<OpenEnum<ModerationInputType>> violence_graphic{};
  Extras extra{};
  bool operator==(const ModerationInputTypes&) const = default;
};

/// What was found in one input. Mirrors `CreateModerationResponse.results`.
struct ModerationFinding {
  /// Whether any category was found.
  bool flagged = false;
  /// Whether each category was found.
  ModerationCategories categories{};
  /// How sure the model is of each category, 0 to 1.
  ModerationScores category_scores{};
  /// Which kinds of input each score is for.
  ModerationInputTypes category_applied_input_types{};
  Extras extra{};
  bool operator==(const ModerationFinding&) const = default;
};

/// What was found. Mirrors `CreateModerationResponse`.
struct Moderation {
  /// The moderation's id.
  Text id{};
  /// The moderation model.
  Text model{};
  /// A finding a text; one for all parts.
  std::vector<ModerationFinding> results{};
  Extras extra{};
  bool operator==(const Moderation&) const = default;
};

}  // namespace oaicompat::inline v1
