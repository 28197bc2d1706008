// The JSON forms of graders.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/content_part_json.hpp>
#include <oaicompat/resources/chat/request_json.hpp>
#include <oaicompat/resources/graders/types.hpp>
#include <oaicompat/resources/responses/part_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<StringCheckGrader>) {
  return object("StringCheckGrader", field("name", &StringCheckGrader::name, "What it is called."),
                field("input", &StringCheckGrader::input, "The text to look at, a template."),
                field("reference", &StringCheckGrader::reference, "What it is compared with, a template."),
                field("operation", &StringCheckGrader::operation, "How they are compared."));
}
constexpr auto describe(Type<TextSimilarityGrader>) {
  return object("TextSimilarityGrader", field("name", &TextSimilarityGrader::name, "What it is called."),
                field("input", &TextSimilarityGrader::input, "The text to look at, a template."),
                field("reference", &TextSimilarityGrader::reference, "What it is compared with, a template."),
                field("evaluation_metric", &TextSimilarityGrader::evaluation_metric, "How they are compared."));
}
constexpr auto describe(Type<PythonGrader>) {
  return object("PythonGrader", field("name", &PythonGrader::name, "What it is called."),
                field("source", &PythonGrader::source, "The program."),
                field("image_tag", &PythonGrader::image_tag, "In which image it runs."));
}
constexpr auto describe(Type<GraderAudio>) {
  return object("GraderAudio", field("input_audio", &GraderAudio::input_audio, "The audio."));
}
constexpr auto describe(Type<GraderOutputText>) {
  return object("GraderOutputText", field("text", &GraderOutputText::text, "The text, a template."));
}
constexpr auto describe(Type<GraderImage>) {
  return object("GraderImage", field("image_url", &GraderImage::image_url, "Where it is, or itself as a data URL."),
                field("detail", &GraderImage::detail, "How closely to look: `auto`, `low` or `high`."));
}
constexpr auto describe(Type<GraderMessage>) {
  return object("GraderMessage", field("role", &GraderMessage::role, "Who says it."),
                field("content", &GraderMessage::content, "What it says, with templates."),
                field("type", &GraderMessage::type, "Always `message`."));
}
constexpr auto describe(Type<GraderSampling>) {
  return object(
      "GraderSampling", field("seed", &GraderSampling::seed, "A seed, for answers that repeat."),
      field("top_p", &GraderSampling::top_p, "How much of the likeliest tokens is taken from."),
      field("temperature", &GraderSampling::temperature, "How random it is."),
      field("max_completions_tokens", &GraderSampling::max_completions_tokens, "The most tokens that it may give."),
      field("reasoning_effort", &GraderSampling::reasoning_effort, "How much it thinks."));
}
constexpr auto describe(Type<ScoreModelGrader>) {
  return object("ScoreModelGrader", field("name", &ScoreModelGrader::name, "What it is called."),
                field("model", &ScoreModelGrader::model, "The model."),
                field("sampling_params", &ScoreModelGrader::sampling_params, "How it is asked."),
                field("input", &ScoreModelGrader::input, "What it is asked, with templates."),
                field("range", &ScoreModelGrader::range, "The least and the most that it gives. Default 0 and 1."));
}
constexpr auto describe(Type<LabelModelGrader>) {
  return object("LabelModelGrader", field("name", &LabelModelGrader::name, "What it is called."),
                field("model", &LabelModelGrader::model, "The model."),
                field("input", &LabelModelGrader::input, "What it is asked, with templates."),
                field("labels", &LabelModelGrader::labels, "What it may say."),
                field("passing_labels", &LabelModelGrader::passing_labels, "Which of them give 1."));
}
constexpr auto describe(Type<MultiGrader>) {
  return object(
      "MultiGrader", field("name", &MultiGrader::name, "What it is called."),
      field("graders", &MultiGrader::graders, "The graders by the names that the formula calls them, or a single one."),
      field("calculate_output", &MultiGrader::calculate_output,
            "The formula: numbers, names, `+ - * / ^`, min, max, abs, floor, ceil, exp, sqrt, log."));
}
constexpr auto describe(Type<GraderErrors>) {
  return object(
      "GraderErrors", field("formula_parse_error", &GraderErrors::formula_parse_error, "The formula cannot be read."),
      field("sample_parse_error", &GraderErrors::sample_parse_error, "The sample cannot be read."),
      field("truncated_observation_error", &GraderErrors::truncated_observation_error, "Something was cut off."),
      field("unresponsive_reward_error", &GraderErrors::unresponsive_reward_error, "The grader gave nothing."),
      field("invalid_variable_error", &GraderErrors::invalid_variable_error, "A template names what is not there."),
      field("other_error", &GraderErrors::other_error, "Something else went wrong."),
      field("python_grader_server_error", &GraderErrors::python_grader_server_error, "The program could not be run."),
      field("python_grader_server_error_type", &GraderErrors::python_grader_server_error_type,
            "Why it could not be run.")
          .require(),
      field("python_grader_runtime_error", &GraderErrors::python_grader_runtime_error, "The program failed."),
      field("python_grader_runtime_error_details", &GraderErrors::python_grader_runtime_error_details, "How it failed.")
          .require(),
      field("model_grader_server_error", &GraderErrors::model_grader_server_error, "The model could not be asked."),
      field("model_grader_refusal_error", &GraderErrors::model_grader_refusal_error, "The model refused."),
      field("model_grader_parse_error", &GraderErrors::model_grader_parse_error, "What the model gave cannot be read."),
      field("model_grader_server_error_details", &GraderErrors::model_grader_server_error_details,
            "Why the model could not be asked.")
          .require());
}
constexpr auto describe(Type<GraderMetadata>) {
  return object("GraderMetadata", field("name", &GraderMetadata::name, "The grader's name."),
                field("type", &GraderMetadata::type, "The grader's type."),
                field("errors", &GraderMetadata::errors, "What went wrong."),
                field("execution_time", &GraderMetadata::execution_time, "How long it took, in seconds."),
                field("scores", &GraderMetadata::scores, "What each grader gave, by its name."),
                field("token_usage", &GraderMetadata::token_usage, "The tokens of models that graded.").require(),
                field("sampled_model_name", &GraderMetadata::sampled_model_name, "The model that graded.").require());
}
constexpr auto describe(Type<RunGraderResponse>) {
  return object(
      "RunGraderResponse", field("reward", &RunGraderResponse::reward, "What it gives."),
      field("metadata", &RunGraderResponse::metadata, "How it came to it."),
      field("sub_rewards", &RunGraderResponse::sub_rewards, "What the graders of a `multi` gave, by their names."),
      field("model_grader_token_usage_per_model", &RunGraderResponse::model_grader_token_usage_per_model,
            "The tokens of models that graded, by their names."));
}

}  // namespace oaicompat::inline v1
