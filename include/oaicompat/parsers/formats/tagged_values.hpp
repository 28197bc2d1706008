// Values between tags, typed by the schema of the tool: Qwen3-Coder, Seed, DeepSeek V3.2, GLM, Hunyuan 3, MiniMax.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace qwen3_coder_table {
enum : std::uint8_t { open, name, body, key, value, after };
inline constexpr Edge openers[] = {{"<tool_call>", open}, {"<function=", name}, {"<function ", name}};
inline constexpr Edge in_open[] = {{"<function=", name}, {"<function ", name}, {"</tool_call>", outside}};
inline constexpr Edge in_name[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<parameter=", key},
                                   {"</parameter>", body},
                                   {"</function>", after, edge::end_call},
                                   {"</tool_call>", outside, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</parameter>", body, edge::confirm},
                                    {"<parameter=", key, edge::known},
                                    {"</function>", body, edge::keep | edge::confirm}};
inline constexpr Edge in_after[] = {
    {"</tool_call>", outside}, {"<tool_call>", open}, {"<function=", name}, {"<function ", name}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},  {.take = Take::name, .edges = in_name},
    {.take = Take::space, .edges = in_body},  {.take = Take::key, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view models[] = {"*qwen3-coder*", "*qwen3.5*",  "*qwen3.6*",    "*qwen3.8*",
                                              "*mimo-v2*",     "*step-3.5*", "*nemotron-3*", "*nemotron-nano-3*"},
                                  orphans[] = {"</tool_call>", "</function>"}, templates[] = {"<function="},
                                  triggers[] = {"<tool_call>\n<function="};
}  // namespace qwen3_coder_table

inline constexpr Format qwen3_coder{.name = "qwen3_coder",
                                    .models = qwen3_coder_table::models,
                                    .templates = qwen3_coder_table::templates,
                                    .reasoning = think,
                                    .openers = qwen3_coder_table::openers,
                                    .orphans = qwen3_coder_table::orphans,
                                    .states = qwen3_coder_table::states,
                                    .trim = Trim::line,
                                    .stops = chat_stops,
                                    .spelling = {.form = Spelling::Form::values,
                                                 .call_begin = "<tool_call>\n<function=",
                                                 .name_end = ">\n",
                                                 .call_end = "</function>\n</tool_call>",
                                                 .between = "\n",
                                                 .key_begin = "<parameter=",
                                                 .text_begin = ">\n",
                                                 .json_begin = ">\n",
                                                 .value_end = "\n</parameter>\n",
                                                 .reasoning_begin = "<think>\n",
                                                 .reasoning_end = "\n</think>\n\n",
                                                 .text_gap = "\n\n",
                                                 .triggers = qwen3_coder_table::triggers,
                                                 .xgrammar_style = "qwen_xml"}};

namespace seed_table {
enum : std::uint8_t { open, name, body, key, value, after };
inline constexpr Edge openers[] = {{"<seed:tool_call>", open}};
inline constexpr Edge in_open[] = {{"<function=", name}, {"</seed:tool_call>", outside}};
inline constexpr Edge in_name[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<parameter=", key},
                                   {"</parameter>", body},
                                   {"</function>", after, edge::end_call},
                                   {"</seed:tool_call>", outside, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</parameter>", body, edge::confirm},
                                    {"<parameter=", key, edge::known},
                                    {"</function>", body, edge::keep | edge::confirm}};
inline constexpr Edge in_after[] = {{"</seed:tool_call>", outside}, {"<function=", name}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},  {.take = Take::name, .edges = in_name},
    {.take = Take::space, .edges = in_body},  {.take = Take::key, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view models[] = {"*seed-oss*"}, orphans[] = {"</seed:tool_call>"},
                                  templates[] = {"<seed:tool_call>"}, open_think[] = {"<seed:think>"},
                                  close_think[] = {"</seed:think>"}, stops[] = {"<seed:eos>"};
}  // namespace seed_table

inline constexpr Format seed_oss{.name = "seed_oss",
                                 .models = seed_table::models,
                                 .templates = seed_table::templates,
                                 .reasoning = {.open = seed_table::open_think, .close = seed_table::close_think},
                                 .openers = seed_table::openers,
                                 .orphans = seed_table::orphans,
                                 .states = seed_table::states,
                                 .stops = seed_table::stops,
                                 .spelling = {.form = Spelling::Form::values,
                                              .call_begin = "<seed:tool_call>\n<function=",
                                              .name_end = ">\n",
                                              .call_end = "</function>\n</seed:tool_call>",
                                              .between = "\n",
                                              .key_begin = "<parameter=",
                                              .text_begin = ">",
                                              .json_begin = ">",
                                              .value_end = "</parameter>\n",
                                              .reasoning_begin = "<seed:think>",
                                              .reasoning_end = "</seed:think>",
                                              .text_gap = "\n",
                                              .xgrammar_style = "qwen_xml"}};

namespace dsml_table {
enum : std::uint8_t { open, call, body, key, value, after };
inline constexpr Edge openers[] = {
    {"<｜DSML｜function_calls>", open}, {"<｜DSML｜tool_calls>", open}, {"<｜DSML｜ calls>", open}};
inline constexpr Edge in_open[] = {{"<｜DSML｜invoke ", call},
                                   {"<｜DSML｜ invoke ", call},
                                   {"</｜DSML｜function_calls>", outside},
                                   {"</｜DSML｜tool_calls>", outside},
                                   {"</｜DSML｜ calls>", outside}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"<｜DSML｜parameter ", key},
                                   {"<｜DSML｜ parameter ", key},
                                   {"</｜DSML｜invoke>", after, edge::end_call},
                                   {"</｜DSML｜ invoke>", after, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</｜DSML｜parameter>", body, edge::confirm},
                                    {"</｜DSML｜ parameter>", body, edge::confirm}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},  {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},  {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_open, .then = outside},
};
inline constexpr std::string_view models[] = {"*deepseek-v3.2*", "*deepseek-v4*"},
                                  orphans[] = {"</｜DSML｜function_calls>", "</｜DSML｜tool_calls>",
                                               "</｜DSML｜ calls>"},
                                  templates[] = {"DSML｜"}, wrapper_keys[] = {"arguments", "input"};
}  // namespace dsml_table

inline constexpr Format deepseek_dsml{
    .name = "deepseek_dsml",
    .models = dsml_table::models,
    .templates = dsml_table::templates,
    .reasoning = think,
    .openers = dsml_table::openers,
    .orphans = dsml_table::orphans,
    .states = dsml_table::states,
    .attributes = {.name = "name", .key = "name", .type = "string", .text_type = "true"},
    .wrapper_keys = dsml_table::wrapper_keys,
    .stops = deepseek_stops,
    .spelling = {.form = Spelling::Form::values,
                 .begin = "<｜DSML｜function_calls>\n",
                 .call_begin = "<｜DSML｜invoke name=\"",
                 .name_end = "\">\n",
                 .call_end = "</｜DSML｜invoke>\n",
                 .end = "</｜DSML｜function_calls>",
                 .key_begin = "<｜DSML｜parameter name=\"",
                 .text_begin = "\" string=\"true\">",
                 .json_begin = "\" string=\"false\">",
                 .value_end = "</｜DSML｜parameter>\n",
                 .reasoning_begin = "<think>\n",
                 .reasoning_end = "\n</think>\n\n",
                 .text_gap = "\n\n",
                 .xgrammar_style = "deepseek_xml"}};

namespace glm_table {
enum : std::uint8_t { name, body, key, equals, value, open, arguments, past };
inline constexpr Edge openers[] = {{"<tool_call>", name}};
inline constexpr Edge in_name[] = {{"\n", body, edge::call},
                                   {"<arg_key>", key, edge::call},
                                   {"</tool_call>", outside, edge::call | edge::end_call},
                                   {">", open}};
inline constexpr Edge in_body[] = {
    {"<arg_key>", key}, {"</arg_key>", body}, {"</arg_value>", body}, {"</tool_call>", outside, edge::end_call}};
inline constexpr Edge in_key[] = {{"</arg_key>", equals}};
inline constexpr Edge in_equals[] = {{"<arg_value>", value}, {"</arg_key>", equals}, {"<arg_key>", equals}};
inline constexpr Edge in_value[] = {{"</arg_value>", body, edge::confirm},
                                    {"</tool_call>", body, edge::keep | edge::confirm}};
inline constexpr Edge in_open[] = {{"{", arguments, edge::call | edge::keep}};
inline constexpr Edge in_past[] = {{"</tool_call>", outside}};
inline constexpr State states[] = {
    {.take = Take::name, .edges = in_name},
    {.take = Take::space, .edges = in_body},
    {.take = Take::key, .edges = in_key},
    {.take = Take::space, .edges = in_equals, .then = value},
    {.take = Take::value, .edges = in_value},
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_arguments, .edges = in_past, .then = past},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*glm-4.5*", "*glm-4.6*"}, orphans[] = {"</tool_call>"},
                                  templates[] = {"<arg_key>"},
                                  glm47_models[] = {"*glm-4.7*", "*glm-5*", "*ling-3*", "*ring-3*", "*laguna*"};
}  // namespace glm_table

inline constexpr Format glm45{.name = "glm45",
                              .models = glm_table::models,
                              .templates = glm_table::templates,
                              .reasoning = think,
                              .openers = glm_table::openers,
                              .orphans = glm_table::orphans,
                              .states = glm_table::states,
                              .spelling = {.form = Spelling::Form::values,
                                           .call_begin = "<tool_call>",
                                           .name_end = "\n",
                                           .call_end = "</tool_call>",
                                           .between = "\n",
                                           .key_begin = "<arg_key>",
                                           .text_begin = "</arg_key>\n<arg_value>",
                                           .json_begin = "</arg_key>\n<arg_value>",
                                           .value_end = "</arg_value>\n",
                                           .reasoning_begin = "<think>\n",
                                           .reasoning_end = "\n</think>\n\n",
                                           .text_gap = "\n",
                                           .xgrammar_style = "glm_xml"}};
inline constexpr Format glm47{.name = "glm47",
                              .models = glm_table::glm47_models,
                              .reasoning = thinking,
                              .openers = glm_table::openers,
                              .orphans = glm_table::orphans,
                              .states = glm_table::states,
                              .spelling = {.form = Spelling::Form::values,
                                           .call_begin = "<tool_call>",
                                           .call_end = "</tool_call>",
                                           .key_begin = "<arg_key>",
                                           .text_begin = "</arg_key><arg_value>",
                                           .json_begin = "</arg_key><arg_value>",
                                           .value_end = "</arg_value>",
                                           .reasoning_begin = "<think>\n",
                                           .reasoning_end = "\n</think>\n\n",
                                           .xgrammar_style = "glm_xml"}};

namespace hy_v3_table {
enum : std::uint8_t { list, name, body, key, equals, value, after };
inline constexpr Edge openers[] = {{"<tool_calls", list, edge::suffix}};
inline constexpr Edge in_list[] = {{"<tool_call", name, edge::suffix}, {"</tool_calls", outside, edge::suffix}};
inline constexpr Edge in_name[] = {{"<tool_sep", body, edge::suffix | edge::call}};
inline constexpr Edge in_body[] = {{"<arg_key", key, edge::suffix},
                                   {"</tool_call", after, edge::suffix | edge::end_call}};
inline constexpr Edge in_key[] = {{"</arg_key", equals, edge::suffix}};
inline constexpr Edge in_equals[] = {{"<arg_value", value, edge::suffix}};
inline constexpr Edge in_value[] = {{"</arg_value", body, edge::suffix | edge::confirm}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::name, .edges = in_name},
    {.take = Take::space, .edges = in_body},
    {.take = Take::key, .edges = in_key},
    {.take = Take::space, .edges = in_equals},
    {.take = Take::value, .edges = in_value},
    {.take = Take::space, .edges = in_list, .then = outside},
};
inline constexpr std::string_view models[] = {"*hy3*", "*hunyuan-3*"}, templates[] = {"<tool_sep"};
}  // namespace hy_v3_table

inline constexpr Format hy_v3{.name = "hy_v3",
                              .models = hy_v3_table::models,
                              .templates = hy_v3_table::templates,
                              .reasoning = think,
                              .openers = hy_v3_table::openers,
                              .states = hy_v3_table::states,
                              .spelling = {.form = Spelling::Form::values,
                                           .begin = "<tool_calls>\n",
                                           .call_begin = "<tool_call>",
                                           .name_end = "<tool_sep>\n",
                                           .call_end = "</tool_call>\n",
                                           .end = "</tool_calls>",
                                           .key_begin = "<arg_key>",
                                           .text_begin = "</arg_key>\n<arg_value>",
                                           .json_begin = "</arg_key>\n<arg_value>",
                                           .value_end = "</arg_value>\n",
                                           .reasoning_begin = "<think>\n",
                                           .reasoning_end = "\n</think>\n\n"}};

namespace minimax_m2_table {
enum : std::uint8_t { open, call, body, key, value, after };
inline constexpr Edge openers[] = {{"<minimax:tool_call>", open}};
inline constexpr Edge in_open[] = {{"<invoke ", call}, {"</minimax:tool_call>", outside}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {
    {"<parameter ", key}, {"</invoke>", after, edge::end_call}, {"</minimax:tool_call>", outside, edge::end_call}};
inline constexpr Edge in_key[] = {{">", value}};
inline constexpr Edge in_value[] = {{"</parameter>", body, edge::confirm}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},  {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::space, .edges = in_body},  {.take = Take::key_attributes, .edges = in_key},
    {.take = Take::value, .edges = in_value}, {.take = Take::space, .edges = in_open, .then = outside},
};
inline constexpr std::string_view models[] = {"*minimax-m2*"}, orphans[] = {"</minimax:tool_call>"},
                                  templates[] = {"<minimax:tool_call>"}, stops[] = {"[e~["};
}  // namespace minimax_m2_table

inline constexpr Format minimax_m2{.name = "minimax_m2",
                                   .models = minimax_m2_table::models,
                                   .templates = minimax_m2_table::templates,
                                   .reasoning = thinking,
                                   .openers = minimax_m2_table::openers,
                                   .orphans = minimax_m2_table::orphans,
                                   .states = minimax_m2_table::states,
                                   .attributes = {.name = "name", .key = "name"},
                                   .stops = minimax_m2_table::stops,
                                   .spelling = {.form = Spelling::Form::values,
                                                .begin = "<minimax:tool_call>\n",
                                                .call_begin = "<invoke name=\"",
                                                .name_end = "\">\n",
                                                .call_end = "</invoke>\n",
                                                .end = "</minimax:tool_call>",
                                                .key_begin = "<parameter name=\"",
                                                .text_begin = "\">",
                                                .json_begin = "\">",
                                                .value_end = "</parameter>\n",
                                                .reasoning_begin = "<think>\n",
                                                .reasoning_end = "\n</think>\n\n",
                                                .text_gap = "\n",
                                                .xgrammar_style = "minimax_xml"}};

namespace minimax_m3_table {
enum : std::uint8_t { open, call, body, after };
inline constexpr Edge openers[] = {{"]<]minimax[>[<tool_call>", open}};
inline constexpr Edge in_open[] = {{"]<]minimax[>[<invoke ", call}, {"]<]minimax[>[</tool_call>", outside}};
inline constexpr Edge in_call[] = {{">", body, edge::call}};
inline constexpr Edge in_body[] = {{"]<]minimax[>[</invoke>", after, edge::end_call}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::call_attributes, .edges = in_call},
    {.take = Take::elements, .edges = in_body},
    {.take = Take::space, .edges = in_open, .then = outside},
};
inline constexpr std::string_view models[] = {"*minimax-m3*"}, orphans[] = {"]<]minimax[>[</tool_call>"},
                                  templates[] = {"]<]minimax[>["}, open_think[] = {"<mm:think>"},
                                  close_think[] = {"</mm:think>"}, stops[] = {"[e~["};
}  // namespace minimax_m3_table

inline constexpr Format minimax_m3{
    .name = "minimax_m3",
    .models = minimax_m3_table::models,
    .templates = minimax_m3_table::templates,
    .reasoning = {.open = minimax_m3_table::open_think, .close = minimax_m3_table::close_think},
    .openers = minimax_m3_table::openers,
    .orphans = minimax_m3_table::orphans,
    .states = minimax_m3_table::states,
    .attributes = {.name = "name"},
    .tag_prefix = "]<]minimax[>[",
    .stops = minimax_m3_table::stops,
    .spelling = {.form = Spelling::Form::elements,
                 .begin = "]<]minimax[>[<tool_call>\n",
                 .call_begin = "]<]minimax[>[<invoke name=\"",
                 .name_end = "\">\n",
                 .call_end = "]<]minimax[>[</invoke>\n",
                 .end = "]<]minimax[>[</tool_call>",
                 .reasoning_begin = "<mm:think>",
                 .reasoning_end = "</mm:think>"}};

}  // namespace oaicompat::inline v1::detail::formats
