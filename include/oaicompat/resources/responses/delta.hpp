// The events of a stream that make the parts and the calls of a response grow.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/event_type.hpp>
#include <oaicompat/resources/responses/shell.hpp>

namespace oaicompat::inline v1 {

/// A part of an item begins, or is whole. Mirrors `ResponseContentPartAddedEvent` and `ResponseContentPartDoneEvent`.
struct PartEvent {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::content_part_added;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The part as it is now.
  ResponsePart part{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const PartEvent&) const = default;
};

/// More of a text. Mirrors `ResponseTextDeltaEvent`.
struct TextDelta {
  /// Always `response.output_text.delta`.
  OpenEnum<ResponseEventType> type = ResponseEventType::output_text_delta;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The piece.
  Text delta{};
  /// How likely its tokens were, where that was asked for.
  std::vector<ResponseLogprob> logprobs{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const TextDelta&) const = default;
};

/// A text is whole. Mirrors `ResponseTextDoneEvent`.
struct TextDone {
  /// Always `response.output_text.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::output_text_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The text.
  Text text{};
  /// How likely its tokens were, where that was asked for.
  std::vector<ResponseLogprob> logprobs{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const TextDone&) const = default;
};

/// A note on a text. Mirrors `ResponseOutputTextAnnotationAddedEvent`.
struct AnnotationAdded {
  /// Always `response.output_text.annotation.added`.
  OpenEnum<ResponseEventType> type = ResponseEventType::annotation_added;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is on, from 0.
  std::int64_t content_index = 0;
  /// Which note on the part it is, from 0.
  std::int64_t annotation_index = 0;
  /// The note.
  Maybe<ResponseAnnotation> annotation{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const AnnotationAdded&) const = default;
};

/// More of a refusal, or of the reasoning. Mirrors `ResponseRefusalDeltaEvent` and `ResponseReasoningTextDeltaEvent`.
struct PartDelta {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::refusal_delta;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The piece.
  Text delta{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const PartDelta&) const = default;
};

/// A refusal is whole. Mirrors `ResponseRefusalDoneEvent`.
struct RefusalDone {
  /// Always `response.refusal.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::refusal_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The refusal.
  Text refusal{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const RefusalDone&) const = default;
};

/// The reasoning is whole. Mirrors `ResponseReasoningTextDoneEvent`.
struct ReasoningTextDone {
  /// Always `response.reasoning_text.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::reasoning_text_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which part of the item it is, from 0.
  std::int64_t content_index = 0;
  /// The reasoning.
  Text text{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ReasoningTextDone&) const = default;
};

/// A summary begins, or its part is whole. Mirrors `ResponseReasoningSummaryPartDoneEvent`.
struct SummaryPartEvent {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::reasoning_summary_part_added;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which summary of the item it is, from 0.
  std::int64_t summary_index = 0;
  /// The summary as it is now.
  SummaryPart part{};
  /// `incomplete` where it was left unfinished.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const SummaryPartEvent&) const = default;
};

/// More of a summary. Mirrors `ResponseReasoningSummaryTextDeltaEvent`.
struct SummaryDelta {
  /// Always `response.reasoning_summary_text.delta`.
  OpenEnum<ResponseEventType> type = ResponseEventType::reasoning_summary_text_delta;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which summary of the item it is, from 0.
  std::int64_t summary_index = 0;
  /// The piece.
  Text delta{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const SummaryDelta&) const = default;
};

/// A summary is whole. Mirrors `ResponseReasoningSummaryTextDoneEvent`.
struct SummaryDone {
  /// Always `response.reasoning_summary_text.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::reasoning_summary_text_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which summary of the item it is, from 0.
  std::int64_t summary_index = 0;
  /// The summary.
  Text text{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const SummaryDone&) const = default;
};

/// More of a call's arguments, of its input, or of code. Mirrors `ResponseFunctionCallArgumentsDeltaEvent` and the
/// others of its shape.
struct CallDelta {
  /// Which of these.
  OpenEnum<ResponseEventType> type = ResponseEventType::function_call_arguments_delta;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The piece.
  Text delta{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const CallDelta&) const = default;
};

/// A call's arguments are whole. Mirrors `ResponseFunctionCallArgumentsDoneEvent`.
struct ArgumentsDone {
  /// Whose call.
  OpenEnum<ResponseEventType> type = ResponseEventType::function_call_arguments_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The function's name; of an MCP tool none.
  std::optional<Text> name{};
  /// The arguments as JSON text.
  Text arguments{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ArgumentsDone&) const = default;
};

/// A custom tool's input is whole. Mirrors `ResponseCustomToolCallInputDoneEvent`.
struct InputDone {
  /// Always `response.custom_tool_call_input.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::custom_tool_call_input_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The input.
  Text input{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const InputDone&) const = default;
};

/// Code is whole. Mirrors `ResponseCodeInterpreterCallCodeDoneEvent`.
struct CodeDone {
  /// Always `response.code_interpreter_call_code.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::code_interpreter_call_code_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The code.
  Text code{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const CodeDone&) const = default;
};

}  // namespace oaicompat::inline v1
