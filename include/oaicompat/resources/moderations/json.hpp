// The JSON forms of requests for moderation, and of their answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/moderations/moderation_json.hpp>
#include <oaicompat/resources/moderations/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ModerationImageUrl>) {
  return object("ModerationImageUrl", field("url", &ModerationImageUrl::url, "An address, or a data URL."));
}
constexpr auto describe(Type<ModerationImage>) {
  return object("ModerationImage", field("image_url", &ModerationImage::image_url, "The image."));
}
constexpr auto describe(Type<ModerationText>) {
  return object("ModerationText", field("text", &ModerationText::text, "The text."));
}
constexpr auto describe(Type<ModerationRequest>) {
  return object("ModerationRequest",
                field("input", &ModerationRequest::input,
                      "A text; or an array of texts, or of parts that are looked at together."),
                field("model", &ModerationRequest::model, "The moderation model. Default `omni-moderation-latest`."));
}
constexpr auto describe(Type<ModerationCategories>) {
  return object(
      "ModerationCategories", field("hate", &ModerationCategories::hate, "Hate of a group."),
      field("hate/threatening", &ModerationCategories::hate_threatening, "Hate that threatens."),
      field("harassment", &ModerationCategories::harassment, "Harassment."),
      field("harassment/threatening", &ModerationCategories::harassment_threatening, "Harassment that threatens."),
      field("illicit", &ModerationCategories::illicit, "How to do wrong.").require(),
      field("illicit/violent", &ModerationCategories::illicit_violent, "How to do wrong with violence.").require(),
      field("self-harm", &ModerationCategories::self_harm, "Self-harm."),
      field("self-harm/intent", &ModerationCategories::self_harm_intent, "The intent of self-harm."),
      field("self-harm/instructions", &ModerationCategories::self_harm_instructions, "How to harm oneself."),
      field("sexual", &ModerationCategories::sexual, "Sexual content."),
      field("sexual/minors", &ModerationCategories::sexual_minors, "Sexual content with minors."),
      field("violence", &ModerationCategories::violence, "Violence."),
      field("violence/graphic", &ModerationCategories::violence_graphic, "Violence in detail."));
}
constexpr auto describe(Type<ModerationScores>) {
  return object(
      "ModerationScores", field("hate", &ModerationScores::hate, "Hate of a group."),
      field("hate/threatening", &ModerationScores::hate_threatening, "Hate that threatens."),
      field("harassment", &ModerationScores::harassment, "Harassment."),
      field("harassment/threatening", &ModerationScores::harassment_threatening, "Harassment that threatens."),
      field("illicit", &ModerationScores::illicit, "How to do wrong."),
      field("illicit/violent", &ModerationScores::illicit_violent, "How to do wrong with violence."),
      field("self-harm", &ModerationScores::self_harm, "Self-harm."),
      field("self-harm/intent", &ModerationScores::self_harm_intent, "The intent of self-harm."),
      field("self-harm/instructions", &ModerationScores::self_harm_instructions, "How to harm oneself."),
      field("sexual", &ModerationScores::sexual, "Sexual content."),
      field("sexual/minors", &ModerationScores::sexual_minors, "Sexual content with minors."),
      field("violence", &ModerationScores::violence, "Violence."),
      field("violence/graphic", &ModerationScores::violence_graphic, "Violence in detail."));
}
constexpr auto describe(Type<ModerationInputTypes>) {
  return object(
      "ModerationInputTypes", field("hate", &ModerationInputTypes::hate, "Hate of a group."),
      field("hate/threatening", &ModerationInputTypes::hate_threatening, "Hate that threatens."),
      field("harassment", &ModerationInputTypes::harassment, "Harassment."),
      field("harassment/threatening", &ModerationInputTypes::harassment_threatening, "Harassment that threatens."),
      field("illicit", &ModerationInputTypes::illicit, "How to do wrong."),
      field("illicit/violent", &ModerationInputTypes::illicit_violent, "How to do wrong with violence."),
      field("self-harm", &ModerationInputTypes::self_harm, "Self-harm."),
      field("self-harm/intent", &ModerationInputTypes::self_harm_intent, "The intent of self-harm."),
      field("self-harm/instructions", &ModerationInputTypes::self_harm_instructions, "How to harm oneself."),
      field("sexual", &ModerationInputTypes::sexual, "Sexual content."),
      field("sexual/minors", &ModerationInputTypes::sexual_minors, "Sexual content with minors."),
      field("violence", &ModerationInputTypes::violence, "Violence."),
      field("violence/graphic", &ModerationInputTypes::violence_graphic, "Violence in detail."));
}
constexpr auto describe(Type<ModerationFinding>) {
  return object(
      "ModerationFinding", field("flagged", &ModerationFinding::flagged, "Whether any category was found."),
      field("categories", &ModerationFinding::categories, "Whether each category was found."),
      field("category_scores", &ModerationFinding::category_scores, "How sure the model is of each category, 0 to 1."),
      field("category_applied_input_types", &ModerationFinding::category_applied_input_types,
            "Which kinds of input each score is for."));
}
constexpr auto describe(Type<Moderation>) {
  return object("Moderation", field("id", &Moderation::id, "The moderation's id."),
                field("model", &Moderation::model, "The moderation model."),
                field("results", &Moderation::results, "A finding a text; one for all parts."));
}

}  // namespace oaicompat::inline v1
