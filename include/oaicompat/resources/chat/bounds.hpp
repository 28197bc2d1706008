// Refuses what no handler of the host's can answer by writing.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/completions/types.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

// The most choices that a request may ask for, as the API has it.
inline constexpr std::int64_t most_choices = 128;

inline Error empty_name(const std::string& path) {
  return api_error(400,
                   "Invalid '" + path +
                       "': empty string. Expected a string with minimum length 1, but got an empty "
                       "string instead.",
                   "empty_string", path);
}

inline std::optional<Error> refuse_count(std::int64_t count, const char* param) {
  const auto refused = [&](const char* what, const char* expected, std::int64_t bound, const char* code) {
    return api_error(400,
                     std::string{"Invalid '"} + param + "': integer " + what + " value. Expected a value " + expected +
                         " " + std::to_string(bound) + ", but got " + std::to_string(count) + " instead.",
                     code, param);
  };
  if (count < 1) return refused("below minimum", ">=", 1, "integer_below_min_value");
  if (count > most_choices) return refused("above maximum", "<=", most_choices, "integer_above_max_value");
  return std::nullopt;
}

inline std::optional<Error> refuse_unnamed(const Tool& tool, const std::string& path) {
  if (const auto* function = tool.get_if<FunctionTool>(); function && function->function.name.empty())
    return empty_name(path + ".function.name");
  if (const auto* custom = tool.get_if<CustomTool>(); custom && custom->custom.name.empty())
    return empty_name(path + ".custom.name");
  return std::nullopt;
}

// Counts of choices that are none, and tools without names. A backend that calls another server leaves them to that.
inline std::optional<Error> refuse_unanswerable(const ChatRequest& request) {
  if (request.n) {
    if (auto refused = refuse_count(*request.n, "n")) return refused;
  }
  for (std::size_t i = 0; request.tools && i < request.tools->size(); ++i) {
    if (auto refused = refuse_unnamed((*request.tools)[i], "tools[" + std::to_string(i) + "]")) return refused;
  }
  for (std::size_t i = 0; request.functions && i < request.functions->size(); ++i) {
    if ((*request.functions)[i].name.empty()) return empty_name("functions[" + std::to_string(i) + "].name");
  }
  return std::nullopt;
}

inline std::optional<Error> refuse_unanswerable(const CompletionRequest& request) {
  if (request.n) {
    if (auto refused = refuse_count(*request.n, "n")) return refused;
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
