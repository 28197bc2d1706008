// Literals of Python, and the dialects of Gemma: pythonic, OLMo 3, LFM2, Sarashina, Gemma.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace pythonic_table {
enum : std::uint8_t { start, list, call, between, past };
inline constexpr Edge openers[] = {{"<|python_start|>", list}};
inline constexpr Edge in_start[] = {{"[", call}, {"<|python_start|>", list}};
inline constexpr Edge in_list[] = {{"[", call}};
inline constexpr Edge in_between[] = {{",", call}, {"]", past}};
inline constexpr Edge in_past[] = {{"<|python_end|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_start},
    {.take = Take::space, .edges = in_list},
    {.take = Take::python_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*llama-3.2-1b*", "*llama-3.2-3b*", "*toolace*", "*llama-4*"},
                                  orphans[] = {"<|python_end|>"}, triggers[] = {"["};
}  // namespace pythonic_table

inline constexpr Format pythonic{.name = "pythonic",
                                 .models = pythonic_table::models,
                                 .openers = pythonic_table::openers,
                                 .orphans = pythonic_table::orphans,
                                 .states = pythonic_table::states,
                                 .start = pythonic_table::start,
                                 .stops = llama_stops,
                                 .spelling = {.form = Spelling::Form::python,
                                              .begin = "[",
                                              .between = ", ",
                                              .end = "]",
                                              .triggers = pythonic_table::triggers}};

namespace olmo3_table {
enum : std::uint8_t { line, call };
inline constexpr Edge openers[] = {{"<function_calls>", line}};
inline constexpr Edge in_line[] = {{"</function_calls>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_line, .then = call},
    {.take = Take::python_call, .then = line},
};
inline constexpr std::string_view models[] = {"*olmo-3*"}, orphans[] = {"</function_calls>"},
                                  templates[] = {"<function_calls>"};
}  // namespace olmo3_table

inline constexpr Format olmo3{.name = "olmo3",
                              .models = olmo3_table::models,
                              .templates = olmo3_table::templates,
                              .reasoning = {.open = think_open, .close = think_close, .reopens = false},
                              .openers = olmo3_table::openers,
                              .orphans = olmo3_table::orphans,
                              .states = olmo3_table::states,
                              .spelling = {.form = Spelling::Form::python,
                                           .begin = "<function_calls>",
                                           .between = "\n",
                                           .end = "</function_calls>",
                                           .json_literals = true,
                                           .reasoning_begin = "<think>\n",
                                           .reasoning_end = "\n</think>\n\n",
                                           .text_gap = "\n"}};

namespace lfm2_table {
enum : std::uint8_t { list, item, object, call, between, past };
inline constexpr Edge openers[] = {{"<|tool_call_start|>", list}};
inline constexpr Edge in_list[] = {{"[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", past}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}};
inline constexpr Edge in_past[] = {{"<|tool_call_end|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item, .then = call},
    {.take = Take::json_call, .then = between},
    {.take = Take::python_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*lfm2*"}, orphans[] = {"<|tool_call_end|>"},
                                  templates[] = {"<|tool_call_start|>"};
}  // namespace lfm2_table

inline constexpr Format lfm2{.name = "lfm2",
                             .models = lfm2_table::models,
                             .templates = lfm2_table::templates,
                             .reasoning = think,
                             .openers = lfm2_table::openers,
                             .orphans = lfm2_table::orphans,
                             .states = lfm2_table::states,
                             .stops = chat_stops,
                             .spelling = {.form = Spelling::Form::python,
                                          .begin = "<|tool_call_start|>[",
                                          .between = ", ",
                                          .end = "]<|tool_call_end|>",
                                          .reasoning_begin = "<think>\n",
                                          .reasoning_end = "\n</think>\n\n"}};

namespace functiongemma_table {
enum : std::uint8_t { open, name, arguments, past };
inline constexpr Edge openers[] = {{"<start_function_call>", open}};
inline constexpr Edge in_open[] = {{"call:", name}, {"call ", name}};
inline constexpr Edge in_name[] = {{"{", arguments, edge::call | edge::keep}};
inline constexpr Edge in_past[] = {{"<end_function_call>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::name, .edges = in_name},
    {.take = Take::gemma_arguments, .then = past},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*functiongemma*"}, orphans[] = {"<end_function_call>"},
                                  templates[] = {"<start_function_call>"};
}  // namespace functiongemma_table

inline constexpr Format functiongemma{
    .name = "functiongemma",
    .models = functiongemma_table::models,
    .templates = functiongemma_table::templates,
    .openers = functiongemma_table::openers,
    .orphans = functiongemma_table::orphans,
    .states = functiongemma_table::states,
    .string_mark = "<escape>",
    .spelling = {
        .form = Spelling::Form::gemma, .call_begin = "<start_function_call>call:", .call_end = "<end_function_call>"}};

namespace gemma4_table {
enum : std::uint8_t { open, name, arguments, past };
inline constexpr Edge openers[] = {{"<|tool_call>", open}};
inline constexpr Edge in_open[] = {{"call:", name}};
inline constexpr Edge in_name[] = {{"{", arguments, edge::call | edge::keep},
                                   {"(", arguments, edge::call | edge::keep}};
inline constexpr Edge in_past[] = {{"<tool_call|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::name, .edges = in_name},
    {.take = Take::gemma_arguments, .then = past},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*gemma-4*"}, orphans[] = {"<tool_call|>"},
                                  templates[] = {"<|tool_call>call:"}, open_think[] = {"<|channel>thought"},
                                  close_think[] = {"<channel|>"}, stops[] = {"<turn|>"};
}  // namespace gemma4_table

inline constexpr Format gemma4{.name = "gemma4",
                               .models = gemma4_table::models,
                               .templates = gemma4_table::templates,
                               .reasoning = {.open = gemma4_table::open_think, .close = gemma4_table::close_think},
                               .openers = gemma4_table::openers,
                               .orphans = gemma4_table::orphans,
                               .states = gemma4_table::states,
                               .string_mark = "<|\"|>",
                               .stops = gemma4_table::stops,
                               .spelling = {.form = Spelling::Form::gemma,
                                            .call_begin = "<|tool_call>call:",
                                            .call_end = "<tool_call|>",
                                            .reasoning_begin = "<|channel>thought\n",
                                            .reasoning_end = "<channel|>"}};

namespace sarashina_table {
enum : std::uint8_t { start, list, item, object, between };
inline constexpr Edge openers[] = {{"<|tool_calls|>", list}};
inline constexpr Edge in_start[] = {{"[", item}, {"<|tool_calls|>", list}};
inline constexpr Edge in_list[] = {{"[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}};
inline constexpr Edge in_between[] = {{",", item}, {"]", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_start},
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::python_object, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
};
inline constexpr std::string_view models[] = {"*sarashina*"};
}  // namespace sarashina_table

inline constexpr Format sarashina{
    .name = "sarashina",
    .models = sarashina_table::models,
    .openers = sarashina_table::openers,
    .states = sarashina_table::states,
    .start = sarashina_table::start,
    .spelling = {.form = Spelling::Form::python_object, .begin = "<|tool_calls|>[", .between = ", ", .end = "]"}};

}  // namespace oaicompat::inline v1::detail::formats
