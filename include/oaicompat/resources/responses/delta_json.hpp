// The JSON forms of the events that make items grow.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/delta.hpp>
#include <oaicompat/resources/responses/shell_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<PartEvent>) {
  return object("PartEvent", field("type", &PartEvent::type, "Which of the two."),
                field("item_id", &PartEvent::item_id, "The item's id."),
                field("output_index", &PartEvent::output_index, "Which item of the output it is in, from 0."),
                field("content_index", &PartEvent::content_index, "Which part of the item it is, from 0."),
                field("part", &PartEvent::part, "The part as it is now."),
                field("sequence_number", &PartEvent::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<TextDelta>) {
  return object("TextDelta", field("type", &TextDelta::type, "Always `response.output_text.delta`."),
                field("item_id", &TextDelta::item_id, "The item's id."),
                field("output_index", &TextDelta::output_index, "Which item of the output it is in, from 0."),
                field("content_index", &TextDelta::content_index, "Which part of the item it is, from 0."),
                field("delta", &TextDelta::delta, "The piece."),
                field("logprobs", &TextDelta::logprobs, "How likely its tokens were, where that was asked for."),
                field("sequence_number", &TextDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<TextDone>) {
  return object("TextDone", field("type", &TextDone::type, "Always `response.output_text.done`."),
                field("item_id", &TextDone::item_id, "The item's id."),
                field("output_index", &TextDone::output_index, "Which item of the output it is in, from 0."),
                field("content_index", &TextDone::content_index, "Which part of the item it is, from 0."),
                field("text", &TextDone::text, "The text."),
                field("logprobs", &TextDone::logprobs, "How likely its tokens were, where that was asked for."),
                field("sequence_number", &TextDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<AnnotationAdded>) {
  return object(
      "AnnotationAdded", field("type", &AnnotationAdded::type, "Always `response.output_text.annotation.added`."),
      field("item_id", &AnnotationAdded::item_id, "The item's id."),
      field("output_index", &AnnotationAdded::output_index, "Which item of the output it is in, from 0."),
      field("content_index", &AnnotationAdded::content_index, "Which part of the item it is on, from 0."),
      field("annotation_index", &AnnotationAdded::annotation_index, "Which note on the part it is, from 0."),
      field("annotation", &AnnotationAdded::annotation, "The note.").require(),
      field("sequence_number", &AnnotationAdded::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<PartDelta>) {
  return object("PartDelta", field("type", &PartDelta::type, "Which of the two."),
                field("item_id", &PartDelta::item_id, "The item's id."),
                field("output_index", &PartDelta::output_index, "Which item of the output it is in, from 0."),
                field("content_index", &PartDelta::content_index, "Which part of the item it is, from 0."),
                field("delta", &PartDelta::delta, "The piece."),
                field("sequence_number", &PartDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<RefusalDone>) {
  return object("RefusalDone", field("type", &RefusalDone::type, "Always `response.refusal.done`."),
                field("item_id", &RefusalDone::item_id, "The item's id."),
                field("output_index", &RefusalDone::output_index, "Which item of the output it is in, from 0."),
                field("content_index", &RefusalDone::content_index, "Which part of the item it is, from 0."),
                field("refusal", &RefusalDone::refusal, "The refusal."),
                field("sequence_number", &RefusalDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ReasoningTextDone>) {
  return object(
      "ReasoningTextDone", field("type", &ReasoningTextDone::type, "Always `response.reasoning_text.done`."),
      field("item_id", &ReasoningTextDone::item_id, "The item's id."),
      field("output_index", &ReasoningTextDone::output_index, "Which item of the output it is in, from 0."),
      field("content_index", &ReasoningTextDone::content_index, "Which part of the item it is, from 0."),
      field("text", &ReasoningTextDone::text, "The reasoning."),
      field("sequence_number", &ReasoningTextDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<SummaryPartEvent>) {
  return object(
      "SummaryPartEvent", field("type", &SummaryPartEvent::type, "Which of the two."),
      field("item_id", &SummaryPartEvent::item_id, "The item's id."),
      field("output_index", &SummaryPartEvent::output_index, "Which item of the output it is in, from 0."),
      field("summary_index", &SummaryPartEvent::summary_index, "Which summary of the item it is, from 0."),
      field("part", &SummaryPartEvent::part, "The summary as it is now."),
      field("status", &SummaryPartEvent::status, "`incomplete` where it was left unfinished."),
      field("sequence_number", &SummaryPartEvent::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<SummaryDelta>) {
  return object("SummaryDelta", field("type", &SummaryDelta::type, "Always `response.reasoning_summary_text.delta`."),
                field("item_id", &SummaryDelta::item_id, "The item's id."),
                field("output_index", &SummaryDelta::output_index, "Which item of the output it is in, from 0."),
                field("summary_index", &SummaryDelta::summary_index, "Which summary of the item it is, from 0."),
                field("delta", &SummaryDelta::delta, "The piece."),
                field("sequence_number", &SummaryDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<SummaryDone>) {
  return object("SummaryDone", field("type", &SummaryDone::type, "Always `response.reasoning_summary_text.done`."),
                field("item_id", &SummaryDone::item_id, "The item's id."),
                field("output_index", &SummaryDone::output_index, "Which item of the output it is in, from 0."),
                field("summary_index", &SummaryDone::summary_index, "Which summary of the item it is, from 0."),
                field("text", &SummaryDone::text, "The summary."),
                field("sequence_number", &SummaryDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<CallDelta>) {
  return object("CallDelta", field("type", &CallDelta::type, "Which of these."),
                field("item_id", &CallDelta::item_id, "The item's id."),
                field("output_index", &CallDelta::output_index, "Which item of the output it is, from 0."),
                field("delta", &CallDelta::delta, "The piece."),
                field("sequence_number", &CallDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ArgumentsDone>) {
  return object("ArgumentsDone", field("type", &ArgumentsDone::type, "Whose call."),
                field("item_id", &ArgumentsDone::item_id, "The item's id."),
                field("output_index", &ArgumentsDone::output_index, "Which item of the output it is, from 0."),
                field("name", &ArgumentsDone::name, "The function's name; of an MCP tool none."),
                field("arguments", &ArgumentsDone::arguments, "The arguments as JSON text."),
                field("sequence_number", &ArgumentsDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<InputDone>) {
  return object("InputDone", field("type", &InputDone::type, "Always `response.custom_tool_call_input.done`."),
                field("item_id", &InputDone::item_id, "The item's id."),
                field("output_index", &InputDone::output_index, "Which item of the output it is, from 0."),
                field("input", &InputDone::input, "The input."),
                field("sequence_number", &InputDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<CodeDone>) {
  return object("CodeDone", field("type", &CodeDone::type, "Always `response.code_interpreter_call_code.done`."),
                field("item_id", &CodeDone::item_id, "The item's id."),
                field("output_index", &CodeDone::output_index, "Which item of the output it is, from 0."),
                field("code", &CodeDone::code, "The code."),
                field("sequence_number", &CodeDone::sequence_number, "The event's place in the stream, from 0."));
}

}  // namespace oaicompat::inline v1
