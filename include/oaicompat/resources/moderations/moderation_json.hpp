// The JSON form of moderation.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/moderations/moderation.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ModerationConfig>) {
  return object("ModerationConfig", field("mode", &ModerationConfig::mode, "What is done with what is found."));
}
constexpr auto describe(Type<ModerationPolicy>) {
  return object("ModerationPolicy", field("input", &ModerationPolicy::input, "What the caller says."),
                field("output", &ModerationPolicy::output, "What the model says."));
}
constexpr auto describe(Type<ModerationOptions>) {
  return object("ModerationOptions", field("model", &ModerationOptions::model, "The moderation model."),
                field("policy", &ModerationOptions::policy, "How both sides are moderated."));
}
constexpr auto describe(Type<ModerationResult>) {
  return object(
      "ModerationResult", field("type", &ModerationResult::type, "Always `moderation_result`."),
      field("model", &ModerationResult::model, "The moderation model."),
      field("flagged", &ModerationResult::flagged, "Whether any category was found."),
      field("categories", &ModerationResult::categories, "Whether each category was found."),
      field("category_scores", &ModerationResult::category_scores, "How sure the model is of each category, 0 to 1."),
      field("category_applied_input_types", &ModerationResult::category_applied_input_types,
            "Which kinds of input each score is for."));
}
constexpr auto describe(Type<ModerationResults>) {
  return object("ModerationResults", field("model", &ModerationResults::model, "The moderation model."),
                field("results", &ModerationResults::results, "A result an input."));
}
constexpr auto describe(Type<ModerationError>) {
  return object("ModerationError", field("code", &ModerationError::code, "For programs."),
                field("message", &ModerationError::message, "For people."));
}
constexpr auto describe(Type<ChatModeration>) {
  return object("ChatModeration", field("input", &ChatModeration::input, "Of what the caller said."),
                field("output", &ChatModeration::output, "Of what the model said."));
}

}  // namespace oaicompat::inline v1
