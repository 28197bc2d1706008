// Graders: what gives a number to what a model said.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/chat/content_part.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/responses/part.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// How `StringCheckGrader` compares.
enum class StringCheckOperation {
  eq,     ///< They are equal.
  ne,     ///< They differ.
  like,   ///< The input contains the reference.
  ilike,  ///< The same, whatever the case of ASCII letters.
};
constexpr auto describe(Type<StringCheckOperation>) {
  return std::array<Word<StringCheckOperation>, 4>{{{"eq", StringCheckOperation::eq},
                                                    {"ne", StringCheckOperation::ne},
                                                    {"like", StringCheckOperation::like},
                                                    {"ilike", StringCheckOperation::ilike}}};
}

/// Gives 1 where two texts are as they should be, else 0. Mirrors `GraderStringCheck`.
struct StringCheckGrader {
  /// What it is called.
  Text name{};
  /// The text to look at, a template.
  Text input{};
  /// What it is compared with, a template.
  Text reference{};
  /// How they are compared.
  OpenEnum<StringCheckOperation> operation{};
  Extras extra{};
  bool operator==(const StringCheckGrader&) const = default;
};

/// How `TextSimilarityGrader` compares.
enum class SimilarityMetric {
  cosine,       ///< The cosine of their embeddings.
  fuzzy_match,  ///< How few characters must be put in or taken out.
  bleu,         ///< BLEU.
  gleu,         ///< Google BLEU.
  meteor,       ///< METEOR, of words that are equal.
  rouge_1,      ///< ROUGE, of single words.
  rouge_2,      ///< ROUGE, of 2 words in a row.
  rouge_3,      ///< ROUGE, of 3 words in a row.
  rouge_4,      ///< ROUGE, of 4 words in a row.
  rouge_5,      ///< ROUGE, of 5 words in a row.
  rouge_l,      ///< ROUGE, of the longest common sequence.
};
constexpr auto describe(Type<SimilarityMetric>) {
  return std::array<Word<SimilarityMetric>, 11>{{{"cosine", SimilarityMetric::cosine},
                                                 {"fuzzy_match", SimilarityMetric::fuzzy_match},
                                                 {"bleu", SimilarityMetric::bleu},
                                                 {"gleu", SimilarityMetric::gleu},
                                                 {"meteor", SimilarityMetric::meteor},
                                                 {"rouge_1", SimilarityMetric::rouge_1},
                                                 {"rouge_2", SimilarityMetric::rouge_2},
                                                 {"rouge_3", SimilarityMetric::rouge_3},
                                                 {"rouge_4", SimilarityMetric::rouge_4},
                                                 {"rouge_5", SimilarityMetric::rouge_5},
                                                 {"rouge_l", SimilarityMetric::rouge_l}}};
}

/// Gives how similar two texts are, 0 to 1. Mirrors `GraderTextSimilarity`.
struct TextSimilarityGrader {
  /// What it is called.
  Text name{};
  /// The text to look at, a template.
  Text input{};
  /// What it is compared with, a template.
  Text reference{};
  /// How they are compared.
  OpenEnum<SimilarityMetric> evaluation_metric{};
  Extras extra{};
  bool operator==(const TextSimilarityGrader&) const = default;
};

/// Gives what a function `grade(sample, item)` in Python gives. Mirrors `GraderPython`.
struct PythonGrader {
  /// What it is called.
  Text name{};
  /// The program.
  Text source{};
  /// In which image it runs.
  std::optional<Text> image_tag{};
  Extras extra{};
  bool operator==(const PythonGrader&) const = default;
};

/// Audio in a message of a grader. Mirrors `InputAudio`.
struct GraderAudio {
  /// The audio.
  InputAudio input_audio{};
  Extras extra{};
  bool operator==(const GraderAudio&) const = default;
};

/// Text that a model gave, in a message of a grader. Mirrors `EvalItemContentOutputText`.
struct GraderOutputText {
  /// The text, a template.
  Text text{};
  Extras extra{};
  bool operator==(const GraderOutputText&) const = default;
};

/// An image in a message of a grader. Mirrors `EvalItemInputImage`.
struct GraderImage {
  /// Where it is, or itself as a data URL.
  Text image_url{};
  /// How closely to look: `auto`, `low` or `high`.
  std::optional<Text> detail{};
  Extras extra{};
  bool operator==(const GraderImage&) const = default;
};

/// A part of what a message of a grader says.
struct GraderContentPart : TaggedUnion<"type", Case<"input_text", InputTextPart>, Case<"output_text", GraderOutputText>,
                                       Case<"input_image", GraderImage>, Case<"input_audio", GraderAudio>> {
  using TaggedUnion::TaggedUnion;
};
/// What a message of a grader says: text, a part, or several.
using GraderContent = OneOf<Text, GraderContentPart, std::vector<OneOf<Text, GraderContentPart>>>;

/// Who says a message of a grader.
enum class GraderRole {
  user,       ///< Whoever asks.
  assistant,  ///< The model.
  system,     ///< Whoever runs the model.
  developer,  ///< Whoever builds on the model.
};
constexpr auto describe(Type<GraderRole>) {
  return std::array<Word<GraderRole>, 4>{{{"user", GraderRole::user},
                                          {"assistant", GraderRole::assistant},
                                          {"system", GraderRole::system},
                                          {"developer", GraderRole::developer}}};
}

/// A message to a model that grades. Mirrors `EvalItem`.
struct GraderMessage {
  /// Who says it.
  OpenEnum<GraderRole> role{};
  /// What it says, with templates.
  GraderContent content{};
  /// Always `message`.
  std::optional<Text> type{};
  Extras extra{};
  bool operator==(const GraderMessage&) const = default;
};

/// How a model that grades is asked. Mirrors `GraderScoreModel.sampling_params`.
struct GraderSampling {
  /// A seed, for answers that repeat.
  Maybe<std::int64_t> seed{};
  /// How much of the likeliest tokens is taken from.
  Maybe<double> top_p{};
  /// How random it is.
  Maybe<double> temperature{};
  /// The most tokens that it may give.
  Maybe<std::int64_t> max_completions_tokens{};
  /// How much it thinks.
  Maybe<OpenEnum<ReasoningEffort>> reasoning_effort{};
  Extras extra{};
  bool operator==(const GraderSampling&) const = default;
};

/// Gives the number that a model gives. Mirrors `GraderScoreModel`.
struct ScoreModelGrader {
  /// What it is called.
  Text name{};
  /// The model.
  Text model{};
  /// How it is asked.
  std::optional<GraderSampling> sampling_params{};
  /// What it is asked, with templates.
  std::vector<GraderMessage> input{};
  /// The least and the most that it gives. Default 0 and 1.
  std::optional<std::vector<double>> range{};
  Extras extra{};
  bool operator==(const ScoreModelGrader&) const = default;
};

/// Gives 1 where a model says one of some labels, else 0. Mirrors `GraderLabelModel`.
struct LabelModelGrader {
  /// What it is called.
  Text name{};
  /// The model.
  Text model{};
  /// What it is asked, with templates.
  std::vector<GraderMessage> input{};
  /// What it may say.
  std::vector<Text> labels{};
  /// Which of them give 1.
  std::vector<Text> passing_labels{};
  Extras extra{};
  bool operator==(const LabelModelGrader&) const = default;
};

/// Gives what a formula makes of what other graders give. Mirrors `GraderMulti`. `sub_graders` reads them.
struct MultiGrader {
  /// What it is called.
  Text name{};
  /// The graders by the names that the formula calls them, or a single one.
  Json graders{};
  /// The formula: numbers, names, `+ - * / ^`, min, max, abs, floor, ceil, exp, sqrt, log.
  Text calculate_output{};
  Extras extra{};
  bool operator==(const MultiGrader&) const = default;
};

/// What gives a number to what a model said. Evaluations and reinforcement have it.
struct Grader
    : TaggedUnion<"type", Case<"string_check", StringCheckGrader>, Case<"text_similarity", TextSimilarityGrader>,
                  Case<"python", PythonGrader>, Case<"score_model", ScoreModelGrader>,
                  Case<"label_model", LabelModelGrader>, Case<"multi", MultiGrader>> {
  using TaggedUnion::TaggedUnion;
};

/// What went wrong while grading. Mirrors `RunGraderResponse.metadata.errors`.
struct GraderErrors {
  /// The formula cannot be read.
  bool formula_parse_error = false;
  /// The sample cannot be read.
  bool sample_parse_error = false;
  /// Something was cut off.
  bool truncated_observation_error = false;
  /// The grader gave nothing.
  bool unresponsive_reward_error = false;
  /// A template names what is not there.
  bool invalid_variable_error = false;
  /// Something else went wrong.
  bool other_error = false;
  /// The program could not be run.
  bool python_grader_server_error = false;
  /// Why it could not be run.
  Maybe<Text> python_grader_server_error_type{};
  /// The program failed.
  bool python_grader_runtime_error = false;
  /// How it failed.
  Maybe<Text> python_grader_runtime_error_details{};
  /// The model could not be asked.
  bool model_grader_server_error = false;
  /// The model refused.
  bool model_grader_refusal_error = false;
  /// What the model gave cannot be read.
  bool model_grader_parse_error = false;
  /// Why the model could not be asked.
  Maybe<Text> model_grader_server_error_details{};
  Extras extra{};
  bool operator==(const GraderErrors&) const = default;
};

/// How a grader came to what it gives. Mirrors `RunGraderResponse.metadata`.
struct GraderMetadata {
  /// The grader's name.
  Text name{};
  /// The grader's type.
  Text type{};
  /// What went wrong.
  GraderErrors errors{};
  /// How long it took, in seconds.
  double execution_time = 0;
  /// What each grader gave, by its name.
  Json scores{};
  /// The tokens of models that graded.
  Maybe<std::int64_t> token_usage{};
  /// The model that graded.
  Maybe<Text> sampled_model_name{};
  Extras extra{};
  bool operator==(const GraderMetadata&) const = default;
};

/// What a grader gives. Mirrors `RunGraderResponse`.
struct RunGraderResponse {
  /// What it gives.
  double reward = 0;
  /// How it came to it.
  GraderMetadata metadata{};
  /// What the graders of a `multi` gave, by their names.
  Json sub_rewards{};
  /// The tokens of models that graded, by their names.
  Json model_grader_token_usage_per_model{};
  Extras extra{};
  bool operator==(const RunGraderResponse&) const = default;
};

}  // namespace oaicompat::inline v1
