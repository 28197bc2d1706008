// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/semantic_guard.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace semantic_guard_test {

using Pair = std::pair<std::string, std::string>;

bool alike(const Pair& pair) { return detail::semantic_guard(pair.first) == detail::semantic_guard(pair.second); }

const std::vector<Pair> told_apart{
    {"How do I reset my password?", "How do I not reset my password?"},
    {"I can open the file.", "I can't open the file."},
    {"I can open the file.", "I can\xE2\x80\x99t open the file."},
    {"Which plans have support?", "Which plans have no support?"},
    {"Pasta with gluten", "Pasta without gluten"},
    {"Is it ever cold there?", "Is it never cold there?"},
    {"All days except holidays", "All days and holidays"},
    {"How do I subscribe?", "How do I unsubscribe?"},
    {"a structured list", "an un-structured list"},
    {"a linear model", "a non-linear model"},
    {"Enable the firewall", "Disable the firewall"},
    {"What is a known host?", "What is an unknown host?"},
    {"Is this legal here?", "Is this illegal here?"},
    {"Ist das erlaubt?", "Ist das nicht erlaubt?"},
    {"C'est permis", "Ce n'est permis"},
    {"Puedo pagar con tarjeta", "Puedo pagar sin tarjeta"},
    {"\xD0\xAD\xD1\x82\xD0\xBE \xD1\x82\xD0\xB0\xD0\xBA",
     "\xD0\xAD\xD1\x82\xD0\xBE \xD0\xBD\xD0\xB5 \xD1\x82\xD0\xB0\xD0\xBA"},
    {"a smoker", "a nonsmoker"},
    {"people who like it", "people who dislike it"},
    {"He hadnt gone", "He had gone"},
    {"thirteen days", "fourteen days"},
    {"the first step", "the second step"},
    {"a quarter of it", "a third of it"},
    {"minus five degrees", "five degrees"},
    {"add 5 kg", "add 5 g"},
    {"at 10 am", "at 10 pm"},
    {"in 3 days", "in 3 weeks"},
    {"flights to \xC5\x81\xC3\xB3\x64\xC5\xBA", "flights to \xC5\xBDilina"},
    {"call \xCE\x8C\xCE\xBB\xCE\xB3\xCE\xB1", "call \xCE\x88\xCE\xBB\xCE\xB5\xCE\xBD\xCE\xB1"},
    {"a room of \xEF\xBC\x95 m", "a room of \xEF\xBC\x96 m"},
    {"add \xC2\xBD cup", "add \xC2\xBC cup"},
    {"\xD9\xA5 days", "\xD9\xA6 days"},
    {"Convert 5 miles", "Convert 50 miles"},
    {"a plan for two users", "a plan for three users"},
    {"It costs $5", "It costs 5"},
    {"Is it 5 degrees?", "Is it -5 degrees?"},
    {"from 5 to 10", "from 10 to 5"},
    {"What is new in version 3.11?", "What is new in version 3.12?"},
    {"the weather in Paris", "the weather in London"},
    {"a train from Paris to Rome", "a train from Rome to Paris"},
    {"Ask Dr. Smith", "Ask Dr. Jones"},
    {"the rivers of \xC3\x89ire", "the rivers of \xC3\x96sterreich"},
    {"What does \"carpe diem\" mean?", "What does \"memento mori\" mean?"},
    {"What does \xE2\x80\x9C"
     "carpe diem\xE2\x80\x9D mean?",
     "What does \xE2\x80\x9Cmemento mori\xE2\x80\x9D mean?"},
    {"What does 'to be' mean?", "What does 'to do' mean?"},
    {"What does `a = b` do?", "What does `a == b` do?"},
    {"What does ```x``` do?", "What does ```y``` do?"},
    {"Is a == b here?", "Is a != b here?"},
    {"call read_file here", "call write_file here"},
    {"call readFile here", "call writeFile here"},
    {"open /etc/hosts", "open /etc/passwd"},
    {"write to a@example.com", "write to b@example.com"},
    {"SQL joins", "CSV joins"},
    {"\xE0\xB9\x84\xE0\xB8\x9B", "\xE0\xB9\x84\xE0\xB8\xA1\xE0\xB9\x88\xE0\xB9\x84\xE0\xB8\x9B"},
    {"\xE4\xBB\x8A\xE5\xA4\xA9", "\xE6\x98\x8E\xE5\xA4\xA9"},
};

TEST_CASE("questions that differ in numbers, negations, names, quotes or code are told apart") {
  for (const auto& pair : told_apart) {
    CAPTURE(pair.first);
    CAPTURE(pair.second);
    CHECK_FALSE(alike(pair));
  }
}

TEST_CASE("questions that say the same in other words are not told apart by the guard") {
  const std::vector<Pair> all{
      {"How do I reset my password?", "What is the way to get a new password?"},
      {"I do not know it.", "I don't know that!"},
      {"we cannot go", "we can not go"},
      {"a plan for two users", "a plan for 2 persons"},
      {"What is the capital of France?", "Tell me the capital of France."},
      {"In 2024, who won the cup?", "Who won the cup in 2024?"},
      {"It rains. Why is that?", "it rains, why is that"},
      {"Do I need a passport?", "do i need one passport"},
      {"What does \"carpe diem\" mean?",
       "the meaning of \xC2\xAB"
       "carpe diem\xC2\xBB?"},
      {"", "hello there"},
  };
  for (const auto& pair : all) {
    CAPTURE(pair.first);
    CAPTURE(pair.second);
    CHECK(alike(pair));
  }
}

TEST_CASE("words of the rules must be the same, too") {
  const std::vector<std::string> words{"Links", "rechts"};
  const auto guard = [&](const char* text) { return detail::semantic_guard(text, words); };
  CHECK(guard("ist es links?") != guard("ist es rechts?"));
  CHECK(guard("ist es links?") == guard("Links! ist das richtig?"));
  const std::vector<std::string> phrases{"turn off", "opt-in"};
  const auto of = [&](const char* text) { return detail::semantic_guard(text, phrases); };
  CHECK(of("how do I turn off it?") != of("how do I turn it on?"));
  CHECK(of("is it Opt-In?") != of("is it opt out?"));
  CHECK(of("Turn  off the lamp") == of("the lamp, turn off!"));
  CHECK(detail::semantic_guard("ist es links?") == detail::semantic_guard("ist es rechts?"));
}

TEST_CASE("a guard's text is the same for no other words that stand in other places of it") {
  const auto guard = [](const char* text) { return detail::semantic_guard(text); };
  CHECK(guard("a \"1:2\" b") != guard("a \"1\" \"2\" b"));
  CHECK(guard("use 1 2") != guard("use 12"));
  CHECK(guard("use `5`") != guard("use 5"));
}

TEST_CASE("unclosed quotes, and any bytes, are read to their end") {
  for (const auto* text :
       {"\"", "`", "'", "``", "a\"b", "'a", "x `y", "\xE2\x80", "\xFF\xFE", "- - -", "a--b", "...", "-"}) {
    CAPTURE(text);
    CHECK_FALSE(detail::semantic_guard(text).empty());
  }
}

TEST_CASE("a phrase is found between words, in any case of letters") {
  const std::vector<std::string> phrases{"my balance", "  "};
  CHECK(detail::has_phrase("What's my balance?", phrases));
  CHECK(detail::has_phrase("MY \n Balance", phrases));
  CHECK_FALSE(detail::has_phrase("my balanced diet", phrases));
  CHECK_FALSE(detail::has_phrase("army balance", phrases));
  CHECK_FALSE(detail::has_phrase("What is a balance?", phrases));
  CHECK_FALSE(detail::has_phrase("my balance", {}));
}

}  // namespace semantic_guard_test
