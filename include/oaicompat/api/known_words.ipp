// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/json/kinds.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Refuses a word that is not known. For members that the library itself acts on: a backend never sees whether another
// word was obeyed.
template <class E>
std::optional<Error> refuse_unknown(const OpenEnum<E>& word, std::string_view param) {
  if (word.known()) return std::nullopt;
  std::string message = "Invalid value: '" + std::string{word.word().substr(0, 64)} + "'. Supported values are:";
  std::string_view before = " ";
  for (const auto& each : describe(Type<E>{})) {
    message += std::string{before} + "'" + std::string{each.word} + "'";
    before = ", ";
  }
  return api_error(400, message + ".", "invalid_value", std::string{param});
}
// The same for a member that may be absent.
template <class Member>
std::optional<Error> refuse_unknown(const Member& word, std::string_view param) requires requires {
  *word;
}
{ return word ? refuse_unknown(*word, param) : std::nullopt; }

}  // namespace oaicompat::inline v1::detail
