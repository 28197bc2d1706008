// SPDX-License-Identifier: MIT
#include <oaicompat/http/http1.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::detail;

TEST_CASE("the end of a head is found wherever the bytes are split") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t split = 0; split <= head.size(); ++split) {
    HeadScanner scanner;
    const auto first = scanner.scan(std::string_view{head}.substr(0, split));
    CHECK(first == (split == head.size() ? HeadScanner::State::complete : HeadScanner::State::incomplete));
    if (split < head.size()) CHECK(scanner.scan(head + "rest") == HeadScanner::State::complete);
    CHECK(scanner.size() == head.size());
  }
}

TEST_CASE("a line that ends with a bare line feed is malformed at once") {
  for (std::string head : {"\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: a\nX", "GET / HTTP/1.1\r\n\n"}) {
    HeadScanner scanner;
    CHECK(scanner.scan(head) == HeadScanner::State::malformed);
  }
}

TEST_CASE("a head keeps its fields as they stand, in order") {
  const auto head = parse_request_head("PUT /a%2Fb?c HTTP/1.1\r\nHost:a\r\nX-a:  one\t\r\nx-A: two\r\nEmpty:\r\n\r\n");
  REQUIRE(head.has_value());
  CHECK(head->method == "PUT");
  CHECK(head->target == "/a%2Fb?c");
  CHECK(head->headers == Headers{{"Host", "a"}, {"X-a", "one"}, {"x-A", "two"}, {"Empty", ""}});
}

TEST_CASE("a chunked body is the same wherever its bytes are split, and nothing after it is taken") {
  const std::string body = "4\r\nWiki\r\n5;ext=\"x\"\r\npedia\r\nE \r\n in\r\n\r\nchunks.\r\n0\r\nTrailer: t\r\n\r\n";
  for (std::size_t split = 0; split <= body.size(); ++split) {
    ChunkedDecoder decoder;
    Bytes out;
    std::string_view first = std::string_view{body}.substr(0, split);
    const auto early = decoder.decode(first, out, 100);
    CHECK(first.empty());
    CHECK(early == (split == body.size() ? ChunkedDecoder::State::done : ChunkedDecoder::State::more));
    const std::string rest = body.substr(split) + "NEXT";
    std::string_view second = rest;
    CHECK(decoder.decode(second, out, 100) == ChunkedDecoder::State::done);
    CHECK(second == "NEXT");
    CHECK(out == "Wikipedia in\r\n\r\nchunks.");
  }
}

TEST_CASE("a chunked body is bounded in every direction") {
  struct Row {
    ChunkedDecoder::State state;
    std::string bytes;
  };
  using S = ChunkedDecoder::State;
  const Row rows[] = {
      {S::too_large, "b\r\n"},
      {S::too_large, "a\r\n0123456789\r\n1\r\n"},
      {S::too_large, "ffffffffffffffff\r\n"},
      {S::malformed, "10000000000000000\r\n"},
      {S::malformed, "-1\r\n"},
      {S::malformed, "0x1\r\n"},
      {S::malformed, "\r\n"},
      {S::malformed, ";x\r\n"},
      {S::malformed, "1\n"},
      {S::malformed, "1\r\nab\r\n"},
      {S::malformed, "1;" + std::string(5000, 'x')},
      {S::malformed, "0\r\nX: " + std::string(5000, 'x')},
      {S::more, "a\r\n0123456789\r\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes.substr(0, 50));
    ChunkedDecoder decoder;
    Bytes out;
    std::string_view in = row.bytes;
    CHECK(decoder.decode(in, out, 10) == row.state);
  }
  ChunkedDecoder decoder;
  Bytes out;
  std::string trailers = "0\r\n";
  for (int i = 0; i < 2000; ++i) trailers += "X: y" + std::to_string(i) + "\r\n";
  std::string_view in = trailers;
  CHECK(decoder.decode(in, out, 10) == S::malformed);
}

TEST_CASE("a head is written with its framing, a date, and nothing of the connection's") {
  Bytes out;
  const Head head{.status = 429, .headers = {{"x-a", "1"}, {"Connection", "upgrade"}, {"Content-Length", "7"}}};
  write_answer_head(out, head, {.kind = Framing::Kind::length, .length = 5}, 1, true);
  CHECK(out.starts_with("HTTP/1.1 429 Too Many Requests\r\nx-a: 1\r\nDate: "));
  CHECK(out.ends_with(" GMT\r\nContent-Length: 5\r\n\r\n"));
  out.clear();
  write_answer_head(out, {.status = 415}, {.kind = Framing::Kind::length, .length = 0}, 1, true);
  CHECK(out.starts_with("HTTP/1.1 415 Unsupported Media Type\r\n"));
  out.clear();
  write_answer_head(out, {.status = 299, .headers = {{"Date", "now"}}}, {.kind = Framing::Kind::chunked}, 1, false);
  CHECK(out == "HTTP/1.1 299 Success\r\nDate: now\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a word is found in any of a field's lists") {
  const Headers headers{{"Connection", "keep-alive , Upgrade"}, {"connection", "CLOSE"}};
  CHECK(has_word(headers, "connection", "close"));
  CHECK(has_word(headers, "connection", "upgrade"));
  CHECK(!has_word(headers, "connection", "keep"));
}

TEST_CASE("an answer's folded field becomes one line, and its reason may be missing") {
  const auto head = parse_answer_head("HTTP/1.0 200\r\nX-A:\r\n one\r\n\t two \r\nX-B: b\r\n\r\n");
  REQUIRE(head.has_value());
  CHECK(head->status == 200);
  CHECK(head->minor == 0);
  CHECK(head->headers == Headers{{"X-A", "one two"}, {"X-B", "b"}});
}
