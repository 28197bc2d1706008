// A union whose tag is missing or null, in documents that are whole, cut off or broken.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

namespace implied {

struct Note {
  std::optional<Text> by{};
  Extras extra{};
  bool operator==(const Note&) const = default;
};
constexpr auto describe(Type<Note>) { return object("Note", field("by", &Note::by)); }

struct Page {
  std::optional<Text> text{};
  Extras extra{};
  bool operator==(const Page&) const = default;
};
constexpr auto describe(Type<Page>) { return object("Page", field("text", &Page::text)); }

using Leaf = TaggedUnion<"type", Case<"note", Note, "by">, Case<"page", Page, "text">>;

struct Book {
  std::vector<Leaf> leaves{};
  std::optional<Leaf> cover{};
  Extras extra{};
  bool operator==(const Book&) const = default;
};
constexpr auto describe(Type<Book>) {
  return object("Book", field("leaves", &Book::leaves).optional(), field("cover", &Book::cover));
}

}  // namespace implied

using implied::Book;

namespace {

constexpr ReadOptions lenient{.reading = Reading::lenient};

// Whether all readers refuse it, with one error.
template <class T>
bool refused(const std::string& json) {
  for (const auto& options : {ReadOptions{}, lenient}) {
    const auto owned = parse_owned<T>(json, options);
    const auto borrowed = parse<T>(json, options);
    if (owned || borrowed) return false;
    CHECK(owned.error() == borrowed.error());
    CHECK(owned.error().kind == ErrorKind::parse);
  }
  return true;
}

template <class T>
void check_every_cut(const std::string& json) {
  REQUIRE(parse_owned<T>(json, lenient));
  for (std::size_t length = 0; length < json.size(); ++length) {
    for (const auto* end : {"", "n", "null", "n}", "\"", ",", "]", "nn]}", "\"x\"]}", "\"\":"}) {
      const auto cut = json.substr(0, length) + end;
      CAPTURE(cut);
      // It may happen to be whole; then it can be read again.
      if (const auto read = parse_owned<T>(cut, lenient)) {
        CHECK(parse_owned<T>(to_json(*read), lenient));
      } else {
        CHECK(read.error().kind == ErrorKind::parse);
      }
    }
  }
}

}  // namespace

TEST_CASE("a member implies a tag that is missing or null") {
  const std::pair<const char*, const char*> leaves[] = {
      {R"({"by":"a"})", R"({"type":"note","by":"a"})"},
      {R"({"type":null,"by":"a"})", R"({"type":"note","by":"a"})"},
      {R"({"text":"t","type":null})", R"({"type":"page","text":"t"})"},
      {R"({"text":"t","by":"a"})", R"({"type":"note","by":"a","text":"t"})"},
      {R"({"type":"page","by":"a"})", R"({"type":"page","by":"a"})"},
  };
  for (const auto& each : leaves) {
    CAPTURE(each.first);
    for (const auto& options : {ReadOptions{}, lenient}) {
      const auto read = parse_owned<Book>(R"({"leaves":[)" + std::string{each.first} + "]}", options);
      REQUIRE(read);
      CHECK(to_json(*read) == R"({"leaves":[)" + std::string{each.second} + "]}");
    }
  }
}

TEST_CASE("a document that breaks where an implied tag is looked for is refused") {
  for (const auto* leaf : {R"({"type":n)",
                           R"({"type":null)",
                           R"({"type":null,)",
                           R"({"type":null,"x")",
                           R"({"type":null,"x":)",
                           R"({"type":null,"x":[)",
                           R"({"type":null 1})",
                           R"({"type":null,1:2})",
                           R"({"type":null,"x" 1})",
                           R"({"x":1)",
                           R"({"x":1,)",
                           R"({"x":[1}})",
                           R"({"x":1 "y":2})",
                           R"({)",
                           R"({"type")",
                           R"({"type":)",
                           R"({"type":n,"text":"t"})",
                           R"({"type":nul,"by":"a"})",
                           R"({"type":{)",
                           R"({"type":[null)",
                           R"({"type":})"}) {
    for (const auto& json :
         {R"({"leaves":[)" + std::string{leaf}, R"({"cover":)" + std::string{leaf},
          R"({"leaves":[{"by":"a"},)" + std::string{leaf} + "]}", R"({"x":{"a":[)" + std::string{leaf},
          R"({"leaves":[{"type":"other","a":)" + std::string{leaf}}) {
      CAPTURE(json);
      CHECK(refused<Book>(json));
    }
  }
}

TEST_CASE("a response, an event and a request that break there are refused") {
  CHECK(refused<Response>(R"({"output":[{"type":n)"));
  CHECK(refused<ResponseEvent>(R"({"type":"response.output_item.added","item":{"type":n)"));
  CHECK(refused<ResponseEvent>(R"({"type":n)"));
  CHECK(refused<ResponseRequest>(R"({"input":[{"type":n)"));
  CHECK(refused<ResponseRequest>(R"({"tools":[{"type":n)"));
  CHECK(refused<ChatRequest>(R"({"messages":[{"content":[{"type":n)"));
  CHECK(refused<ChatCompletion>(R"({"choices":[{"message":{"tool_calls":[{"type":n)"));
}

TEST_CASE("what is cut off anywhere ends in an error or a value") {
  check_every_cut<Book>(
      R"({"leaves":[{"x":[1],"type":null,"text":"t"},{"by":"a"},{"type":"z","y":{}}],"cover":{"type":null}})");
  check_every_cut<Response>(
      R"({"id":"r","output":[{"role":"assistant","content":[{"text":"t"}]},{"type":null,"content":"c","role":"user"},{"type":"function_call","name":"f","arguments":"{}"}]})");
  check_every_cut<ResponseEvent>(
      R"({"type":"response.output_item.added","item":{"role":"assistant","content":[],"type":null},"output_index":0})");
}
