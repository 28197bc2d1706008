// SPDX-License-Identifier: MIT
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

TEST_CASE("data is written as one data line and a blank line") {
  std::string out = "before ";
  append_sse_data(out, R"({"a":1})");
  CHECK(out == "before data: {\"a\":1}\n\n");
}

TEST_CASE("data with line breaks becomes several data lines") {
  struct Row {
    std::string_view data, bytes;
  };
  for (const auto& [data, bytes] :
       {Row{"", "data: \n\n"}, Row{"a\nb", "data: a\ndata: b\n\n"}, Row{"a\r\nb\rc", "data: a\ndata: b\ndata: c\n\n"},
        Row{"\n", "data: \ndata: \n\n"}, Row{"a\n\r\n", "data: a\ndata: \ndata: \n\n"},
        Row{"a\n\rb", "data: a\ndata: \ndata: b\n\n"}}) {
    std::string out;
    append_sse_data(out, data);
    CHECK(out == bytes);
  }
}

TEST_CASE("a name goes before the data, and cannot break out of its line") {
  std::string out;
  append_sse_event(out, "response.created", "{}");
  append_sse_event(out, "", "{}");
  append_sse_event(out, "a\nb\rc", "{}");
  CHECK(out == "event: response.created\ndata: {}\n\ndata: {}\n\nevent: a b c\ndata: {}\n\n");
}

TEST_CASE("a comment is one line and a blank one") {
  std::string out;
  append_sse_comment(out, "");
  append_sse_comment(out, "ping");
  append_sse_comment(out, "a\ndata: b");
  CHECK(out == ":\n\n: ping\n\n: a data: b\n\n");
}

TEST_CASE("what is encoded is decoded again") {
  const std::string data = "  {\n\n\"a\": \"\xE2\x80\xA8\"\n}\n";
  std::string bytes;
  append_sse_comment(bytes, "x");
  append_sse_event(bytes, "name", data);
  bytes += sse_done;
  SseDecoder decoder;
  SseEvent event;
  decoder.feed(bytes);
  REQUIRE(decoder.next(event) == Pull::some);
  CHECK(event.data == data);
  CHECK(event.name == "name");
  REQUIRE(decoder.next(event) == Pull::some);
  CHECK(event.data == "[DONE]");
  CHECK(decoder.next(event) == Pull::wait);
}
