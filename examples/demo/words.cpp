// SPDX-License-Identifier: MIT
#include "words.hpp"

namespace demo {
namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";
constexpr std::string_view other_words[] = {" and",   " the",  " of",    " to",    " in",    " that",  " it",
                                            " was",   " said", " with",  " for",   " on",    " one",   " so",
                                            " there", " here", " never", " quite", " maybe", " often", " still"};

}  // namespace

std::string_view first_word(std::string_view text) {
  const auto letters = text.find_first_not_of(blanks);
  if (letters == text.npos) return text;
  return text.substr(0, text.find_first_of(blanks, letters));
}

std::string_view first_words(std::string_view text, std::int64_t limit) {
  std::size_t taken = 0;
  for (; limit > 0 && taken < text.size(); --limit) taken += first_word(text.substr(taken)).size();
  return text.substr(0, taken);
}

std::int64_t count_words(std::string_view text) {
  std::int64_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_word(text).size());
  return count;
}

std::uint64_t hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t value = 14695981039346656037U ^ salt;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return value;
}

std::vector<Likely> likely_words(std::string_view word, std::int64_t count) {
  const auto surprise = static_cast<double>(hash(word) % 100) / 1000;
  std::vector<Likely> likely{{std::string{word}, -0.05 - surprise}};
  for (const auto other : other_words) {
    const auto rank = static_cast<std::int64_t>(likely.size());
    if (rank >= count) break;
    if (other != word) likely.push_back({std::string{other}, -2.5 - surprise - 0.4 * static_cast<double>(rank)});
  }
  return likely;
}

}  // namespace demo
