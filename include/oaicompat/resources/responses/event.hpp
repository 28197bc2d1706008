// ResponseEvent: a piece of a response that comes as a stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/delta.hpp>
#include <oaicompat/resources/responses/response.hpp>

namespace oaicompat::inline v1 {

/// The response, when its state changes. Mirrors `ResponseCreatedEvent` and the others of its shape.
struct ResponseStateEvent {
  /// Which change.
  OpenEnum<ResponseEventType> type = ResponseEventType::created;
  /// The response as it is now.
  Response response{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ResponseStateEvent&) const = default;
};

/// An item begins, or is whole. Mirrors `ResponseOutputItemAddedEvent` and `ResponseOutputItemDoneEvent`.
struct ItemEvent {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::output_item_added;
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The item as it is now.
  ResponseItem item{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ItemEvent&) const = default;
};

/// How far a call of a tool of the server's has come. Mirrors `ResponseFileSearchCallInProgressEvent` and the others of
/// its shape.
struct CallProgress {
  /// How far, and which tool.
  OpenEnum<ResponseEventType> type = ResponseEventType::file_search_call_in_progress;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const CallProgress&) const = default;
};

/// An unfinished image. Mirrors `ResponseImageGenCallPartialImageEvent`.
struct PartialImage {
  /// Always `response.image_generation_call.partial_image`.
  OpenEnum<ResponseEventType> type = ResponseEventType::image_generation_call_partial_image;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// Which unfinished image it is, from 0.
  std::int64_t partial_image_index = 0;
  /// The image in base64.
  Text partial_image_b64{};
  /// Its size in pixels: `1024x1536`.
  std::optional<Text> size{};
  /// How good it is.
  std::optional<Text> quality{};
  /// Its background.
  std::optional<Text> background{};
  /// Its format.
  std::optional<Text> output_format{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const PartialImage&) const = default;
};

/// A command of a shell call begins, or is whole. Mirrors `ResponseShellCallCommandAddedStreamingEvent` and
/// `ResponseShellCallCommandDoneStreamingEvent`.
struct ShellCommandEvent {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::shell_call_command_added;
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which command of the item it is, from 0.
  std::int64_t command_index = 0;
  /// The command as it is now.
  Text command{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ShellCommandEvent&) const = default;
};

/// More of a command. Mirrors `ResponseShellCallCommandDeltaStreamingEvent`.
struct ShellCommandDelta {
  /// Always `response.shell_call_command.delta`.
  OpenEnum<ResponseEventType> type = ResponseEventType::shell_call_command_delta;
  /// Which item of the output it is in, from 0.
  std::int64_t output_index = 0;
  /// Which command of the item it is, from 0.
  std::int64_t command_index = 0;
  /// The piece.
  Text delta{};
  /// Padding of random characters that hides the length of the piece.
  std::optional<Text> obfuscation{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ShellCommandDelta&) const = default;
};

/// More of what commands write. Mirrors `ShellCallOutputDelta`.
struct ShellOutputText {
  /// To their standard output.
  std::optional<Text> out{};
  /// To their standard error.
  std::optional<Text> err{};
  Extras extra{};
  bool operator==(const ShellOutputText&) const = default;
};

/// More of what commands give. Mirrors `ResponseShellCallOutputContentDeltaStreamingEvent`.
struct ShellOutputDelta {
  /// Always `response.shell_call_output_content.delta`.
  OpenEnum<ResponseEventType> type = ResponseEventType::shell_call_output_content_delta;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// Which command gives it, from 0.
  std::int64_t command_index = 0;
  /// The piece.
  ShellOutputText delta{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ShellOutputDelta&) const = default;
};

/// What commands gave is whole. Mirrors `ResponseShellCallOutputContentDoneStreamingEvent`.
struct ShellOutputDone {
  /// Always `response.shell_call_output_content.done`.
  OpenEnum<ResponseEventType> type = ResponseEventType::shell_call_output_content_done;
  /// The item's id.
  Text item_id{};
  /// Which item of the output it is, from 0.
  std::int64_t output_index = 0;
  /// Which command gave it, from 0.
  std::int64_t command_index = 0;
  /// What they gave.
  std::vector<ShellOutputPiece> output{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ShellOutputDone&) const = default;
};

/// More audio, or more of what it says. Mirrors `ResponseAudioDeltaEvent` and `ResponseAudioTranscriptDeltaEvent`.
struct AudioDelta {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::audio_delta;
  /// The piece: of audio in base64.
  Text delta{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const AudioDelta&) const = default;
};

/// Audio, or what it says, is whole. Mirrors `ResponseAudioDoneEvent` and `ResponseAudioTranscriptDoneEvent`.
struct AudioDone {
  /// Which of the two.
  OpenEnum<ResponseEventType> type = ResponseEventType::audio_done;
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const AudioDone&) const = default;
};

/// The stream failed. Mirrors `ResponseErrorEvent`.
struct ResponseErrorEvent {
  /// Always `error`.
  OpenEnum<ResponseEventType> type = ResponseEventType::error;
  /// For programs.
  Maybe<Text> code{};
  /// For people.
  Text message{};
  /// The path of the offending parameter.
  Maybe<Text> param{};
  /// The event's place in the stream, from 0.
  std::int64_t sequence_number = 0;
  Extras extra{};
  bool operator==(const ResponseErrorEvent&) const = default;
};

/// A piece of a response that comes as a stream. Mirrors `ResponseStreamEvent`. Each alternative holds its `type`;
/// those of one shape are one struct.
struct ResponseEvent
    : TaggedUnion<
          "type", TaggedCase<TextDelta, "response.output_text.delta">,
          TaggedCase<CallDelta, "response.function_call_arguments.delta", "response.mcp_call_arguments.delta",
                     "response.custom_tool_call_input.delta", "response.code_interpreter_call_code.delta">,
          TaggedCase<PartDelta, "response.reasoning_text.delta", "response.refusal.delta">,
          TaggedCase<SummaryDelta, "response.reasoning_summary_text.delta">,
          TaggedCase<ResponseStateEvent, "response.created", "response.queued", "response.in_progress",
                     "response.completed", "response.failed", "response.incomplete">,
          TaggedCase<ItemEvent, "response.output_item.added", "response.output_item.done">,
          TaggedCase<PartEvent, "response.content_part.added", "response.content_part.done">,
          TaggedCase<TextDone, "response.output_text.done">,
          TaggedCase<AnnotationAdded, "response.output_text.annotation.added">,
          TaggedCase<RefusalDone, "response.refusal.done">,
          TaggedCase<ReasoningTextDone, "response.reasoning_text.done">,
          TaggedCase<SummaryPartEvent, "response.reasoning_summary_part.added", "response.reasoning_summary_part.done">,
          TaggedCase<SummaryDone, "response.reasoning_summary_text.done">,
          TaggedCase<ArgumentsDone, "response.function_call_arguments.done", "response.mcp_call_arguments.done">,
          TaggedCase<InputDone, "response.custom_tool_call_input.done">,
          TaggedCase<CodeDone, "response.code_interpreter_call_code.done">,
          TaggedCase<CallProgress, "response.file_search_call.in_progress", "response.file_search_call.searching",
                     "response.file_search_call.completed", "response.web_search_call.in_progress",
                     "response.web_search_call.searching", "response.web_search_call.completed",
                     "response.code_interpreter_call.in_progress", "response.code_interpreter_call.interpreting",
                     "response.code_interpreter_call.completed", "response.image_generation_call.in_progress",
                     "response.image_generation_call.generating", "response.image_generation_call.completed",
                     "response.mcp_call.in_progress", "response.mcp_call.completed", "response.mcp_call.failed",
                     "response.mcp_list_tools.in_progress", "response.mcp_list_tools.completed",
                     "response.mcp_list_tools.failed">,
          TaggedCase<PartialImage, "response.image_generation_call.partial_image">,
          TaggedCase<ShellCommandEvent, "response.shell_call_command.added", "response.shell_call_command.done">,
          TaggedCase<ShellCommandDelta, "response.shell_call_command.delta">,
          TaggedCase<ShellOutputDelta, "response.shell_call_output_content.delta">,
          TaggedCase<ShellOutputDone, "response.shell_call_output_content.done">,
          TaggedCase<AudioDelta, "response.audio.delta", "response.audio.transcript.delta">,
          TaggedCase<AudioDone, "response.audio.done", "response.audio.transcript.done">,
          TaggedCase<ResponseErrorEvent, "error">> {
  using TaggedUnion::TaggedUnion;
};
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API detail::VariantOps<ResponseEvent::Value>;
#endif

/// The text in an event of type `response.output_text.delta`, or the empty string.
OAICOMPAT_API std::string text_of(const ResponseEvent& event);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/event.ipp>
#endif
