// Mistral: a list of JSON objects, or names with their arguments, after a tag.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace mistral_v3_table {
enum : std::uint8_t { list, item, object, between };
inline constexpr Edge openers[] = {{"[TOOL_CALLS]", list}};
inline constexpr Edge in_list[] = {{"[", item}, {"{", object, edge::keep}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}, {"]", outside}};
inline constexpr Edge in_between[] = {{",", item}, {"]", outside}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_list},
    {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
};
inline constexpr std::string_view models[] = {"*mistral-7b-instruct-v0.3*", "*mistral-nemo*", "*mixtral*",
                                              "*mistral-large-24*"},
                                  templates[] = {"[TOOL_CALLS]"};
}  // namespace mistral_v3_table

inline constexpr Format mistral_v3{.name = "mistral_v3",
                                   .models = mistral_v3_table::models,
                                   .templates = mistral_v3_table::templates,
                                   .openers = mistral_v3_table::openers,
                                   .states = mistral_v3_table::states,
                                   .ids = Ids::nine,
                                   .model_ids = true,
                                   .stops = eos_stops,
                                   .spelling = {.form = Spelling::Form::object,
                                                .begin = "[TOOL_CALLS] [",
                                                .between = ", ",
                                                .end = "]",
                                                .id_place = Spelling::IdPlace::last_in_object,
                                                .id_text = "id"}};

namespace mistral_v11_table {
enum : std::uint8_t { name, id, arguments, after };
inline constexpr Edge openers[] = {{"[TOOL_CALLS]", name}};
inline constexpr Edge in_name[] = {
    {"[CALL_ID]", id}, {"[ARGS]", arguments, edge::call}, {"{", arguments, edge::call | edge::keep}};
inline constexpr Edge in_id[] = {{"[ARGS]", arguments, edge::call}, {"{", arguments, edge::call | edge::keep}};
inline constexpr Edge in_arguments[] = {{"[TOOL_CALLS]", name}};
inline constexpr State states[] = {
    {.take = Take::name, .edges = in_name},
    {.take = Take::id, .edges = in_id},
    {.take = Take::json_arguments, .edges = in_arguments, .then = after},
    {.take = Take::space, .edges = openers, .then = outside},
};
inline constexpr std::string_view models[] = {"*mistral-small-3.2*", "*magistral*",       "*devstral*",
                                              "*ministral-3*",       "*mistral-large-3*", "*mistral-small-4*"},
                                  templates[] = {"[ARGS]"}, open[] = {"[THINK]", "<think>"},
                                  close[] = {"[/THINK]", "</think>"};
}  // namespace mistral_v11_table

inline constexpr Format mistral_v11{.name = "mistral_v11",
                                    .models = mistral_v11_table::models,
                                    .templates = mistral_v11_table::templates,
                                    .reasoning = {.open = mistral_v11_table::open, .close = mistral_v11_table::close},
                                    .openers = mistral_v11_table::openers,
                                    .states = mistral_v11_table::states,
                                    .ids = Ids::nine,
                                    .model_ids = true,
                                    .stops = eos_stops,
                                    .spelling = {.form = Spelling::Form::arguments,
                                                 .call_begin = "[TOOL_CALLS]",
                                                 .name_end = "[ARGS]",
                                                 .reasoning_begin = "[THINK]",
                                                 .reasoning_end = "[/THINK]"}};

}  // namespace oaicompat::inline v1::detail::formats
