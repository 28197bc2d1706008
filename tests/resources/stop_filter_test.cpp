// Stop texts: found across pieces, held back while they may come, and nothing of them let out.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/chat/generation.hpp>
#include <oaicompat/resources/chat/stop_filter.hpp>
#include <oaicompat/resources/chat/writer.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace oaicompat;

namespace stop_filter_test {

using Pieces = std::vector<std::string>;

struct Outcome {
  std::string text, stop;
  bool operator==(const Outcome&) const = default;
};

// What goes out of these pieces, and the stop text.
Outcome filtered(const Pieces& stops, const Pieces& pieces) {
  StopFilter filter{stops};
  Outcome out;
  for (const auto& each : pieces) out.text += filter.push(each);
  out.text += filter.finish();
  if (filter.matched()) out.stop = *filter.matched();
  return out;
}

Pieces bytes_of(std::string_view text) {
  Pieces out;
  for (const char each : text) out.emplace_back(1, each);
  return out;
}

// The same, by looking through the whole text.
Outcome expected(const Pieces& stops, const std::string& text) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::string best;
    for (const auto& each : stops) {
      if (each.size() > best.size() && std::string_view{text}.substr(0, end).ends_with(each)) best = each;
    }
    if (!best.empty()) return {text.substr(0, end - best.size()), best};
  }
  return {text, ""};
}

TokenLogprob entry(const char* token) { return {.token = token, .logprob = -1}; }

std::string tokens_of(const std::vector<TokenLogprob>& entries) {
  std::string out;
  for (const auto& each : entries) out += "<" + each.token.str() + ">";
  return out;
}

}  // namespace stop_filter_test

TEST_CASE("text ends before a stop text, wherever it is cut") {
  using namespace stop_filter_test;
  CHECK(filtered({"END"}, {"one END two"}) == Outcome{"one ", "END"});
  CHECK(filtered({"END"}, {"one E", "N", "D two", "three"}) == Outcome{"one ", "END"});
  CHECK(filtered({"END"}, bytes_of("one END two")) == Outcome{"one ", "END"});
  CHECK(filtered({"END"}, {"one", "", " EN", "", " two"}) == Outcome{"one EN two", ""});
  CHECK(filtered({"END"}, {"one EN"}) == Outcome{"one EN", ""});
  CHECK(filtered({"END"}, {"END"}) == Outcome{"", "END"});
  CHECK(filtered({"\n\n"}, {"a\n", "\n", "b"}) == Outcome{"a", "\n\n"});
  CHECK(filtered({"aab"}, {"aa", "aa", "b"}) == Outcome{"aa", "aab"});
}

TEST_CASE("of several stop texts the one that is whole first ends the text, then the longest") {
  using namespace stop_filter_test;
  CHECK(filtered({"bcd", "c"}, {"abcd"}) == Outcome{"ab", "c"});
  CHECK(filtered({"c", "abc", "bc"}, {"xabc"}) == Outcome{"x", "abc"});
  CHECK(filtered({"ab", "abc"}, {"xabc"}) == Outcome{"x", "ab"});
  CHECK(filtered({"one", "two"}, {"t", "w", "one"}) == Outcome{"", "two"});
}

TEST_CASE("without stop texts everything goes out at once") {
  using namespace stop_filter_test;
  for (const auto& stops : {Pieces{}, Pieces{""}, Pieces{"", ""}}) {
    StopFilter filter{stops};
    CHECK(filter.push("text") == "text");
    CHECK(filter.held() == 0);
    CHECK(filter.finish() == "");
    CHECK_FALSE(filter.stopped());
    CHECK_FALSE(filter.matched());
  }
}

TEST_CASE("no more is held back than may begin a stop text") {
  using namespace stop_filter_test;
  StopFilter filter{{"</end>", "\n\nUser:"}};
  CHECK(filter.push("a < b") == "a < b");
  CHECK(filter.push(" <") == " ");
  CHECK(filter.held() == 1);
  CHECK(filter.push("/en") == "");
  CHECK(filter.push("x\n") == "</enx");
  CHECK(filter.push("\n\n") == "\n");
  CHECK(filter.push("User") == "");
  CHECK_FALSE(filter.stopped());
  CHECK(filter.push(": what") == "");
  CHECK(filter.stopped());
  CHECK(filter.matched() == "\n\nUser:");
  CHECK(filter.held() == 0);
  CHECK(filter.push("more") == "");
  CHECK(filter.finish() == "");
}

TEST_CASE("a character that is cut is held back until it is whole") {
  using namespace stop_filter_test;
  StopFilter filter{{"\xE2\x82\xAC!"}};
  CHECK(filter.push("a\xF0\x9F") == "a");
  CHECK(filter.push("\x98") == "");
  CHECK(filter.push("\x80z") == "\xF0\x9F\x98\x80z");
  // Begins as the stop text does, and is another character.
  CHECK(filter.push("\xE2\x82") == "");
  CHECK(filter.push("\xAA") == "\xE2\x82\xAA");
  CHECK(filter.push("\xE2\x82\xAC") == "");
  CHECK(filter.push("!") == "");
  CHECK(filter.matched() == "\xE2\x82\xAC!");
  // What the engine leaves open comes at the end, and stray bytes do not wait for ever.
  StopFilter open{{}};
  CHECK(open.push("\x80\x80\x80\x80 \xC3") == "\x80\x80\x80\x80 ");
  CHECK(open.finish() == "\xC3");
}

TEST_CASE("any cut of any text ends where the whole text does, and lets no part of a character out") {
  using namespace stop_filter_test;
  std::mt19937 random{7};
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
  const Pieces letters{"a", "b", "\xC3\xA4", "\xC3\xA5"};
  const auto word = [&](std::size_t most) {
    std::string out;
    for (auto n = below(most) + 1; n > 0; --n) out += letters[below(letters.size())];
    return out;
  };
  for (int round = 0; round < 2000; ++round) {
    Pieces stops;
    for (auto n = below(4); n > 0; --n) stops.push_back(word(5));
    const auto text = word(24);
    StopFilter filter{stops};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const auto size = below(4);
      const auto piece = filter.push(std::string_view{text}.substr(at, size));
      at += size;
      CHECK((piece.empty() || (static_cast<unsigned char>(piece.front()) & 0xC0u) != 0x80u));
      out += piece;
    }
    out += filter.finish();
    const auto whole = expected(stops, text);
    CHECK(out == whole.text);
    CHECK(std::string{filter.matched().value_or("")} == whole.stop);
  }
}

TEST_CASE("log probabilities come with the first byte of their tokens") {
  using namespace stop_filter_test;
  StopFilter filter{{"END"}};
  CHECK(filter.push("one", entry("one")) == "one");
  CHECK(tokens_of(filter.take_logprobs()) == "<one>");
  CHECK(filter.take_logprobs().empty());
  CHECK(filter.push(" E", entry(" E")) == " ");
  CHECK(tokens_of(filter.take_logprobs()) == "< E>");
  CHECK(filter.push("N", entry("N")) == "");
  CHECK(filter.take_logprobs().empty());
  CHECK(filter.push("x", entry("x")) == "ENx");
  CHECK(tokens_of(filter.take_logprobs()) == "<N><x>");
  CHECK(filter.push("y\xC3", entry("y\xC3")) == "y");
  CHECK(filter.push("\xA4", entry("\xA4")) == "\xC3\xA4");
  CHECK(tokens_of(filter.take_logprobs()) == "<y\xC3><\xA4>");
}

TEST_CASE("the log probabilities of a stop text are dropped, and those of what is held back come at the end") {
  using namespace stop_filter_test;
  StopFilter filter{{"END"}};
  filter.push("a", entry("a"));
  filter.push("bE", entry("bE"));
  filter.push("N", entry("N"));
  CHECK(filter.push("Dx", entry("Dx")) == "");
  filter.push("y", entry("y"));
  CHECK(filter.finish() == "");
  CHECK(tokens_of(filter.take_logprobs()) == "<a><bE>");

  StopFilter open{{"END"}};
  open.push("E", entry("E"));
  open.push("N", entry("N"));
  open.push("", entry("<eos>"));
  CHECK(open.take_logprobs().empty());
  CHECK(open.finish() == "EN");
  CHECK(tokens_of(open.take_logprobs()) == "<E><N><<eos>>");
}

TEST_CASE("a filter may be moved and copied once it has begun") {
  using namespace stop_filter_test;
  StopFilter first{{"END"}};
  first.push("xEN");
  StopFilter second{std::move(first)};
  CHECK(second.push("D") == "");
  CHECK(second.matched() == "END");
  const StopFilter copy = second;
  second = StopFilter{{}};
  CHECK(copy.matched() == "END");
}

TEST_CASE("a handler writes through the filter what goes out") {
  using namespace stop_filter_test;
  std::string text;
  std::size_t entries = 0;
  ChatWriter out{[&](ChatChunk chunk) {
                   for (const auto& each : chunk.choices) {
                     if (each.delta.content) text += *each.delta.content;
                     if (each.logprobs && each.logprobs->content) entries += each.logprobs->content->size();
                   }
                   return true;
                 },
                 "m", 1};
  StopFilter filter{{"\nUser"}};
  for (const auto* token : {"Hel", "lo", "\n", "Us", "er", ": and"}) {
    const auto piece = filter.push(token, entry(token));
    if (auto ready = filter.take_logprobs(); !ready.empty()) CHECK(out.logprobs({.content = std::move(ready)}));
    CHECK(out.text(piece));
    if (filter.stopped()) break;
  }
  CHECK(out.text(filter.finish()));
  CHECK(out.finish(FinishReason::stop));
  CHECK_FALSE(out.close());
  CHECK(text == "Hello");
  CHECK(entries == 2);
}

TEST_CASE("an engine reads stop texts, the most tokens and the plain prompt of a request") {
  ChatRequest request;
  CHECK(stops_of(request).empty());
  CHECK_FALSE(max_tokens_of(request));
  CHECK(prompt_text(request) == "assistant: ");
  request.stop = Stop{Text{"END"}};
  CHECK(stops_of(request) == std::vector<std::string>{"END"});
  request.stop = Stop{std::vector<Text>{"a", "b"}};
  CHECK(stops_of(request) == std::vector<std::string>{"a", "b"});
  request.stop = null;
  CHECK(stops_of(request).empty());
  request.max_tokens = 5;
  CHECK(max_tokens_of(request) == 5);
  request.max_completion_tokens = 7;
  CHECK(max_tokens_of(request) == 7);
  request.max_completion_tokens = null;
  CHECK(max_tokens_of(request) == 5);
  request.messages = {oaicompat::system("Be brief."), user({text_part("Hel"), image_part("u"), text_part("lo")}),
                      assistant("Hi."), message("critic", "Hm.")};
  CHECK(prompt_text(request) == "system: Be brief.\nuser: Hello\nassistant: Hi.\ncritic: Hm.\nassistant: ");
}
