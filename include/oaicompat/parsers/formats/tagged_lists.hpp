// A list of JSON objects between tags: Jamba, Hunyuan, MiniMax M1, Granite, Nemotron, Apertus, Command, Phi, xLAM.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace jamba_table {
enum : std::uint8_t { list, item, object, between, past, start };
inline constexpr Edge openers[] = {{"<tool_calls>", list}};
inline constexpr Edge in_list[] = {{"[", item}, {"{", object, edge::keep}, {"</tool_calls>", outside}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", past}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}, {"{", object, edge::keep}, {"</tool_calls>", outside}};
inline constexpr Edge in_past[] = {{"</tool_calls>", outside}};
inline constexpr Edge in_start[] = {{"助手：", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
    {.take = Take::space, .edges = in_start},
};
inline constexpr std::string_view orphans[] = {"</tool_calls>"}, models[] = {"*jamba*"}, templates[] = {"<tool_calls>"},
                                  hunyuan_models[] = {"*hunyuan-a13b*"}, minimax_models[] = {"*minimax-m1*"},
                                  apriel_models[] = {"*apriel*"}, answer[] = {"<answer>", "</answer>"},
                                  apriel_open[] = {"<thinking>"}, apriel_close[] = {"</thinking>"};
}  // namespace jamba_table

inline constexpr Format jamba{.name = "jamba",
                              .models = jamba_table::models,
                              .templates = jamba_table::templates,
                              .reasoning = think_drafts,
                              .openers = jamba_table::openers,
                              .orphans = jamba_table::orphans,
                              .states = jamba_table::states,
                              .spelling = {.form = Spelling::Form::object,
                                           .begin = "<tool_calls>[\n",
                                           .between = ",\n",
                                           .end = "\n]</tool_calls>",
                                           .reasoning_begin = "<think>\n",
                                           .reasoning_end = "\n</think>\n\n"}};
inline constexpr Format hunyuan_a13b{.name = "hunyuan_a13b",
                                     .models = jamba_table::hunyuan_models,
                                     .reasoning = think_drafts,
                                     .openers = jamba_table::openers,
                                     .wrappers = jamba_table::answer,
                                     .orphans = jamba_table::orphans,
                                     .states = jamba_table::states,
                                     .start = jamba_table::start,
                                     .spelling = {.form = Spelling::Form::object,
                                                  .begin = "<tool_calls>[",
                                                  .between = ",",
                                                  .end = "]</tool_calls>",
                                                  .reasoning_begin = "<think>\n",
                                                  .reasoning_end = "\n</think>\n",
                                                  .text_begin_mark = "<answer>\n",
                                                  .text_end_mark = "\n</answer>"}};
inline constexpr Format minimax_m1{.name = "minimax_m1",
                                   .models = jamba_table::minimax_models,
                                   .reasoning = think_drafts,
                                   .openers = jamba_table::openers,
                                   .orphans = jamba_table::orphans,
                                   .states = jamba_table::states,
                                   .spelling = {.form = Spelling::Form::object,
                                                .begin = "<tool_calls>\n",
                                                .between = "\n",
                                                .end = "\n</tool_calls>",
                                                .reasoning_begin = "<think>\n",
                                                .reasoning_end = "\n</think>\n\n"}};
inline constexpr Format apriel{.name = "apriel",
                               .models = jamba_table::apriel_models,
                               .reasoning = {.open = jamba_table::apriel_open,
                                             .close = jamba_table::apriel_close,
                                             .calls = ReasoningRule::Calls::are_drafts},
                               .openers = jamba_table::openers,
                               .orphans = jamba_table::orphans,
                               .states = jamba_table::states,
                               .spelling = {.form = Spelling::Form::object,
                                            .begin = "<tool_calls>[",
                                            .between = ", ",
                                            .end = "]</tool_calls>",
                                            .reasoning_begin = "<thinking>",
                                            .reasoning_end = "</thinking>"}};

namespace granite_table {
enum : std::uint8_t { list, item, object, between };
inline constexpr Edge openers[] = {{"<|tool_call|>", list}, {"<tool_call>", list}};
inline constexpr Edge in_list[] = {{"[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", outside}};
inline constexpr Edge in_between[] = {{",", item}, {"]", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
};
inline constexpr std::string_view models[] = {"*granite-3*"}, wrappers[] = {"<response>", "</response>"},
                                  open[] = {"Here is my thought process:", "Here's my thought process:", "<think>"},
                                  close[] = {"Here is my response:", "Here's my response:", "</think>"};
}  // namespace granite_table

inline constexpr Format granite3{.name = "granite3",
                                 .models = granite_table::models,
                                 .reasoning = {.open = granite_table::open, .close = granite_table::close},
                                 .openers = granite_table::openers,
                                 .wrappers = granite_table::wrappers,
                                 .states = granite_table::states,
                                 .spelling = {.form = Spelling::Form::object,
                                              .begin = "<|tool_call|>[",
                                              .between = ", ",
                                              .end = "]",
                                              .reasoning_begin = "Here is my thought process:",
                                              .reasoning_end = " Here is my response:"}};

namespace granite_20b_table {
enum : std::uint8_t { open, object, after };
inline constexpr Edge openers[] = {{"<function_call>", open}};
inline constexpr Edge in_open[] = {{"{", object, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_call, .then = after},
    {.take = Take::space, .edges = openers, .then = outside},
};
inline constexpr std::string_view models[] = {"*granite-20b-functioncalling*"};
}  // namespace granite_20b_table

inline constexpr Format granite_20b{.name = "granite_20b",
                                    .models = granite_20b_table::models,
                                    .openers = granite_20b_table::openers,
                                    .states = granite_20b_table::states,
                                    .spelling = {.form = Spelling::Form::object, .call_begin = "<function_call> "}};

namespace internlm_table {
enum : std::uint8_t { plugin, open, object, past };
inline constexpr Edge openers[] = {{"<|action_start|>", plugin}};
inline constexpr Edge in_plugin[] = {{"<|plugin|>", open}};
inline constexpr Edge in_open[] = {{"{", object, edge::keep}};
inline constexpr Edge in_past[] = {{"<|action_end|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_plugin},
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_call, .then = past},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*internlm2*", "*intern-s1*"}, orphans[] = {"<|action_end|>"};
}  // namespace internlm_table

inline constexpr Format internlm{.name = "internlm",
                                 .models = internlm_table::models,
                                 .reasoning = think,
                                 .openers = internlm_table::openers,
                                 .orphans = internlm_table::orphans,
                                 .states = internlm_table::states,
                                 .spelling = {.form = Spelling::Form::object,
                                              .call_begin = "<|action_start|><|plugin|>\n",
                                              .call_end = "<|action_end|>",
                                              .arguments_key = "parameters",
                                              .reasoning_begin = "<think>\n",
                                              .reasoning_end = "\n</think>\n\n"}};

namespace phi4_table {
enum : std::uint8_t { item, object, between };
inline constexpr Edge openers[] = {{"functools[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", outside}};
inline constexpr Edge in_between[] = {{",", item}, {"]", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
};
inline constexpr std::string_view models[] = {"*phi-4-mini*"}, templates[] = {"functools["};
}  // namespace phi4_table

inline constexpr Format phi4_mini{
    .name = "phi4_mini",
    .models = phi4_table::models,
    .templates = phi4_table::templates,
    .openers = phi4_table::openers,
    .states = phi4_table::states,
    .spelling = {.form = Spelling::Form::object, .begin = "functools[", .between = ", ", .end = "]"}};

namespace nemotron_table {
enum : std::uint8_t { list, item, object, between, past };
inline constexpr Edge openers[] = {{"<TOOLCALL>", list}};
inline constexpr Edge in_list[] = {{"[", item}, {"</TOOLCALL>", outside}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", past}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}, {"</TOOLCALL>", outside}};
inline constexpr Edge in_past[] = {{"</TOOLCALL>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*nemotron-nano-9b-v2*", "*nemotron-nano-12b-v2*"},
                                  orphans[] = {"</TOOLCALL>"}, templates[] = {"<TOOLCALL>"};
}  // namespace nemotron_table

inline constexpr Format nemotron_v2{.name = "nemotron_v2",
                                    .models = nemotron_table::models,
                                    .templates = nemotron_table::templates,
                                    .reasoning = think,
                                    .openers = nemotron_table::openers,
                                    .orphans = nemotron_table::orphans,
                                    .states = nemotron_table::states,
                                    .spelling = {.form = Spelling::Form::object,
                                                 .begin = "<TOOLCALL>[",
                                                 .between = ", ",
                                                 .end = "]</TOOLCALL>",
                                                 .reasoning_begin = "<think>\n",
                                                 .reasoning_end = "</think>\n"}};

namespace xlam_table {
enum : std::uint8_t { start, list, item, object, between, past };
inline constexpr Edge openers[] = {{"```json", list}, {"[TOOL_CALLS]", list}, {"<tool_call>", list}};
inline constexpr Edge in_start[] = {
    {"[", item}, {"```json", list}, {"[TOOL_CALLS]", list}, {"<tool_call>", list}, {"</think>", start}};
inline constexpr Edge in_list[] = {{"[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}};
inline constexpr Edge in_past[] = {{"```", outside}, {"</tool_call>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_start},
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*xlam*"};
}  // namespace xlam_table

inline constexpr Format xlam{.name = "xlam",
                             .models = xlam_table::models,
                             .reasoning = think,
                             .openers = xlam_table::openers,
                             .states = xlam_table::states,
                             .start = xlam_table::start,
                             .spelling = {.form = Spelling::Form::object,
                                          .begin = "[TOOL_CALLS][",
                                          .between = ", ",
                                          .end = "]",
                                          .reasoning_begin = "<think>\n",
                                          .reasoning_end = "\n</think>\n\n"}};

namespace apertus_table {
enum : std::uint8_t { list, item, object, between, past };
inline constexpr Edge openers[] = {{"<|tools_prefix|>", list}};
inline constexpr Edge in_list[] = {{"[", item}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", past}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}};
inline constexpr Edge in_past[] = {{"<|tools_suffix|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_named, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*apertus*"}, orphans[] = {"<|tools_suffix|>"},
                                  templates[] = {"<|tools_prefix|>"}, open[] = {"<|inner_prefix|>"},
                                  close[] = {"<|inner_suffix|>"};
}  // namespace apertus_table

inline constexpr Format apertus{.name = "apertus",
                                .models = apertus_table::models,
                                .templates = apertus_table::templates,
                                .reasoning = {.open = apertus_table::open, .close = apertus_table::close},
                                .openers = apertus_table::openers,
                                .orphans = apertus_table::orphans,
                                .states = apertus_table::states,
                                .spelling = {.form = Spelling::Form::named,
                                             .begin = "<|tools_prefix|>[",
                                             .between = ", ",
                                             .end = "]<|tools_suffix|>",
                                             .reasoning_begin = "<|inner_prefix|>",
                                             .reasoning_end = "<|inner_suffix|>"}};

namespace cohere_table {
enum : std::uint8_t { list, item, object, between, past };
inline constexpr Edge openers[] = {{"<|START_ACTION|>", list}};
inline constexpr Edge in_list[] = {{"[", item}, {"<|END_ACTION|>", outside}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", past}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}};
inline constexpr Edge in_past[] = {{"<|END_ACTION|>", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_past, .then = outside},
};
inline constexpr std::string_view models[] = {"*command-r7b*", "*command-a*", "*c4ai-command*", "*north*"},
                                  orphans[] = {"<|END_ACTION|>"}, templates[] = {"<|START_ACTION|>"},
                                  open[] = {"<|START_THINKING|>"}, close[] = {"<|END_THINKING|>"},
                                  wrappers[] = {"<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>",
                                                "<|END_TEXT|>"};
}  // namespace cohere_table

inline constexpr Format cohere_json{.name = "cohere_json",
                                    .models = cohere_table::models,
                                    .templates = cohere_table::templates,
                                    .reasoning = {.open = cohere_table::open, .close = cohere_table::close},
                                    .openers = cohere_table::openers,
                                    .wrappers = cohere_table::wrappers,
                                    .orphans = cohere_table::orphans,
                                    .states = cohere_table::states,
                                    .stops = cohere_stops,
                                    .spelling = {.form = Spelling::Form::object,
                                                 .begin = "<|START_ACTION|>[\n    ",
                                                 .between = ",\n    ",
                                                 .end = "\n]<|END_ACTION|>",
                                                 .name_key = "tool_name",
                                                 .arguments_key = "parameters",
                                                 .id_place = Spelling::IdPlace::first_in_object,
                                                 .id_text = "tool_call_id",
                                                 .reasoning_begin = "<|START_THINKING|>",
                                                 .reasoning_end = "<|END_THINKING|>"}};

namespace gigachat_table {
enum : std::uint8_t { open, object };
inline constexpr Edge openers[] = {{"<|message_sep|>\n\nfunction call<|role_sep|>\n", open},
                                   {"<|function_call|>", open}};
inline constexpr Edge in_open[] = {{"{", object, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_open},
    {.take = Take::json_call, .then = outside},
};
inline constexpr std::string_view models[] = {"*gigachat3*"}, templates[] = {"<|role_sep|>"};
}  // namespace gigachat_table

inline constexpr Format gigachat3{.name = "gigachat3",
                                  .models = gigachat_table::models,
                                  .templates = gigachat_table::templates,
                                  .openers = gigachat_table::openers,
                                  .states = gigachat_table::states,
                                  .stops = eos_stops,
                                  .spelling = {.form = Spelling::Form::object, .call_begin = "<|function_call|>"}};

}  // namespace oaicompat::inline v1::detail::formats
