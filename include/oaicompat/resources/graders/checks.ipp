// What is wrong with graders, as part of grade.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/graders/codec.hpp>
#include <oaicompat/resources/graders/formula.hpp>
#include <oaicompat/resources/graders/grade.hpp>

#include <algorithm>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<std::vector<std::pair<std::string, Grader>>> sub_graders(const MultiGrader& multi) {
  std::vector<std::pair<std::string, Grader>> out;
  const auto add = [&](std::string name, const Json& json) -> std::optional<Error> {
    auto read = parse_owned<Grader>(json.view());
    if (!read) return api_error(400, read.error().message, "invalid_value", "graders." + name);
    out.emplace_back(std::move(name), *std::move(read));
    return std::nullopt;
  };
  if (multi.graders.at("type").as_string()) {
    auto name = multi.graders.at("name").as_string().value_or("");
    if (auto error = add(std::move(name), multi.graders)) return *std::move(error);
    return out;
  }
  for (const auto& [name, json] : multi.graders.members()) {
    if (auto error = add(name.str(), json)) return *std::move(error);
  }
  return out;
}

namespace detail {

// Looks at one grader; the first thing that is wrong is told.
class GraderChecker {
 public:
  GraderChecker(const GradersOptions& options, std::string at) : options_{options}, at_{std::move(at)} {}

  std::optional<Error> look(const Grader& grader) const {
    if (const auto* check = grader.get_if<StringCheckGrader>()) return string_check(*check);
    if (const auto* similar = grader.get_if<TextSimilarityGrader>()) return similarity(*similar);
    if (const auto* model = grader.get_if<ScoreModelGrader>()) return score(*model);
    if (const auto* model = grader.get_if<LabelModelGrader>()) return label(*model);
    if (const auto* multi = grader.get_if<MultiGrader>()) return formula(*multi);
    if (grader.get_if<PythonGrader>()) return python();
    const auto* other = grader.get_if<Unknown>();
    return wrong("type", "Invalid value: '" + (other ? other->tag.str() : "") +
                             "'. Supported values are: 'string_check', 'text_similarity', 'python', 'score_model', "
                             "'label_model', and 'multi'.");
  }

 private:
  Error wrong(const std::string& member, std::string why) const {
    return api_error(400, std::move(why), "invalid_value", at_ + "." + member);
  }
  std::optional<Error> templates(const Text& input, const Text& reference) const {
    if (auto error = bad_template(input, at_ + ".input")) return error;
    return bad_template(reference, at_ + ".reference");
  }
  std::optional<Error> string_check(const StringCheckGrader& grader) const {
    if (!grader.operation.known())
      return wrong("operation", "Invalid value: '" + std::string{grader.operation.word()} +
                                    "'. Supported values are: 'eq', 'ne', 'like', and 'ilike'.");
    return templates(grader.input, grader.reference);
  }
  std::optional<Error> similarity(const TextSimilarityGrader& grader) const {
    if (!grader.evaluation_metric.known()) {
      std::string words;
      for (const auto& each : describe(Type<SimilarityMetric>{}))
        words += (words.empty() ? "'" : ", '") + std::string{each.word} + "'";
      return wrong("evaluation_metric", "Invalid value: '" + std::string{grader.evaluation_metric.word()} +
                                            "'. Supported values are: " + words + ".");
    }
    return templates(grader.input, grader.reference);
  }
  std::optional<Error> part(const GraderContentPart& part, const std::string& at) const {
    if (const auto* text = part.get_if<InputTextPart>()) return bad_template(text->text, at + ".text");
    if (const auto* text = part.get_if<GraderOutputText>()) return bad_template(text->text, at + ".text");
    if (const auto* image = part.get_if<GraderImage>()) return bad_template(image->image_url, at + ".image_url");
    if (part.get_if<GraderAudio>()) return std::nullopt;
    return api_error(400, "A part of type '" + std::string{part.tag()} + "' cannot be graded with.", "invalid_value",
                     at + ".type");
  }
  std::optional<Error> messages(const std::vector<GraderMessage>& input) const {
    if (input.empty()) return wrong("input", "'input' must have at least one message.");
    for (std::size_t i = 0; i < input.size(); ++i) {
      const auto at = at_ + ".input[" + std::to_string(i) + "].content";
      const auto& content = input[i].content;
      std::optional<Error> error;
      if (const auto* text = content.get_if<Text>()) error = bad_template(*text, at);
      if (const auto* one = content.get_if<GraderContentPart>()) error = part(*one, at);
      if (const auto* several = content.get_if<std::vector<OneOf<Text, GraderContentPart>>>()) {
        for (std::size_t j = 0; j < several->size() && !error; ++j) {
          const auto here = at + "[" + std::to_string(j) + "]";
          const auto* text = (*several)[j].get_if<Text>();
          error = text ? bad_template(*text, here) : part(*(*several)[j].get_if<GraderContentPart>(), here);
        }
      }
      if (error) return error;
    }
    return std::nullopt;
  }
  std::optional<Error> score(const ScoreModelGrader& grader) const {
    if (grader.model.empty()) return wrong("model", "Missing required parameter: '" + at_ + ".model'.");
    if (const auto& range = grader.range; range && (range->size() != 2 || (*range)[0] > (*range)[1]))
      return wrong("range", "'range' must have two numbers, the lesser one first.");
    return messages(grader.input);
  }
  std::optional<Error> label(const LabelModelGrader& grader) const {
    if (grader.model.empty()) return wrong("model", "Missing required parameter: '" + at_ + ".model'.");
    if (grader.labels.empty()) return wrong("labels", "'labels' must have at least one label.");
    for (const auto& each : grader.passing_labels) {
      if (std::find(grader.labels.begin(), grader.labels.end(), each) == grader.labels.end())
        return wrong("passing_labels", "'" + each.str() + "' is not among the labels.");
    }
    return messages(grader.input);
  }
  std::optional<Error> formula(const MultiGrader& multi) const {
    auto graders = sub_graders(multi);
    if (!graders) {
      auto error = graders.error();
      error.param = at_ + "." + error.param;
      return error;
    }
    if (graders->empty() || graders->size() > options_.max_graders)
      return wrong("graders", "'graders' must have 1 to " + std::to_string(options_.max_graders) + " graders.");
    for (const auto& [name, each] : *graders) {
      if (each.get_if<MultiGrader>()) return wrong("graders." + name, "A 'multi' grader may not hold another.");
      if (auto error = GraderChecker{options_, at_ + ".graders." + name}.look(each)) return error;
    }
    const auto known = [&](std::string_view name) -> std::optional<double> {
      const bool is_one = std::any_of(graders->begin(), graders->end(), [&](auto& each) { return each.first == name; });
      return is_one ? std::optional{1.0} : std::nullopt;
    };
    const auto value = evaluate_formula(multi.calculate_output, known);
    return value ? std::optional<Error>{} : wrong("calculate_output", value.error().message);
  }
  std::optional<Error> python() const {
    if (options_.python) return std::nullopt;
    return wrong("type", "Python graders are not supported by this server: it has no sandbox to run them in.");
  }

  const GradersOptions& options_;
  const std::string at_;
};

}  // namespace detail

OAICOMPAT_INLINE std::optional<Error> bad_grader(const Grader& grader, const GradersOptions& options,
                                                 const std::string& param) {
  return detail::GraderChecker{options, param}.look(grader);
}

}  // namespace oaicompat::inline v1
