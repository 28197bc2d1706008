// A section of calls, each between markers: DeepSeek, Kimi K2, Functionary, Solar.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace deepseek_v3_table {
enum : std::uint8_t { first, type, name, arguments, fence, past, calls };
inline constexpr Edge openers[] = {{"<｜tool▁calls▁begin｜>", first}};
inline constexpr Edge in_first[] = {{"<｜tool▁call▁begin｜>", type}, {"<｜tool▁calls▁end｜>", outside}};
inline constexpr Edge in_type[] = {{"<｜tool▁sep｜>", name}};
inline constexpr Edge in_name[] = {{"\n```json\n", arguments, edge::call}};
inline constexpr Edge in_arguments[] = {{"```", past}, {"<｜tool▁call▁end｜>", calls}};
inline constexpr Edge in_past[] = {{"<｜tool▁call▁end｜>", calls}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_first},
    {.take = Take::name, .edges = in_type},
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_arguments, .edges = in_arguments, .then = fence},
    {.take = Take::space, .edges = in_arguments, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
    {.take = Take::space, .edges = in_first, .then = outside},
};
inline constexpr std::string_view models[] = {"*deepseek-v3", "*deepseek-v3-0324*"},
                                  r1_models[] = {"*deepseek-r1*", "*r1-distill*"},
                                  orphans[] = {"<｜tool▁calls▁end｜>", "<｜tool▁call▁end｜>"};
inline constexpr Spelling spelling{.form = Spelling::Form::arguments,
                                   .begin = "<｜tool▁calls▁begin｜>",
                                   .call_begin = "<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
                                   .name_end = "\n```json\n",
                                   .call_end = "\n```<｜tool▁call▁end｜>",
                                   .between = "\n",
                                   .end = "<｜tool▁calls▁end｜>",
                                   .reasoning_begin = "<think>\n",
                                   .reasoning_end = "\n</think>\n\n"};
}  // namespace deepseek_v3_table

inline constexpr Format deepseek_v3{.name = "deepseek_v3",
                                    .models = deepseek_v3_table::models,
                                    .reasoning = think,
                                    .openers = deepseek_v3_table::openers,
                                    .orphans = deepseek_v3_table::orphans,
                                    .states = deepseek_v3_table::states,
                                    .stops = deepseek_stops,
                                    .spelling = deepseek_v3_table::spelling};
inline constexpr Format deepseek_r1{.name = "deepseek_r1",
                                    .models = deepseek_v3_table::r1_models,
                                    .reasoning = thinking,
                                    .openers = deepseek_v3_table::openers,
                                    .orphans = deepseek_v3_table::orphans,
                                    .states = deepseek_v3_table::states,
                                    .stops = deepseek_stops,
                                    .spelling = deepseek_v3_table::spelling};

namespace deepseek_v31_table {
enum : std::uint8_t { first, name, arguments, past, calls };
inline constexpr Edge in_first[] = {{"<｜tool▁call▁begin｜>", name}, {"<｜tool▁calls▁end｜>", outside}};
inline constexpr Edge in_name[] = {{"<｜tool▁sep｜>", arguments, edge::call}};
inline constexpr Edge in_arguments[] = {{"<｜tool▁call▁end｜>", calls}};
inline constexpr Edge openers[] = {{"<｜tool▁calls▁begin｜>", first}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_first},
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_arguments, .edges = in_arguments, .then = past},
    {.take = Take::space, .edges = in_arguments, .then = outside},
    {.take = Take::space, .edges = in_first, .then = outside},
};
inline constexpr std::string_view models[] = {"*deepseek-v3.1*", "*deepseek-v3.2-exp*"},
                                  templates[] = {"<｜tool▁calls▁begin｜>"};
}  // namespace deepseek_v31_table

inline constexpr Format deepseek_v31{.name = "deepseek_v31",
                                     .models = deepseek_v31_table::models,
                                     .templates = deepseek_v31_table::templates,
                                     .reasoning = think,
                                     .openers = deepseek_v31_table::openers,
                                     .orphans = deepseek_v3_table::orphans,
                                     .states = deepseek_v31_table::states,
                                     .stops = deepseek_stops,
                                     .spelling = {.form = Spelling::Form::arguments,
                                                  .begin = "<｜tool▁calls▁begin｜>",
                                                  .call_begin = "<｜tool▁call▁begin｜>",
                                                  .name_end = "<｜tool▁sep｜>",
                                                  .call_end = "<｜tool▁call▁end｜>",
                                                  .end = "<｜tool▁calls▁end｜>",
                                                  .reasoning_begin = "<think>\n",
                                                  .reasoning_end = "\n</think>\n\n"}};

namespace kimi_k2_table {
enum : std::uint8_t { section, head, arguments, past, lone_head, lone_arguments, lone_past, lone };
inline constexpr Edge openers[] = {{"<|tool_calls_section_begin|>", section},
                                   {"<|tool_call_section_begin|>", section},
                                   {"<|tool_call_begin|>", lone_head}};
inline constexpr Edge in_section[] = {
    {"<|tool_call_begin|>", head}, {"<|tool_calls_section_end|>", outside}, {"<|tool_call_section_end|>", outside}};
inline constexpr Edge in_head[] = {{"<|tool_call_argument_begin|>", arguments, edge::call}};
inline constexpr Edge in_arguments[] = {{"<|tool_call_end|>", section}};
inline constexpr Edge in_past[] = {{"<|tool_call_end|>", section},
                                   {"<|tool_call_begin|>", head},
                                   {"<|tool_calls_section_end|>", outside},
                                   {"<|tool_call_section_end|>", outside}};
inline constexpr Edge in_lone_head[] = {{"<|tool_call_argument_begin|>", lone_arguments, edge::call}};
inline constexpr Edge in_lone_arguments[] = {{"<|tool_call_end|>", lone}};
inline constexpr Edge in_lone[] = {{"<|tool_call_begin|>", lone_head},
                                   {"<|tool_calls_section_end|>", outside},
                                   {"<|tool_call_section_end|>", outside}};
inline constexpr State states[] = {
    {.take = Take::anything, .edges = in_section},
    {.take = Take::name_in_id, .edges = in_head},
    {.take = Take::json_arguments, .edges = in_arguments, .then = past},
    {.take = Take::anything, .edges = in_past},
    {.take = Take::name_in_id, .edges = in_lone_head},
    {.take = Take::json_arguments, .edges = in_lone_arguments, .then = lone_past},
    {.take = Take::space, .edges = in_lone_arguments, .then = outside},
    {.take = Take::space, .edges = in_lone, .then = outside},
};
inline constexpr std::string_view models[] = {"*kimi-k2*"}, templates[] = {"<|tool_calls_section_begin|>"},
                                  orphans[] = {"<|tool_calls_section_end|>", "<|tool_call_section_end|>",
                                               "<|tool_call_end|>"},
                                  open[] = {"<think>", "◁think▷"}, close[] = {"</think>", "◁/think▷"};
}  // namespace kimi_k2_table

inline constexpr Format kimi_k2{.name = "kimi_k2",
                                .models = kimi_k2_table::models,
                                .templates = kimi_k2_table::templates,
                                .reasoning = {.open = kimi_k2_table::open, .close = kimi_k2_table::close},
                                .openers = kimi_k2_table::openers,
                                .orphans = kimi_k2_table::orphans,
                                .states = kimi_k2_table::states,
                                .ids = Ids::functions,
                                .model_ids = true,
                                .stops = chat_stops,
                                .spelling = {.form = Spelling::Form::arguments,
                                             .begin = "<|tool_calls_section_begin|>",
                                             .call_begin = "<|tool_call_begin|>functions.",
                                             .name_end = "<|tool_call_argument_begin|>",
                                             .call_end = "<|tool_call_end|>",
                                             .end = "<|tool_calls_section_end|>",
                                             .id_place = Spelling::IdPlace::number_after_name,
                                             .id_text = ":",
                                             .reasoning_begin = "<think>\n",
                                             .reasoning_end = "\n</think>\n\n"}};

namespace functionary_v31_table {
enum : std::uint8_t { name, arguments, past, code };
inline constexpr Edge openers[] = {{"<function=", name}, {"<|python_tag|>", code}};
inline constexpr Edge in_name[] = {{">", arguments, edge::call}};
inline constexpr Edge in_arguments[] = {{"</function>", outside}};
inline constexpr Edge in_code[] = {{"<|eom_id|>", outside}, {"<|eot_id|>", outside}};
inline constexpr State states[] = {
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_arguments, .edges = in_arguments, .then = past},
    {.take = Take::space, .edges = in_arguments, .then = outside},
    {.take = Take::code, .edges = in_code},
};
inline constexpr std::string_view models[] = {"*functionary*v3.1*"}, orphans[] = {"</function>"};
}  // namespace functionary_v31_table

inline constexpr Format functionary_v31{
    .name = "functionary_v31",
    .models = functionary_v31_table::models,
    .openers = functionary_v31_table::openers,
    .orphans = functionary_v31_table::orphans,
    .states = functionary_v31_table::states,
    .spelling = {
        .form = Spelling::Form::arguments, .call_begin = "<function=", .name_end = ">", .call_end = "</function>"}};

namespace functionary_v32_table {
enum : std::uint8_t { name, arguments, after };
inline constexpr Edge openers[] = {{">>>", name, edge::known | edge::line}};
inline constexpr Edge in_name[] = {{"\n", arguments, edge::call}};
inline constexpr Edge in_after[] = {{">>>", name}};
inline constexpr State states[] = {
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_arguments, .edges = in_after, .then = after},
    {.take = Take::space, .edges = in_after, .then = outside},
};
inline constexpr std::string_view models[] = {"*functionary*v3.2*"}, templates[] = {">>>all"};
}  // namespace functionary_v32_table

inline constexpr Format functionary_v32{.name = "functionary_v32",
                                        .models = functionary_v32_table::models,
                                        .templates = functionary_v32_table::templates,
                                        .openers = functionary_v32_table::openers,
                                        .states = functionary_v32_table::states,
                                        .start = functionary_v32_table::name,
                                        .text_name = "all",
                                        .spelling = {.form = Spelling::Form::arguments,
                                                     .call_begin = ">>>",
                                                     .name_end = "\n",
                                                     .text_begin_mark = "all\n",
                                                     .text_gap = "\n"}};

namespace solar_table {
enum : std::uint8_t { id, name, arguments, past };
inline constexpr Edge openers[] = {{"<|tool_call:begin|>", id}};
inline constexpr Edge in_id[] = {{"<|tool_call:name|>", name}};
inline constexpr Edge in_name[] = {{"<|tool_call:args|>", arguments, edge::call}};
inline constexpr Edge in_arguments[] = {{"<|tool_call:end|>", outside}};
inline constexpr State states[] = {
    {.take = Take::id, .edges = in_id},
    {.take = Take::name, .edges = in_name},
    {.take = Take::json_arguments, .edges = in_arguments, .then = past},
    {.take = Take::space, .edges = in_arguments, .then = outside},
};
inline constexpr std::string_view models[] = {"*solar-open*"}, orphans[] = {"<|tool_call:end|>"},
                                  open[] = {"<|think|>"}, close[] = {"<|end|>"};
}  // namespace solar_table

inline constexpr Format solar_open{.name = "solar_open",
                                   .models = solar_table::models,
                                   .reasoning = {.open = solar_table::open, .close = solar_table::close},
                                   .openers = solar_table::openers,
                                   .orphans = solar_table::orphans,
                                   .states = solar_table::states,
                                   .model_ids = true,
                                   .spelling = {.form = Spelling::Form::arguments,
                                                .call_begin = "<|tool_call:begin|>",
                                                .name_end = "<|tool_call:args|>",
                                                .call_end = "<|tool_call:end|>",
                                                .id_place = Spelling::IdPlace::before_name,
                                                .id_text = "<|tool_call:name|>",
                                                .reasoning_begin = "<|think|>",
                                                .reasoning_end = "<|end|>"}};

}  // namespace oaicompat::inline v1::detail::formats
