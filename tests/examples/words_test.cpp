// SPDX-License-Identifier: MIT
#include "demo/words.hpp"

#include <doctest/doctest.h>

#include <set>
#include <vector>

namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (; !text.empty(); text.remove_prefix(words.back().size())) words.push_back(demo::first_word(text));
  return words;
}

TEST_CASE("a word takes the blanks before it along") {
  CHECK(words_of("one two") == std::vector<std::string_view>{"one", " two"});
  CHECK(words_of(" one\n\ttwo ") == std::vector<std::string_view>{" one", "\n\ttwo", " "});
  CHECK(words_of("").empty());
}

TEST_CASE("words are counted and taken from the front") {
  CHECK(demo::count_words("one two  three") == 3);
  CHECK(demo::first_words("one two  three", 2) == "one two");
  CHECK(demo::first_words("one two", 9) == "one two");
  CHECK(demo::first_words("one", 0).empty());
}

TEST_CASE("the likely words are as many as asked for, different, and less and less likely") {
  for (const std::string_view word : {" the", "grüße", ""}) {
    const auto likely = demo::likely_words(word, 20);
    REQUIRE(likely.size() == 20);
    CHECK(likely.front().word == word);
    std::set<std::string> different;
    for (std::size_t i = 0; i < likely.size(); ++i) {
      different.insert(likely[i].word);
      CHECK(likely[i].logprob <= 0);
      if (i > 0) CHECK(likely[i].logprob < likely[i - 1].logprob);
    }
    CHECK(different.size() == 20);
  }
}

}  // namespace
