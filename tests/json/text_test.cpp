// SPDX-License-Identifier: MIT
#include <oaicompat/base/text.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using oaicompat::Text;

namespace {

const std::string fifteen(15, 'f'), sixteen(16, 's'), page(4096, 'p');
constexpr std::string_view word = "a literal that does not fit inside";

bool inside(const Text& text) {
  const auto* from = reinterpret_cast<const char*>(&text);
  return text.view().data() >= from && text.view().data() < from + sizeof(Text);
}

}  // namespace

TEST_CASE("a text holds what it was made of") {
  for (const auto& s : {std::string{}, std::string{"a"}, fifteen, sixteen, page, std::string{"nul\0inside", 10}}) {
    for (const Text& text : {Text{s}, Text{std::string_view{s}}, Text::owned(s), Text::borrowed(s), Text::literal(s)}) {
      CHECK(text.view() == s);
      CHECK(text.str() == s);
      CHECK(text.size() == s.size());
      CHECK(text.empty() == s.empty());
      CHECK(text == s);
    }
  }
  CHECK(Text{}.empty());
  CHECK(Text{"c string"} == "c string");
}

TEST_CASE("up to 15 bytes are kept inside") {
  CHECK(inside(Text{""}));
  CHECK(inside(Text{fifteen}));
  CHECK_FALSE(inside(Text{sixteen}));
  CHECK_FALSE(Text{sixteen}.is_borrowed());
}

TEST_CASE("a copy depends on nothing") {
  std::string source = page;
  const auto borrowed = Text::borrowed(source);
  CHECK(borrowed.is_borrowed());
  CHECK(borrowed.view().data() == source.data());
  const Text copy = borrowed;
  Text assigned;
  assigned = borrowed;
  source.assign(source.size(), '!');
  CHECK(copy == page);
  CHECK(assigned == page);
  CHECK_FALSE(copy.is_borrowed());
  CHECK(borrowed == source);
}

TEST_CASE("a short borrowed text is copied to the inside") {
  const std::string source = "short";
  const auto borrowed = Text::borrowed(source);
  CHECK(borrowed.view().data() == source.data());
  CHECK(inside(Text{borrowed}));
}

TEST_CASE("a move keeps borrowing and leaves nothing") {
  const std::string source = page;
  auto borrowed = Text::borrowed(source);
  Text moved = std::move(borrowed);
  CHECK(moved.is_borrowed());
  CHECK(moved.view().data() == source.data());
  CHECK(borrowed.empty());
  Text owned{page};
  const auto* address = owned.view().data();
  moved = std::move(owned);
  CHECK(moved.view().data() == address);
  CHECK(owned.empty());
}

TEST_CASE("a copied literal points at the literal") {
  const auto literal = Text::literal(word);
  const Text copy = literal;
  CHECK(copy.view().data() == word.data());
  CHECK_FALSE(copy.is_borrowed());
}

TEST_CASE("a text may be assigned to itself") {
  for (Text text : {Text{"short"}, Text{page}, Text::literal(word)}) {
    const auto before = text.str();
    auto& same = text;
    text = same;
    CHECK(text == before);
    text = std::move(same);
    CHECK(text == before);
  }
}

TEST_CASE("appending gives an owned text") {
  std::string expected;
  Text text;
  for (const auto* piece : {"", "a", "bcdefghijklmn", "o", "p", "", "a longer piece than fits inside"}) {
    text.append(piece);
    expected += piece;
    CHECK(text == expected);
    CHECK(inside(text) == (expected.size() <= 15));
  }
  auto literal = Text::literal(word);
  literal.append("!");
  CHECK(literal == std::string{word} + "!");
  CHECK(word.back() == 'e');
  literal.append(literal);
  CHECK(literal == std::string{word} + "!" + std::string{word} + "!");
}

TEST_CASE("a text longer than 4 GiB keeps its length") {
  constexpr auto long_size = (std::size_t{5} << 32) + 7;
  static_assert(sizeof(std::size_t) == 8);
  // The bytes are never looked at.
  const auto text = Text::borrowed(std::string_view{word.data(), long_size});
  CHECK(text.size() == long_size);
  CHECK(text.view().size() == long_size);
  CHECK_FALSE(text.empty());
}

TEST_CASE("texts compare by their bytes") {
  CHECK(Text{"a"} == Text::literal("a"));
  CHECK(Text{"a"} != Text{"b"});
  CHECK(Text{"a"} < Text{"aa"});
  CHECK(Text{page} > Text{"o"});
  CHECK("a" == Text{"a"});
  CHECK(std::string{"a"} == Text{"a"});
  CHECK(std::string_view{"a"} == Text{"a"});
  CHECK(Text{std::string_view{"a\0b", 3}} != Text{"a"});
}

TEST_CASE("texts live in containers") {
  std::vector<Text> texts;
  for (int i = 0; i < 100; ++i) texts.emplace_back(std::string(static_cast<std::size_t>(i), 'x'));
  auto copy = texts;
  texts.erase(texts.begin(), texts.begin() + 50);
  CHECK(copy[99].size() == 99);
  CHECK(texts[0].size() == 50);
  std::swap(copy[0], copy[99]);
  CHECK(copy[0].size() == 99);
  CHECK(copy[99].empty());
}
