// Messages with headers: gpt-oss (harmony) and Muse.
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
inline constexpr std::string_view models[] = {"*gpt-oss*"}, templates[] = {"<|channel|>"};
}  // namespace harmony_table

inline constexpr Format harmony{.name = "harmony",
                                .models = harmony_table::models,
                                .templates = harmony_table::templates,
                                .states = harmony_table::states,
                                .start = harmony_table::header,
                                .headers = MessageHeaders::harmony,
                                .spelling = {.form = Spelling::Form::arguments,
                                             .call_begin = "<|start|>assistant<|channel|>commentary to=functions.",
                                             .name_end = " <|constrain|>json<|message|>",
                                             .call_end = "<|call|>",
                                             .reasoning_begin = "<|channel|>analysis<|message|>",
                                             .reasoning_end = "<|end|>",
                                             .text_begin_mark = "<|start|>assistant<|channel|>final<|message|>",
                                             .text_end_mark = "<|end|>"}};

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
inline constexpr std::string_view models[] = {"*muse-glimmer*"};
}  // namespace muse_table

inline constexpr Format muse_glimmer{.name = "muse_glimmer",
                                     .models = muse_table::models,
                                     .states = muse_table::states,
                                     .start = muse_table::header,
                                     .headers = MessageHeaders::muse,
                                     .attributes = {.name = "name", .key = "name"}};

}  // namespace oaicompat::inline v1::detail::formats
