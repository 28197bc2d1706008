// Borrow when moved, own when copied.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <string>
#include <thread>

using namespace oaicompat;
using shapes::Drawing;

namespace {

bool points_into(std::string_view piece, const char* from, std::size_t size) {
  return piece.data() >= from && piece.data() + piece.size() <= from + size;
}

const std::string long_word = "a word of more than fifteen bytes";

}  // namespace

TEST_CASE("a megabyte of image is not copied") {
  const auto url = "data:image/png;base64," + std::string(std::size_t{1} << 20, 'A');
  Bytes body = R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is this, please?"},)"
               R"({"type":"image_url","image_url":{"url":")" +
               url + R"("}}]}]})";
  body.reserve(body.size() + 64);
  const auto* from = body.data();
  const auto size = body.size();
  const auto request = parse<ChatRequest>(std::move(body));
  REQUIRE(request);
  const auto& parts = *(*request)->messages[0].content->get_if<std::vector<ContentPart>>();
  const auto& read = parts[1].get_if<ImagePart>()->image_url.url;
  CHECK(read == url);
  CHECK(read.is_borrowed());
  CHECK(points_into(read, from, size));
  CHECK(points_into(parts[0].get_if<TextPart>()->text, from, size));
}

TEST_CASE("every text of a parsed document borrows, with escapes too") {
  Bytes body = R"({"name":")" + long_word + R"(\n","note":")" + long_word + R"(","tags":[")" + long_word +
               R"("],"any":[")" + long_word + R"("],"new":")" + long_word + R"(","sizes":{")" + long_word +
               R"(\t":1},"shapes":[{"kind":")" + long_word + R"("}]})";
  body.reserve(body.size() + 64);
  const auto* from = body.data();
  const auto size = body.size();
  const auto drawing = parse<Drawing>(std::move(body));
  REQUIRE(drawing);
  const auto& d = **drawing;
  for (const std::string_view text : {d.name.view(), d.note->view(), (*d.tags.get_if<std::vector<Text>>())[0].view(),
                                      d.any.text.view(), d.extra.find("new")->text.view(),
                                      d.sizes.items[0].first.view(), d.shapes[0].get_if<Unknown>()->json.text.view()}) {
    CAPTURE(text);
    CHECK(points_into(text, from, size));
  }
}

TEST_CASE("a copy outlives its document") {
  Drawing copy;
  shapes::Shape shape;
  Extras extra;
  {
    const auto drawing = parse<Drawing>(Bytes{R"({"name":")" + long_word + R"(","tags":[")" + long_word +
                                              R"("],"shapes":[{"kind":")" + long_word + R"(","x":1}],")" + long_word +
                                              R"(":[")" + long_word + R"("],"colour":")" + long_word + R"("})"});
    REQUIRE(drawing);
    copy = **drawing;
    shape = copy.shapes[0];
    extra = (*drawing)->extra;
  }
  CHECK(copy.name == long_word);
  CHECK((*copy.tags.get_if<std::vector<Text>>())[0] == long_word);
  CHECK(shape.tag() == long_word);
  CHECK(copy.colour->word() == long_word);
  CHECK(extra.find(long_word)->text == "[\"" + long_word + "\"]");
  CHECK_FALSE(copy.name.is_borrowed());
}

TEST_CASE("copies of a Parsed share its bytes") {
  std::optional<Parsed<Drawing>> second;
  const char* address = nullptr;
  {
    auto first = parse<Drawing>(Bytes{R"({"name":")" + long_word + "\"}"});
    REQUIRE(first);
    address = (*first)->name.view().data();
    second = *first;
  }
  CHECK((*second)->name.view().data() == address);
  CHECK((*second)->name == long_word);
}

TEST_CASE("what is parsed to be owned depends on nothing") {
  std::string body = R"({"name":")" + long_word + R"(\n","new":[")" + long_word + R"("]})";
  const auto drawing = parse_owned<Drawing>(body);
  REQUIRE(drawing);
  body.assign(body.size(), '!');
  // Nor on what this thread reads next.
  CHECK_FALSE(parse_owned<Drawing>(std::string(1000, '[')));
  CHECK(drawing->name == long_word + "\n");
  CHECK(drawing->extra.find("new")->text == "[\"" + long_word + "\"]");
  CHECK_FALSE(drawing->name.is_borrowed());
}

TEST_CASE("a Parsed made by hand reads as one that was parsed") {
  const Parsed<Drawing> made{Drawing{.name = "by hand"}};
  CHECK(made->name == "by hand");
  CHECK((*made).shapes.empty());
}

TEST_CASE("threads parse at once") {
  std::vector<std::thread> threads;
  std::vector<int> right(4);
  for (auto& count : right) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 200; ++i) {
        const auto name = long_word + std::to_string(i);
        const auto owned = parse_owned<Drawing>(R"({"name":")" + name + "\"}");
        const auto borrowed = parse<Drawing>(Bytes{R"({"name":")" + name + "\"}"});
        count += owned && borrowed && owned->name == name && (*borrowed)->name == name;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto count : right) CHECK(count == 200);
}
