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

}  // namespace oaicompat::inline v1
