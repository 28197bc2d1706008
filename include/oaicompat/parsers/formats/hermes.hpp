// JSON objects between tags: Hermes and Qwen, EXAONE, ERNIE, LongCat.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace hermes_table {
enum : std::uint8_t { open, object, after };
inline constexpr Edge openers[] = {{"<tool_call>", open}};
inline constexpr Edge in_open[] = {{"{", object, edge::keep}, {"<tool_call>", open}, {"</tool_call>", outside}};
inline constexpr Edge in_after[] = {{"</tool_call>", outside}, {"<tool_call>", open}, {"{", object, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_call, .then = after},
    {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view orphans[] = {"</tool_call>"};
inline constexpr std::string_view models[] = {"*hermes-2-pro*", "*hermes-3*",  "*qwen2*",   "*qwen3-*",
                                              "*qwq*",          "*granite-4*", "*smollm3*", "*trinity*",
                                              "*reka*",         "*bielik*",    "*mimo-vl*", "*ling-2*"};
inline constexpr std::string_view exaone_models[] = {"*exaone-4*", "*k-exaone*"};
inline constexpr std::string_view ernie_models[] = {"*ernie-4.5*thinking*"};
inline constexpr std::string_view ernie_wrappers[] = {"<response>", "</response>"};
inline constexpr std::string_view templates[] = {"<tool_call>"};
}  // namespace hermes_table

inline constexpr Format hermes{.name = "hermes",
                               .models = hermes_table::models,
                               .templates = hermes_table::templates,
                               .reasoning = think,
                               .openers = hermes_table::openers,
                               .orphans = hermes_table::orphans,
                               .states = hermes_table::states,
                               .stops = chat_stops,
                               .spelling = {.form = Spelling::Form::object,
                                            .call_begin = "<tool_call>\n",
                                            .call_end = "\n</tool_call>",
                                            .between = "\n",
                                            .reasoning_begin = "<think>\n",
                                            .reasoning_end = "\n</think>\n\n",
                                            .text_gap = "\n"}};
inline constexpr Format exaone4{.name = "exaone4",
                                .models = hermes_table::exaone_models,
                                .reasoning = think,
                                .openers = hermes_table::openers,
                                .orphans = hermes_table::orphans,
                                .states = hermes_table::states,
                                .spelling = {.form = Spelling::Form::object,
                                             .call_begin = "<tool_call>",
                                             .call_end = "</tool_call>",
                                             .reasoning_begin = "<think>\n",
                                             .reasoning_end = "\n</think>\n\n"}};
inline constexpr Format ernie45{.name = "ernie45",
                                .models = hermes_table::ernie_models,
                                .reasoning = thinking,
                                .openers = hermes_table::openers,
                                .wrappers = hermes_table::ernie_wrappers,
                                .orphans = hermes_table::orphans,
                                .states = hermes_table::states,
                                .spelling = {.form = Spelling::Form::object,
                                             .call_begin = "\n<tool_call>\n",
                                             .call_end = "\n</tool_call>\n",
                                             .reasoning_begin = "<think>\n",
                                             .reasoning_end = "\n</think>\n\n",
                                             .text_begin_mark = "<response>\n",
                                             .text_end_mark = "\n</response>\n"}};

namespace longcat_table {
enum : std::uint8_t { open, object, after };
inline constexpr Edge openers[] = {{"<longcat_tool_call>", open}};
inline constexpr Edge in_open[] = {{"{", object, edge::keep}, {"</longcat_tool_call>", outside}};
inline constexpr Edge in_after[] = {
    {"</longcat_tool_call>", outside}, {"<longcat_tool_call>", open}, {"{", object, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_call, .then = after},
    {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view orphans[] = {"</longcat_tool_call>"}, models[] = {"*longcat*"},
                                  templates[] = {"<longcat_tool_call>"};
}  // namespace longcat_table

inline constexpr Format longcat{.name = "longcat",
                                .models = longcat_table::models,
                                .templates = longcat_table::templates,
                                .reasoning = think,
                                .openers = longcat_table::openers,
                                .orphans = longcat_table::orphans,
                                .states = longcat_table::states,
                                .spelling = {.form = Spelling::Form::object,
                                             .call_begin = "<longcat_tool_call>",
                                             .call_end = "</longcat_tool_call>",
                                             .reasoning_begin = "<think>\n",
                                             .reasoning_end = "\n</think>\n\n"}};

}  // namespace oaicompat::inline v1::detail::formats
