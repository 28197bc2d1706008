// Llama 3: JSON objects at the start of an answer, or after a tag.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats/think.hpp>

namespace oaicompat::inline v1::detail::formats {

namespace llama_table {
enum : std::uint8_t { start, tagged, object, between, next, builtin };
inline constexpr Edge openers[] = {{"<|python_tag|>", tagged}};
inline constexpr Edge in_start[] = {{"{", object, edge::keep}, {"<|python_tag|>", tagged}};
inline constexpr Edge in_tagged[] = {{"{", object, edge::keep}};
inline constexpr Edge in_between[] = {{";", next}, {"{", object, edge::keep}};
inline constexpr Edge in_next[] = {{"{", object, edge::keep}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_start},
    {.take = Take::space, .edges = in_tagged, .then = builtin},
    {.take = Take::json_call, .then = between},
    {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .edges = in_next, .then = outside},
    {.take = Take::python_call, .then = outside},
};
inline constexpr std::string_view models[] = {"*llama-3.1*", "*llama-3.2*", "*llama-3.3*"},
                                  templates[] = {"<|python_tag|>"}, triggers[] = {"{\"name\": "};
}  // namespace llama_table

inline constexpr Format llama3_json{.name = "llama3_json",
                                    .models = llama_table::models,
                                    .templates = llama_table::templates,
                                    .openers = llama_table::openers,
                                    .states = llama_table::states,
                                    .start = llama_table::start,
                                    .stops = llama_stops,
                                    .spelling = {.form = Spelling::Form::object,
                                                 .begin = "<|python_tag|>",
                                                 .between = "; ",
                                                 .arguments_key = "parameters",
                                                 .triggers = llama_table::triggers}};

namespace json_calls_table {
enum : std::uint8_t { start, item, object, between, past };
inline constexpr Edge in_start[] = {{"[", item}, {"{", object, edge::keep}};
inline constexpr Edge in_item[] = {{"{", object, edge::keep}};
inline constexpr Edge in_between[] = {{",", item}, {"]", past}};
inline constexpr State states[] = {
    {.take = Take::space, .edges = in_start},   {.take = Take::space, .edges = in_item},
    {.take = Take::json_call, .then = between}, {.take = Take::space, .edges = in_between, .then = outside},
    {.take = Take::space, .then = outside},
};
inline constexpr Edge in_named[] = {{"{", 1, edge::call | edge::keep}};
inline constexpr State named[] = {{.take = Take::space, .edges = in_named},
                                  {.take = Take::json_arguments, .then = outside}};
inline constexpr std::string_view triggers[] = {"["};
}  // namespace json_calls_table

inline constexpr Format json_calls{.name = "json_calls",
                                   .reasoning = think,
                                   .states = json_calls_table::states,
                                   .start = json_calls_table::start,
                                   .spelling = {.form = Spelling::Form::object,
                                                .begin = "[",
                                                .between = ", ",
                                                .end = "]",
                                                .arguments_key = "parameters",
                                                .reasoning_begin = "<think>\n",
                                                .reasoning_end = "\n</think>\n\n",
                                                .triggers = json_calls_table::triggers}};
inline constexpr Format json_arguments{
    .name = "json_arguments",
    .reasoning = think,
    .states = json_calls_table::named,
    .start = 0,
    .spelling = {.form = Spelling::Form::bare, .reasoning_begin = "<think>\n", .reasoning_end = "\n</think>\n\n"}};

}  // namespace oaicompat::inline v1::detail::formats
