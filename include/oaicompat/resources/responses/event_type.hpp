// ResponseEventType: the kinds of event in the stream of a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// The kinds of event.
enum class ResponseEventType {
  output_text_delta,                    ///< More of a text.
  function_call_arguments_delta,        ///< More of a call's arguments.
  reasoning_text_delta,                 ///< More of the reasoning.
  reasoning_summary_text_delta,         ///< More of a summary.
  created,                              ///< The stream begins.
  queued,                               ///< The response waits to be made.
  in_progress,                          ///< The response is being made.
  completed,                            ///< The response is whole; the stream ends.
  failed,                               ///< The response failed; the stream ends.
  incomplete,                           ///< The response ends early; the stream ends.
  output_item_added,                    ///< An item begins.
  output_item_done,                     ///< An item is whole.
  content_part_added,                   ///< A part begins.
  content_part_done,                    ///< A part is whole.
  output_text_done,                     ///< A text is whole.
  annotation_added,                     ///< A note on a text.
  refusal_delta,                        ///< More of a refusal.
  refusal_done,                         ///< A refusal is whole.
  function_call_arguments_done,         ///< A call's arguments are whole.
  custom_tool_call_input_delta,         ///< More of a custom tool's input.
  custom_tool_call_input_done,          ///< A custom tool's input is whole.
  reasoning_text_done,                  ///< The reasoning is whole.
  reasoning_summary_text_done,          ///< A summary is whole.
  reasoning_summary_part_added,         ///< A summary begins.
  reasoning_summary_part_done,          ///< A summary's part is whole.
  file_search_call_in_progress,         ///< A search of vector stores begins.
  file_search_call_searching,           ///< It runs.
  file_search_call_completed,           ///< It is done.
  web_search_call_in_progress,          ///< A search of the web begins.
  web_search_call_searching,            ///< It runs.
  web_search_call_completed,            ///< It is done.
  code_interpreter_call_in_progress,    ///< A run of code begins.
  code_interpreter_call_interpreting,   ///< It runs.
  code_interpreter_call_completed,      ///< It is done.
  code_interpreter_call_code_delta,     ///< More of the code.
  code_interpreter_call_code_done,      ///< The code is whole.
  image_generation_call_in_progress,    ///< The making of an image begins.
  image_generation_call_generating,     ///< It goes on.
  image_generation_call_partial_image,  ///< An unfinished image.
  image_generation_call_completed,      ///< It is done.
  mcp_call_arguments_delta,             ///< More of a call's arguments.
  mcp_call_arguments_done,              ///< A call's arguments are whole.
  mcp_call_in_progress,                 ///< A call of an MCP tool begins.
  mcp_call_completed,                   ///< It is done.
  mcp_call_failed,                      ///< It failed.
  mcp_list_tools_in_progress,           ///< The tools of an MCP server are being listed.
  mcp_list_tools_completed,             ///< They are listed.
  mcp_list_tools_failed,                ///< They could not be listed.
  shell_call_command_added,             ///< A command begins.
  shell_call_command_delta,             ///< More of a command.
  shell_call_command_done,              ///< A command is whole.
  shell_call_output_content_delta,      ///< More of what commands give.
  shell_call_output_content_done,       ///< What commands gave is whole.
  audio_delta,                          ///< More audio.
  audio_done,                           ///< The audio is whole.
  audio_transcript_delta,               ///< More of what the audio says.
  audio_transcript_done,                ///< What the audio says is whole.
  error,                                ///< The stream failed.
};

namespace detail {

// What comes most often comes first.
inline constexpr std::array<Word<ResponseEventType>, 58> response_event_types{
    {{"response.output_text.delta", ResponseEventType::output_text_delta},
     {"response.function_call_arguments.delta", ResponseEventType::function_call_arguments_delta},
     {"response.reasoning_text.delta", ResponseEventType::reasoning_text_delta},
     {"response.reasoning_summary_text.delta", ResponseEventType::reasoning_summary_text_delta},
     {"response.created", ResponseEventType::created},
     {"response.queued", ResponseEventType::queued},
     {"response.in_progress", ResponseEventType::in_progress},
     {"response.completed", ResponseEventType::completed},
     {"response.failed", ResponseEventType::failed},
     {"response.incomplete", ResponseEventType::incomplete},
     {"response.output_item.added", ResponseEventType::output_item_added},
     {"response.output_item.done", ResponseEventType::output_item_done},
     {"response.content_part.added", ResponseEventType::content_part_added},
     {"response.content_part.done", ResponseEventType::content_part_done},
     {"response.output_text.done", ResponseEventType::output_text_done},
     {"response.output_text.annotation.added", ResponseEventType::annotation_added},
     {"response.refusal.delta", ResponseEventType::refusal_delta},
     {"response.refusal.done", ResponseEventType::refusal_done},
     {"response.function_call_arguments.done", ResponseEventType::function_call_arguments_done},
     {"response.custom_tool_call_input.delta", ResponseEventType::custom_tool_call_input_delta},
     {"response.custom_tool_call_input.done", ResponseEventType::custom_tool_call_input_done},
     {"response.reasoning_text.done", ResponseEventType::reasoning_text_done},
     {"response.reasoning_summary_text.done", ResponseEventType::reasoning_summary_text_done},
     {"response.reasoning_summary_part.added", ResponseEventType::reasoning_summary_part_added},
     {"response.reasoning_summary_part.done", ResponseEventType::reasoning_summary_part_done},
     {"response.file_search_call.in_progress", ResponseEventType::file_search_call_in_progress},
     {"response.file_search_call.searching", ResponseEventType::file_search_call_searching},
     {"response.file_search_call.completed", ResponseEventType::file_search_call_completed},
     {"response.web_search_call.in_progress", ResponseEventType::web_search_call_in_progress},
     {"response.web_search_call.searching", ResponseEventType::web_search_call_searching},
     {"response.web_search_call.completed", ResponseEventType::web_search_call_completed},
     {"response.code_interpreter_call.in_progress", ResponseEventType::code_interpreter_call_in_progress},
     {"response.code_interpreter_call.interpreting", ResponseEventType::code_interpreter_call_interpreting},
     {"response.code_interpreter_call.completed", ResponseEventType::code_interpreter_call_completed},
     {"response.code_interpreter_call_code.delta", ResponseEventType::code_interpreter_call_code_delta},
     {"response.code_interpreter_call_code.done", ResponseEventType::code_interpreter_call_code_done},
     {"response.image_generation_call.in_progress", ResponseEventType::image_generation_call_in_progress},
     {"response.image_generation_call.generating", ResponseEventType::image_generation_call_generating},
     {"response.image_generation_call.partial_image", ResponseEventType::image_generation_call_partial_image},
     {"response.image_generation_call.completed", ResponseEventType::image_generation_call_completed},
     {"response.mcp_call_arguments.delta", ResponseEventType::mcp_call_arguments_delta},
     {"response.mcp_call_arguments.done", ResponseEventType::mcp_call_arguments_done},
     {"response.mcp_call.in_progress", ResponseEventType::mcp_call_in_progress},
     {"response.mcp_call.completed", ResponseEventType::mcp_call_completed},
     {"response.mcp_call.failed", ResponseEventType::mcp_call_failed},
     {"response.mcp_list_tools.in_progress", ResponseEventType::mcp_list_tools_in_progress},
     {"response.mcp_list_tools.completed", ResponseEventType::mcp_list_tools_completed},
     {"response.mcp_list_tools.failed", ResponseEventType::mcp_list_tools_failed},
     {"response.shell_call_command.added", ResponseEventType::shell_call_command_added},
     {"response.shell_call_command.delta", ResponseEventType::shell_call_command_delta},
     {"response.shell_call_command.done", ResponseEventType::shell_call_command_done},
     {"response.shell_call_output_content.delta", ResponseEventType::shell_call_output_content_delta},
     {"response.shell_call_output_content.done", ResponseEventType::shell_call_output_content_done},
     {"response.audio.delta", ResponseEventType::audio_delta},
     {"response.audio.done", ResponseEventType::audio_done},
     {"response.audio.transcript.delta", ResponseEventType::audio_transcript_delta},
     {"response.audio.transcript.done", ResponseEventType::audio_transcript_done},
     {"error", ResponseEventType::error}}};

}  // namespace detail

constexpr auto describe(Type<ResponseEventType>) { return detail::response_event_types; }

}  // namespace oaicompat::inline v1
