// SPDX-License-Identifier: MIT
#include "moderation.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

using namespace oaicompat;

namespace {

std::string lowered(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// Where a word of the text starts so: "threat" is in "a threatening tone", "skill" holds no "kill".
bool has_word(std::string_view text, std::string_view start) {
  for (auto at = text.find(start); at != text.npos; at = text.find(start, at + 1)) {
    if (at == 0 || !is_letter(text[at - 1])) return true;
  }
  return false;
}

bool has_any(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return has_word(text, word); });
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_{lowered(text)} {}

  ModerationFinding find() {
    look(&ModerationCategories::hate, &ModerationScores::hate, &ModerationInputTypes::hate, {"hate"});
    look(&ModerationCategories::hate_threatening, &ModerationScores::hate_threatening,
         &ModerationInputTypes::hate_threatening, {"threat"});
    look(&ModerationCategories::harassment, &ModerationScores::harassment, &ModerationInputTypes::harassment,
         {"harass"});
    look(&ModerationCategories::harassment_threatening, &ModerationScores::harassment_threatening,
         &ModerationInputTypes::harassment_threatening, {"threat"});
    look(&ModerationCategories::illicit, &ModerationScores::illicit, &ModerationInputTypes::illicit, {"steal", "bomb"});
    look(&ModerationCategories::illicit_violent, &ModerationScores::illicit_violent,
         &ModerationInputTypes::illicit_violent, {"bomb"});
    look(&ModerationCategories::self_harm, &ModerationScores::self_harm, &ModerationInputTypes::self_harm,
         {"suicid", "self-harm"});
    look(&ModerationCategories::self_harm_intent, &ModerationScores::self_harm_intent,
         &ModerationInputTypes::self_harm_intent, {});
    look(&ModerationCategories::self_harm_instructions, &ModerationScores::self_harm_instructions,
         &ModerationInputTypes::self_harm_instructions, {});
    look(&ModerationCategories::sexual, &ModerationScores::sexual, &ModerationInputTypes::sexual, {"naked"});
    look(&ModerationCategories::sexual_minors, &ModerationScores::sexual_minors, &ModerationInputTypes::sexual_minors,
         {});
    look(&ModerationCategories::violence, &ModerationScores::violence, &ModerationInputTypes::violence, {"kill"});
    look(&ModerationCategories::violence_graphic, &ModerationScores::violence_graphic,
         &ModerationInputTypes::violence_graphic, {"blood"});
    return std::move(found_);
  }

 private:
  void look(auto category, double ModerationScores::*score, auto types, const std::vector<std::string_view>& words) {
    const bool found = has_any(text_, words);
    found_.flagged = found_.flagged || found;
    found_.categories.*category = found;
    found_.category_scores.*score = found ? 0.99 : 0.01;
    (found_.category_applied_input_types.*types).emplace_back(ModerationInputType::text);
  }

  const std::string text_;
  ModerationFinding found_;
};

ModerationFinding finding(std::string_view text) { return Finder{text}.find(); }

// A finding a text; one for all parts together.
std::vector<ModerationFinding> findings(const ModerationRequest& request) {
  if (const auto* text = request.input.get_if<Text>()) return {finding(*text)};
  std::vector<ModerationFinding> out;
  std::string parts;
  bool has_parts = false;
  for (const auto& item : *request.input.get_if<std::vector<ModerationInputItem>>()) {
    if (const auto* text = item.get_if<Text>()) out.push_back(finding(*text));
    const auto* part = item.get_if<ModerationPart>();
    if (!part) continue;
    has_parts = true;
    if (const auto* text = part->get_if<ModerationText>()) parts += text->text.str() + "\n";
  }
  if (has_parts) out.push_back(finding(parts));
  return out;
}

}  // namespace

void offer_moderation(Backend& to) {
  to.on<CreateModeration>([](const Parsed<ModerationRequest>& request, const Context&) -> StreamPtr<Moderation> {
    Moderation out;
    out.id = Text{random_id("modr-")};
    out.model = request->model.value_or(Text{"omni-moderation-latest"});
    out.results = findings(*request);
    if (out.results.empty())
      return failed<Moderation>(api_error(400, "There is nothing to look at.", "invalid_value", "input"));
    return one_item(std::move(out));
  });
}

void offer_model_deletion(Backend& to) {
  to.on<DeleteModel>([](const Parsed<DeleteModelRequest>& request, const Context&) -> StreamPtr<DeletedModel> {
    const auto name = request->model.view();
    if (name.starts_with("demo"))
      return failed<DeletedModel>(api_error(403, "The model '" + std::string{name} + "' may not be deleted."));
    if (!name.starts_with("ft:"))
      return failed<DeletedModel>(
          api_error(404, "The model '" + std::string{name} + "' does not exist.", "model_not_found", "model"));
    DeletedModel out;
    out.id = request->model;
    return one_item(std::move(out));
  });
}

}  // namespace demo
