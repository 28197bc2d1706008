// SPDX-License-Identifier: MIT
#include <oaicompat/sse/decoder.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::string_literals;

namespace {

struct Seen {
  std::string data, name = {}, id = {};
  bool unterminated = false;
  long retry_ms = -1;
  bool operator==(const Seen&) const = default;
};

// One line an event, so that a failed check can be read.
std::string show(const std::vector<Seen>& events) {
  std::string out;
  for (const auto& e : events) {
    out += e.name + '|' + e.data + '|' + e.id + '|' + std::to_string(e.retry_ms) + (e.unterminated ? "|open\n" : "|\n");
  }
  return out;
}

void drain(SseDecoder& decoder, std::vector<Seen>& seen) {
  SseEvent event;
  while (decoder.next(event) == Pull::some) {
    seen.push_back({.data = std::string{event.data},
                    .name = std::string{event.name},
                    .id = std::string{event.id},
                    .unterminated = event.unterminated,
                    .retry_ms = event.retry ? static_cast<long>(event.retry->count()) : -1});
  }
}

// Each piece stands in memory of its own and goes away after it is read, so that a dangling view shows.
std::vector<Seen> decode(const std::vector<std::string_view>& pieces) {
  SseDecoder decoder;
  std::vector<Seen> seen;
  for (const auto piece : pieces) {
    const std::vector<char> own(piece.begin(), piece.end());
    decoder.feed({own.data(), own.size()});
    drain(decoder, seen);
    SseEvent event;
    CHECK(decoder.next(event) == Pull::wait);
  }
  decoder.finish();
  drain(decoder, seen);
  SseEvent event;
  CHECK(decoder.next(event) == Pull::end);
  return seen;
}

std::vector<Seen> decode(std::string_view whole) { return decode(std::vector{whole}); }

struct Row {
  const char* what;
  std::string bytes;
  std::vector<Seen> events;
};

const std::vector<Row> rows{
    {"LF ends a line", "data: a\n\ndata: b\n\n", {{"a"}, {"b"}}},
    {"CRLF ends a line", "data: a\r\n\r\ndata: b\r\n\r\n", {{"a"}, {"b"}}},
    {"CR ends a line", "data: a\r\rdata: b\r\r", {{"a"}, {"b"}}},
    {"LF then CRLF", "data: a\n\r\ndata: b\n\r\n", {{"a"}, {"b"}}},
    {"CRLF then LF", "data: a\r\n\ndata: b\r\n\n", {{"a"}, {"b"}}},
    {"CR then CRLF", "data: a\r\r\ndata: b\r\r\n", {{"a"}, {"b"}}},
    {"CRLF then CR", "data: a\r\n\rdata: b\r\n\r", {{"a"}, {"b"}}},
    {"LF then CR", "data: a\n\rdata: b\n\r", {{"a"}, {"b"}}},
    {"every ending in one event", "data: a\ndata: b\rdata: c\r\n\rdata: d\n\n", {{"a\nb\nc"}, {"d"}}},
    {"no space after the colon", "data:{\"x\":1}\n\n", {{"{\"x\":1}"}}},
    {"only one space is stripped", "data:   a \n\n", {{"  a "}}},
    {"a tab is not stripped", "data:\ta\n\n", {{"\ta"}}},
    {"data lines are joined", "data: a\ndata: b\n\n", {{"a\nb"}}},
    {"empty data lines are kept", "data: a\ndata:\ndata\ndata: \n\n", {{"a\n\n\n"}}},
    {"empty data lines come first", "data:\ndata: a\n\n", {{"\na"}}},
    {"one empty data line is an event", "data:\n\n", {{""}}},
    {"comments are skipped", ": ping\n\n:\n\ndata: a\n: between\ndata: b\n\n", {{"a\nb"}}},
    {"comment without blank line", ":\ndata: a\n\n", {{"a"}}},
    {"BOM at the start",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     {{"a"}}},
    {"BOM alone on its line", "\xEF\xBB\xBF\ndata: a\n\n", {{"a"}}},
    {"BOM later is part of a name",
     "data: a\n\n\xEF\xBB\xBF"
     "data: b\n\n",
     {{"a"}}},
    {"names", "event: response.created\ndata: {}\n\ndata: a\n\n", {{"{}", "response.created"}, {"a"}}},
    {"the last name counts", "event: a\nevent: b\ndata: x\n\n", {{"x", "b"}}},
    {"an event without data is none", "event: ping\n\ndata: a\n\n", {{"a"}}},
    {"ids last", "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", {{"a", "", "1"}, {"b", "", "1"}, {"c"}}},
    {"an id with NUL is ignored", "id: 1\nid: a\0b\ndata: a\n\n"s, {{"a", "", "1"}}},
    {"an id without data lasts", "id: 7\n\ndata: a\n\n", {{"a", "", "7"}}},
    {"retry is digits only",
     "retry: 250\nretry: 3s\nretry: -1\nretry:\nretry: +4\nretry: 1.5\ndata: a\n\n",
     {{"a", "", "", false, 250}}},
    {"retry too large is ignored", "retry: 99999999999999999999\ndata: a\n\n", {{"a"}}},
    {"unknown fields are ignored", "foo: bar\nDATA: no\n data: no\ndata : no\ndata: a\nbaz\n\n", {{"a"}}},
    {"a name that begins like data", "database: no\ndata: a\n\n", {{"a"}}},
    {"colons in the value stay", "data: a:b: c\n\n", {{"a:b: c"}}},
    {"U+2028 is no line end",
     "data: a\xE2\x80\xA8"
     "b\xE2\x80\xA9"
     "c\xC2\x85"
     "d\n\n",
     {{"a\xE2\x80\xA8"
       "b\xE2\x80\xA9"
       "c\xC2\x85"
       "d"}}},
    {"VT and FF are no line ends",
     "data: a\x0b\x0c"
     "b\n\n",
     {{"a\x0b\x0c"
       "b"}}},
    {"NUL in data stays", "data: a\0b\n\n"s, {{"a\0b"s}}},
    {"UTF-8 stays whole", "data: \xD0\xB8\xE4\xBD\xA0\xF0\x9F\x98\x80\n\n", {{"\xD0\xB8\xE4\xBD\xA0\xF0\x9F\x98\x80"}}},
    {"blank lines between events", "\n\n\r\n\rdata: a\n\n\n\n\ndata: b\n\n", {{"a"}, {"b"}}},
    {"end without a blank line", "data: a\n\ndata: [DONE]\n", {{"a"}, {"[DONE]", "", "", true}}},
    {"end without a line end", "data: a\n\ndata: [DONE]", {{"a"}, {"[DONE]", "", "", true}}},
    {"end after CR", "data: a\r", {{"a", "", "", true}}},
    {"end between data lines", "data: a\ndata: b", {{"a\nb", "", "", true}}},
    {"end within a name", "data: a\n\ndat", {{"a"}}},
    {"end without data", "data: a\n\nevent: x\nid: 3", {{"a"}}},
    {"nothing at all", "", {}},
    {"a BOM and nothing", "\xEF\xBB\xBF", {}},
};

}  // namespace

TEST_CASE("an event stream is taken apart as the standard says") {
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(show(decode(row.bytes)) == show(row.events));
  }
}

TEST_CASE("where the bytes are cut makes no difference, at any two places") {
  for (const auto& row : rows) {
    INFO(row.what);
    const std::string_view all = row.bytes;
    for (std::size_t i = 0; i <= all.size(); ++i) {
      for (std::size_t j = i; j <= all.size(); ++j) {
        const auto seen = decode({all.substr(0, i), all.substr(i, j - i), all.substr(j)});
        if (seen == row.events) continue;
        FAIL("cut at ", i, " and ", j);
      }
    }
  }
}

TEST_CASE("one byte at a time gives the same events") {
  for (const auto& row : rows) {
    INFO(row.what);
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < row.bytes.size(); ++i) bytes.push_back(std::string_view{row.bytes}.substr(i, 1));
    CHECK(show(decode(bytes)) == show(row.events));
  }
}

TEST_CASE("random streams, randomly cut, give what they give whole") {
  std::mt19937 random{20260821};
  const std::vector<std::string> words{"data", ":", " ", "\n", "\r",   "\r\n", "a",    "\n\n", "data: ", "event: ",
                                       "id: ", "7", "{", "}",  "\xEF", "\xBB", "\xBF", "\0"s,  "retry: "};
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (auto n = below(40); n > 0; --n) bytes += words[below(words.size())];
    std::vector<std::string_view> pieces;
    for (std::string_view rest = bytes; !rest.empty();) {
      const auto n = 1 + below(std::min<std::size_t>(rest.size(), 9));
      pieces.push_back(rest.substr(0, n));
      rest.remove_prefix(n);
    }
    if (decode(pieces) == decode(bytes)) continue;
    FAIL("round ", round);
  }
}

TEST_CASE("an event that lies whole in its piece is not copied") {
  const std::string piece = "data: first\n\nevent: x\ndata: second\n\n";
  SseDecoder decoder;
  decoder.feed(piece);
  SseEvent event;
  for (const auto* word : {"first", "second"}) {
    REQUIRE(decoder.next(event) == Pull::some);
    CHECK(event.data == word);
    CHECK(event.data.data() == piece.data() + piece.find(word));
  }
}

TEST_CASE("bytes fed before the earlier ones were read are not lost") {
  SseDecoder decoder;
  std::vector<Seen> seen;
  SseEvent event;
  decoder.feed("data: a\n\ndata: b\n\nda");
  REQUIRE(decoder.next(event) == Pull::some);
  decoder.feed("ta: c\n\ndata: d\n");
  decoder.feed("\ndata: e\n\n");
  drain(decoder, seen);
  CHECK(seen == std::vector<Seen>{{"b"}, {"c"}, {"d"}, {"e"}});
}

TEST_CASE("a line or an event that is too long is an error, however it is cut") {
  struct Case {
    std::string bytes;
    bool fits;
  };
  const std::vector<Case> cases{
      {"data: 0123456789\n\n", true},
      {"data: 01234567890\n\n", false},
      {"data: 01234567890", false},
      {": a comment that is far too long\n\n", false},
      {"data: 01234567\ndata: 89012345\n\n", false},
      {"data: 0123456\ndata: 78901234\n\n", true},
      {"data: 01234\n\ndata: 56789\n\ndata: 01234\n\n", true},
  };
  for (const auto& one : cases) {
    const auto& bytes = one.bytes;
    const bool fits = one.fits;
    INFO(bytes);
    for (const std::size_t step : {std::size_t{1}, std::size_t{5}, bytes.size()}) {
      SseDecoder decoder{{.max_event_bytes = 16}};
      SseEvent event;
      Pull last = Pull::wait;
      for (std::size_t i = 0; i < bytes.size(); i += step) {
        decoder.feed(std::string_view{bytes}.substr(i, step));
        while ((last = decoder.next(event)) == Pull::some) {
        }
      }
      CHECK(last == (fits ? Pull::wait : Pull::fail));
      if (fits) continue;
      CHECK(decoder.next(event) == Pull::fail);
      CHECK(decoder.error().kind == ErrorKind::protocol);
      CHECK(decoder.error().code == "event_too_large");
      CHECK(decoder.error().message == "A server-sent event is longer than 16 bytes.");
    }
  }
}

TEST_CASE("a huge event in many pieces, and one of many data lines, come out whole") {
  SseDecoder decoder;
  std::vector<Seen> seen;
  const std::string part(1000, 'x');
  decoder.feed("data: ");
  drain(decoder, seen);
  for (int i = 0; i < 8000; ++i) {
    decoder.feed(part);
    drain(decoder, seen);
  }
  decoder.feed("\n\n");
  drain(decoder, seen);
  for (int i = 0; i < 10000; ++i) {
    decoder.feed("data: 0123456789\n");
    drain(decoder, seen);
  }
  decoder.feed("\n");
  drain(decoder, seen);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].data == std::string(8'000'000, 'x'));
  CHECK(seen[1].data.size() == 10000 * 11 - 1);
}

TEST_CASE("a content type is an event stream's with and without parameters") {
  CHECK(is_event_stream("text/event-stream"));
  CHECK(is_event_stream("text/event-stream; charset=utf-8"));
  CHECK(is_event_stream(" Text/Event-Stream;charset=utf-8"));
  CHECK_FALSE(is_event_stream("text/event-streams"));
  CHECK_FALSE(is_event_stream("application/json"));
  CHECK_FALSE(is_event_stream(""));
}
