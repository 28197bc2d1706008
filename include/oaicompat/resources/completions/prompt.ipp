// Checks of a prompt.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/completions/prompt.hpp>

#include <array>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

// The items of one array are all texts, all tokens, or all arrays of tokens.
inline std::optional<Error> refuse_mixed(const Prompt& prompt, const std::string& param) {
  const auto* items = prompt.get_if<std::vector<PromptItem>>();
  if (!items) return std::nullopt;
  constexpr std::array<std::string_view, 3> kinds{"a string", "an integer", "an array of integers"};
  for (std::size_t i = 1; i < items->size(); ++i) {
    const auto first = items->front().value.index(), other = (*items)[i].value.index();
    if (first == other) continue;
    const auto path = param + "[" + std::to_string(i) + "]";
    return api_error(400,
                     "Invalid type for '" + path + "': expected " + std::string{kinds[first]} +
                         " as the items before it are, but got " + std::string{kinds[other]} + ".",
                     "invalid_type", path);
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
