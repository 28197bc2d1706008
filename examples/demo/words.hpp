// Words: what the demo's engine takes for tokens. A word is its letters and the blanks before them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// The first word of a text; empty at its end. All the words of a text, joined, are the text.
std::string_view first_word(std::string_view text);
/// The first words of a text, at most this many, as one piece.
std::string_view first_words(std::string_view text, std::int64_t limit);
/// How many words there are.
std::int64_t count_words(std::string_view text);

/// A number that depends on nothing but the text and the salt (FNV-1a).
std::uint64_t hash(std::string_view text, std::uint64_t salt = 0);

/// A word that might have stood at some place, and the natural logarithm of its probability.
struct Likely {
  std::string word;
  double logprob = 0;
};
/// The likeliest words where `word` stands: first itself, then others, `count` in all but at least itself.
std::vector<Likely> likely_words(std::string_view word, std::int64_t count);

}  // namespace demo
