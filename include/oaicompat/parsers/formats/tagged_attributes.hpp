// Values between tags with attributes: Kimi K3, Step 3, Command, MiniCPM.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace kimi_k3_table {
enum : std::uint8_t { list, call, body, key, value, after };
inline constexpr Edge openers[] = {{"<|open|>tools<|sep|>", list}};
inline constexpr Edge in_list[] = {{"<|open|>call ", call}, {"<|close|>tools<|sep|>", outside}};
inline constexpr Edge in_call[] = {{"<|sep|>", body, edge::call}};
inline constexpr Edge in_body[] = {{"<|open|>argument ", key}, {"<|close|>call<|sep|>", after, edge::end_call}};
inline constexpr Edge in_key[] = {{"<|sep|>", value}};
inline constexpr Edge in_value[] = {{"<|close|>argument<|sep|>", body, edge::confirm}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},  {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},  {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_list, .then = outside},
};
inline constexpr std::string_view models[] = {"*kimi-k3*"},
                                  orphans[] = {"<|close|>tools<|sep|>", "<|close|>message<|sep|>"},
                                  templates[] = {"<|open|>"}, open_think[] = {"<|open|>think<|sep|>"},
                                  close_think[] = {"<|close|>think<|sep|>"},
                                  wrappers[] = {"<|open|>response<|sep|>", "<|close|>response<|sep|>"};
}  // namespace kimi_k3_table

inline constexpr Format kimi_k3{.name = "kimi_k3",
                                .models = kimi_k3_table::models,
                                .templates = kimi_k3_table::templates,
                                .reasoning = {.open = kimi_k3_table::open_think, .close = kimi_k3_table::close_think},
                                .openers = kimi_k3_table::openers,
                                .wrappers = kimi_k3_table::wrappers,
                                .orphans = kimi_k3_table::orphans,
                                .states = kimi_k3_table::states,
                                .attributes = {.name = "tool", .key = "key", .type = "type", .text_type = "string"},
                                .spelling = {.form = Spelling::Form::values,
                                             .begin = "<|open|>tools<|sep|>",
                                             .call_begin = "<|open|>call tool=\"",
                                             .name_end = "\"<|sep|>",
                                             .call_end = "<|close|>call<|sep|>",
                                             .end = "<|close|>tools<|sep|><|close|>message<|sep|>",
                                             .id_place = Spelling::IdPlace::number_after_name,
                                             .id_text = "\" index=\"",
                                             .first_number = 1,
                                             .key_begin = "<|open|>argument key=\"",
                                             .text_begin = "\" type=\"string\"<|sep|>",
                                             .json_begin = "\" type=\"",
                                             .type_end = "\"<|sep|>",
                                             .value_end = "<|close|>argument<|sep|>",
                                             .reasoning_begin = "<|open|>think<|sep|>",
                                             .reasoning_end = "<|close|>think<|sep|>",
                                             .text_begin_mark = "<|open|>response<|sep|>",
                                             .text_end_mark = "<|close|>response<|sep|>",
                                             .xgrammar_style = "kimi_k3_xml"}};

namespace step3_table {
enum : std::uint8_t { list, head, call, body, key, value, after };
inline constexpr Edge openers[] = {{"<｜tool_calls_begin｜>", list}};
inline constexpr Edge in_list[] = {{"<｜tool_call_begin｜>", head}, {"<｜tool_calls_end｜>", outside}};
inline constexpr Edge in_head[] = {{"<steptml:invoke ", call}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<steptml:parameter ", key}, {"</steptml:invoke>", after, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</steptml:parameter>", body, edge::confirm}};
inline constexpr Edge in_after[] = {
    {"<｜tool_call_end｜>", after}, {"<｜tool_call_begin｜>", head}, {"<｜tool_calls_end｜>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::anything, .edges = in_head},
    {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},
    {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value},
    {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view models[] = {"*step3*", "*step-3-*"},
                                  orphans[] = {"<｜tool_calls_end｜>", "<｜tool_call_end｜>"},
                                  templates[] = {"<｜tool_calls_begin｜>"};
}  // namespace step3_table

inline constexpr Format step3{
    .name = "step3",
    .models = step3_table::models,
    .templates = step3_table::templates,
    .reasoning = think,
    .openers = step3_table::openers,
    .orphans = step3_table::orphans,
    .states = step3_table::states,
    .trim = Trim::all,
    .attributes = {.name = "name", .key = "name"},
    .spelling = {.form = Spelling::Form::values,
                 .begin = "<｜tool_calls_begin｜>\n",
                 .call_begin = "<｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name=\"",
                 .name_end = "\">",
                 .call_end = "</steptml:invoke><｜tool_call_end｜>",
                 .between = "\n",
                 .end = "\n<｜tool_calls_end｜>",
                 .key_begin = "<steptml:parameter name=\"",
                 .text_begin = "\">",
                 .json_begin = "\">",
                 .value_end = "</steptml:parameter>",
                 .reasoning_begin = "<think>\n",
                 .reasoning_end = "\n</think>\n\n"}};

namespace cohere_xml_table {
enum : std::uint8_t { list, call, body, key, value, after };
inline constexpr Edge openers[] = {{"<cofl:tool_calls>", list}};
inline constexpr Edge in_list[] = {{"<cofl:tool_call ", call}, {"</cofl:tool_calls>", outside}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {
    {"<cofl:value ", key}, {"</cofl:value>", body, edge::pop}, {"</cofl:tool_call>", after, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</cofl:value>", body, edge::confirm}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},  {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},  {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_list, .then = outside},
};
inline constexpr std::string_view models[] = {"*command-a-plus*"}, orphans[] = {"</cofl:tool_calls>"};
}  // namespace cohere_xml_table

inline constexpr Format cohere_xml{.name = "cohere_xml",
                                   .models = cohere_xml_table::models,
                                   .openers = cohere_xml_table::openers,
                                   .orphans = cohere_xml_table::orphans,
                                   .states = cohere_xml_table::states,
                                   .attributes = {.name = "name",
                                                  .key = "name",
                                                  .type = "type",
                                                  .text_type = "raw",
                                                  .object_type = "dict",
                                                  .array_type = "list"},
                                   .stops = cohere_stops,
                                   .spelling = {.form = Spelling::Form::values,
                                                .begin = "<cofl:tool_calls>",
                                                .call_begin = "<cofl:tool_call id=\"",
                                                .name_end = "\">",
                                                .call_end = "</cofl:tool_call>",
                                                .end = "</cofl:tool_calls>",
                                                .id_place = Spelling::IdPlace::before_name,
                                                .id_text = "\" name=\"",
                                                .key_begin = "<cofl:value name=\"",
                                                .text_begin = "\" type=\"raw\">",
                                                .json_begin = "\" type=\"json\">",
                                                .value_end = "</cofl:value>",
                                                .xgrammar_style = "cohere_xml"}};

namespace minicpm5_table {
enum : std::uint8_t { call, body, key, value, raw };
inline constexpr Edge openers[] = {{"<function ", call}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<param ", key}, {"</function>", outside, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"<![CDATA[", raw, edge::inside}, {"</param>", body, edge::confirm}};
inline constexpr Edge in_raw[] = {{"]]>", value, edge::inside}};
inline constexpr State states[] = {
    {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},
    {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value},
    {.take = Take::value, .edges = in_raw},
};
inline constexpr std::string_view models[] = {"*minicpm5*"}, orphans[] = {"</function>"},
                                  templates[] = {"<param name=\""};
}  // namespace minicpm5_table

inline constexpr Format minicpm5{.name = "minicpm5",
                                 .models = minicpm5_table::models,
                                 .templates = minicpm5_table::templates,
                                 .reasoning = think,
                                 .openers = minicpm5_table::openers,
                                 .orphans = minicpm5_table::orphans,
                                 .states = minicpm5_table::states,
                                 .attributes = {.name = "name", .key = "name"},
                                 .spelling = {.form = Spelling::Form::values,
                                              .call_begin = "<function name=\"",
                                              .name_end = "\">",
                                              .call_end = "</function>",
                                              .key_begin = "<param name=\"",
                                              .text_begin = "\">",
                                              .json_begin = "\">",
                                              .value_end = "</param>",
                                              .reasoning_begin = "<think>\n",
                                              .reasoning_end = "\n</think>\n\n"}};

}  // namespace oaicompat::inline v1::detail::formats
