// The JSON form of ResponseEvent.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/delta_json.hpp>
#include <oaicompat/resources/responses/event.hpp>
#include <oaicompat/resources/responses/response_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ResponseStateEvent>) {
  return object(
      "ResponseStateEvent", field("type", &ResponseStateEvent::type, "Which change."),
      field("response", &ResponseStateEvent::response, "The response as it is now."),
      field("sequence_number", &ResponseStateEvent::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ItemEvent>) {
  return object("ItemEvent", field("type", &ItemEvent::type, "Which of the two."),
                field("output_index", &ItemEvent::output_index, "Which item of the output it is, from 0."),
                field("item", &ItemEvent::item, "The item as it is now."),
                field("sequence_number", &ItemEvent::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<CallProgress>) {
  return object("CallProgress", field("type", &CallProgress::type, "How far, and which tool."),
                field("item_id", &CallProgress::item_id, "The item's id."),
                field("output_index", &CallProgress::output_index, "Which item of the output it is, from 0."),
                field("sequence_number", &CallProgress::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<PartialImage>) {
  return object(
      "PartialImage", field("type", &PartialImage::type, "Always `response.image_generation_call.partial_image`."),
      field("item_id", &PartialImage::item_id, "The item's id."),
      field("output_index", &PartialImage::output_index, "Which item of the output it is, from 0."),
      field("partial_image_index", &PartialImage::partial_image_index, "Which unfinished image it is, from 0."),
      field("partial_image_b64", &PartialImage::partial_image_b64, "The image in base64."),
      field("size", &PartialImage::size, "Its size in pixels: `1024x1536`."),
      field("quality", &PartialImage::quality, "How good it is."),
      field("background", &PartialImage::background, "Its background."),
      field("output_format", &PartialImage::output_format, "Its format."),
      field("sequence_number", &PartialImage::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ShellCommandEvent>) {
  return object(
      "ShellCommandEvent", field("type", &ShellCommandEvent::type, "Which of the two."),
      field("output_index", &ShellCommandEvent::output_index, "Which item of the output it is in, from 0."),
      field("command_index", &ShellCommandEvent::command_index, "Which command of the item it is, from 0."),
      field("command", &ShellCommandEvent::command, "The command as it is now."),
      field("sequence_number", &ShellCommandEvent::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ShellCommandDelta>) {
  return object(
      "ShellCommandDelta", field("type", &ShellCommandDelta::type, "Always `response.shell_call_command.delta`."),
      field("output_index", &ShellCommandDelta::output_index, "Which item of the output it is in, from 0."),
      field("command_index", &ShellCommandDelta::command_index, "Which command of the item it is, from 0."),
      field("delta", &ShellCommandDelta::delta, "The piece."),
      field("obfuscation", &ShellCommandDelta::obfuscation,
            "Padding of random characters that hides the length of the piece."),
      field("sequence_number", &ShellCommandDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ShellOutputText>) {
  return object("ShellOutputText", field("stdout", &ShellOutputText::out, "To their standard output."),
                field("stderr", &ShellOutputText::err, "To their standard error."));
}
constexpr auto describe(Type<ShellOutputDelta>) {
  return object(
      "ShellOutputDelta", field("type", &ShellOutputDelta::type, "Always `response.shell_call_output_content.delta`."),
      field("item_id", &ShellOutputDelta::item_id, "The item's id."),
      field("output_index", &ShellOutputDelta::output_index, "Which item of the output it is, from 0."),
      field("command_index", &ShellOutputDelta::command_index, "Which command gives it, from 0."),
      field("delta", &ShellOutputDelta::delta, "The piece."),
      field("sequence_number", &ShellOutputDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ShellOutputDone>) {
  return object(
      "ShellOutputDone", field("type", &ShellOutputDone::type, "Always `response.shell_call_output_content.done`."),
      field("item_id", &ShellOutputDone::item_id, "The item's id."),
      field("output_index", &ShellOutputDone::output_index, "Which item of the output it is, from 0."),
      field("command_index", &ShellOutputDone::command_index, "Which command gave it, from 0."),
      field("output", &ShellOutputDone::output, "What they gave."),
      field("sequence_number", &ShellOutputDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<AudioDelta>) {
  return object("AudioDelta", field("type", &AudioDelta::type, "Which of the two."),
                field("delta", &AudioDelta::delta, "The piece: of audio in base64."),
                field("sequence_number", &AudioDelta::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<AudioDone>) {
  return object("AudioDone", field("type", &AudioDone::type, "Which of the two."),
                field("sequence_number", &AudioDone::sequence_number, "The event's place in the stream, from 0."));
}
constexpr auto describe(Type<ResponseErrorEvent>) {
  return object(
      "ResponseErrorEvent", field("type", &ResponseErrorEvent::type, "Always `error`."),
      field("code", &ResponseErrorEvent::code, "For programs.").require(),
      field("message", &ResponseErrorEvent::message, "For people."),
      field("param", &ResponseErrorEvent::param, "The path of the offending parameter.").require(),
      field("sequence_number", &ResponseErrorEvent::sequence_number, "The event's place in the stream, from 0."));
}

}  // namespace oaicompat::inline v1
