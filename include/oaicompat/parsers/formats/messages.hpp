// Messages with headers: gpt-oss (harmony), Muse and Inkling.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace harmony_table {
enum : std::uint8_t { header, arguments, past };
inline constexpr Edge in_header[] = {{"<|message|>", arguments},
                                     {"<|start|>", header},
                                     {"<|end|>", header},
                                     {"<|return|>", header},
                                     {"<|call|>", header}};
inline constexpr Edge in_body[] = {{"<|end|>", header},
                                   {"<|return|>", header},
                                   {"<|call|>", header},
                                   {"<|start|>", header},
                                   {"<|channel|>", header, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::header, .edges = in_header},
    {.take = Take::json_arguments, .edges = in_body, .then = past},
    {.take = Take::anything, .edges = in_body},
};
inline constexpr std::string_view models[] = {"*gpt-oss*"}, templates[] = {"<|channel|>"},
                                  stops[] = {"<|return|>", "<|call|>"},
                                  triggers[] = {"<|channel|>commentary to=", " to="};
}  // namespace harmony_table

inline constexpr Format harmony{.name = "harmony",
                                .models = harmony_table::models,
                                .templates = harmony_table::templates,
                                .states = harmony_table::states,
                                .start = harmony_table::header,
                                .headers = MessageHeaders::harmony,
                                .stops = harmony_table::stops,
                                .spelling = {.form = Spelling::Form::arguments,
                                             .call_begin = "<|channel|>commentary to=functions.",
                                             .name_end = " <|constrain|>json<|message|>",
                                             .call_end = "<|call|>",
                                             .between = "<|start|>assistant",
                                             .reasoning_begin = "<|channel|>analysis<|message|>",
                                             .reasoning_end = "<|end|>",
                                             .text_begin_mark = "<|channel|>final<|message|>",
                                             .text_end_mark = "<|end|>",
                                             .preamble_mark = "<|channel|>commentary<|message|>",
                                             .message_mark = "<|start|>assistant",
                                             .triggers = harmony_table::triggers}};

namespace muse_table {
enum : std::uint8_t { header, open, past, attributes, body, key, value, after };
inline constexpr Edge in_header[] = {
    {"<|message|>", open}, {"<|start|>", header}, {"<|eom|>", header}, {"<|eot|>", header}};
inline constexpr Edge in_open[] = {
    {"<atem:function_calls>", open}, {"<atem:invoke ", attributes}, {"</atem:function_calls>", past}};
inline constexpr Edge in_past[] = {{"<|eom|>", header}, {"<|eot|>", header}, {"<|start|>", header}};
inline constexpr Edge in_attributes[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<atem:parameter ", key}, {"</atem:invoke>", after, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</atem:parameter>", body, edge::confirm}};
inline constexpr Edge in_after[] = {{"<atem:invoke ", attributes}, {"</atem:function_calls>", past}};
inline constexpr State states[] = {
    {.take = Take::header, .edges = in_header}, {.take = Take::space, .edges = in_open},
    {.take = Take::anything, .edges = in_past}, {.take = Take::call_attributes, .edges = in_attributes},
    {.take = Take::space, .edges = in_body},    {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value},   {.take = Take::space, .edges = in_after, .then = past},
};
inline constexpr std::string_view models[] = {"*muse-glimmer*"}, stops[] = {"<|eot|>"},
                                  triggers[] = {"<atem:function_calls>"};
}  // namespace muse_table

inline constexpr Format muse_glimmer{.name = "muse_glimmer",
                                     .models = muse_table::models,
                                     .states = muse_table::states,
                                     .start = muse_table::header,
                                     .headers = MessageHeaders::muse,
                                     .attributes = {.name = "name", .key = "name"},
                                     .stops = muse_table::stops,
                                     .spelling = {.form = Spelling::Form::values,
                                                  .begin = "<atem:function_calls>\n",
                                                  .call_begin = "<atem:invoke name=\"",
                                                  .name_end = "\">\n",
                                                  .call_end = "</atem:invoke>\n",
                                                  .end = "</atem:function_calls><|eom|>",
                                                  .key_begin = "<atem:parameter name=\"",
                                                  .text_begin = "\">",
                                                  .json_begin = "\">",
                                                  .value_end = "</atem:parameter>\n",
                                                  .reasoning_begin = " to=self<|message|>",
                                                  .reasoning_end = "<|eom|>",
                                                  .text_begin_mark = " to=user<|message|>",
                                                  .text_end_mark = "<|eot|>",
                                                  .message_mark = "<|start|>assistant",
                                                  .recipient_begin = " to=",
                                                  .recipient_end = "<|message|>",
                                                  .triggers = muse_table::triggers}};

namespace inkling_table {
enum : std::uint8_t { name, object, past };
inline constexpr Edge openers[] = {{"<|message_model|>", name}};
inline constexpr Edge in_name[] = {{"<|content_invoke_tool_json|>", object}};
inline constexpr Edge in_past[] = {{"<|end_message|>", outside}};
inline constexpr State states[] = {
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_call, .then = past},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*inkling*"}, orphans[] = {"<|content_model_end_sampling|>"},
                                  open[] = {"<|message_model|><|content_thinking|>"}, close[] = {"<|end_message|>"},
                                  wrappers[] = {"<|message_model|><|content_text|>", "<|end_message|>"},
                                  stops[] = {"<|content_model_end_sampling|>"};
}  // namespace inkling_table

inline constexpr Format inkling{.name = "inkling",
                                .models = inkling_table::models,
                                .reasoning = {.open = inkling_table::open, .close = inkling_table::close},
                                .openers = inkling_table::openers,
                                .wrappers = inkling_table::wrappers,
                                .orphans = inkling_table::orphans,
                                .states = inkling_table::states,
                                .stops = inkling_table::stops,
                                .spelling = {.form = Spelling::Form::object,
                                             .call_begin = "<|message_model|>",
                                             .name_end = "<|content_invoke_tool_json|>",
                                             .call_end = "<|end_message|>",
                                             .arguments_key = "args",
                                             .compact = true,
                                             .reasoning_begin = "<|message_model|><|content_thinking|>",
                                             .reasoning_end = "<|end_message|>",
                                             .text_begin_mark = "<|message_model|><|content_text|>",
                                             .text_end_mark = "<|end_message|>"}};

}  // namespace oaicompat::inline v1::detail::formats
