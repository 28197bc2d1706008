// SPDX-License-Identifier: MIT
#include <oaicompat/transport/response_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::detail;
using ReaderState = ResponseReader::State;
using ReaderAsked = ResponseReader::Asked;
using ReaderEnd = ResponseReader::End;

namespace {

struct SeenAnswer {
  std::optional<Head> head;
  std::string body;
  ReaderState state = ReaderState::head;
  bool kept = false;
};

// Reads bytes in pieces of a size; the end comes when they are all read.
SeenAnswer seen_of(std::string_view bytes, std::size_t piece, std::optional<ReaderEnd> end = ReaderEnd::closed,
                   ReaderAsked asked = ReaderAsked::whole, ResponseReader::Limits limits = {64 << 10, 1 << 20}) {
  ResponseReader reader{limits, asked};
  SeenAnswer seen;
  const auto look = [&] {
    if (auto head = reader.take_head()) seen.head = *head;
    seen.body += reader.take_body();
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.put(bytes.substr(0, piece));
    look();
  }
  if (end) reader.put_end(*end);
  look();
  seen.state = reader.state();
  seen.kept = reader.state() == ReaderState::complete && reader.keeps_alive();
  return seen;
}

}  // namespace

TEST_CASE("an answer reads the same whole, split at every byte, and with interim answers before it") {
  struct Row {
    std::string bytes;
    int status;
    std::string body;
    bool kept;
  };
  const Row rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", 200, "ab", true},
      {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nab", 200, "ab", true},
      {"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nab", 200, "ab", true},
      {"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 413, "", false},
      {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1;x=y\r\nb\r\n0\r\nT: t\r\n\r\n", 200, "ab",
       true},
      {"HTTP/1.0 200 OK\r\n\r\nab", 200, "ab", false},
      {"HTTP/1.1 200 OK\r\nX: a\r\n  b\r\n\r\nab", 200, "ab", false},
  };
  for (const auto& row : rows) {
    for (std::string before :
         {"", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"}) {
      const auto bytes = before + row.bytes;
      CAPTURE(bytes);
      for (const auto piece : {bytes.size(), std::size_t{1}, std::size_t{3}}) {
        const auto seen = seen_of(bytes, piece);
        REQUIRE(seen.head);
        CHECK(seen.state == ReaderState::complete);
        CHECK(seen.head->status == row.status);
        CHECK(seen.body == row.body);
        CHECK(seen.kept == row.kept);
      }
    }
  }
}

TEST_CASE("what contradicts itself, or is no answer, is wrong and gives no head") {
  const std::string ok = "HTTP/1.1 200 OK\r\n", chunked = ok + "Transfer-Encoding: chunked\r\n";
  const std::string rows[] = {
      ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab",
      ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nab",
      ok + "Content-Length: 2, 2\r\n\r\nab",
      ok + "Content-Length: -2\r\n\r\nab",
      ok + "Content-Length: +2\r\n\r\nab",
      ok + "Content-Length: 0x2\r\n\r\nab",
      ok + "Content-Length: \r\n\r\nab",
      ok + "Content-Length:\r\n 2\r\n\r\nab",
      ok + "Content-Length: 18446744073709551616\r\n\r\nab",
      chunked + "Content-Length: 2\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      chunked + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      chunked + "\r\nzz\r\nab",
      chunked + "\r\n-2\r\nab\r\n0\r\n\r\n",
      chunked + "\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\n\r\n",
      "HTTP/1.1 099 What\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/2 200 OK\r\n\r\n",
      "HTTP/1.1200 OK\r\n\r\n",
      "ICY 200 OK\r\n\r\n",
      "<html>\r\n\r\n",
      "\r\n\r\n",
      ok + "No Field\r\n\r\n",
      ok + ": none\r\n\r\n",
      ok + " X: y\r\n\r\n",
      ok + "X: a\nY: b\r\n\r\n",
      ok + "X: a\x01z\r\n\r\n",
  };
  for (const auto& bytes : rows) {
    CAPTURE(bytes);
    const auto seen = seen_of(bytes, bytes.size());
    CHECK(seen.state == ReaderState::wrong);
    CHECK(!seen.head);
  }
}

TEST_CASE("an answer that is cut off anywhere is wrong, and a lost connection ends none that runs until the close") {
  const std::string whole[] = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"};
  for (const auto& bytes : whole) {
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      CHECK(seen_of(bytes.substr(0, size), size).state == ReaderState::wrong);
    }
  }
  const std::string until_close = "HTTP/1.1 200 OK\r\n\r\nab";
  CHECK(seen_of(until_close, 100, ReaderEnd::closed).state == ReaderState::complete);
  CHECK(seen_of(until_close, 100, ReaderEnd::lost).state == ReaderState::wrong);
  CHECK(seen_of(until_close, 100, ReaderEnd::lost).body == "ab");
}

TEST_CASE("heads have a bound that interim ones count for, and bodies another") {
  const auto with_head = [](std::size_t size) {
    std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
    return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
  };
  CHECK(seen_of(with_head(64 << 10), 1000).state == ReaderState::complete);
  CHECK(seen_of(with_head((64 << 10) + 1), 1000).state == ReaderState::wrong);
  std::string hints;
  while (hints.size() <= (64 << 10)) hints += "HTTP/1.1 103\r\n\r\n";
  CHECK(seen_of(hints, 1000, std::nullopt).state == ReaderState::wrong);
  CHECK(seen_of("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), 1000, std::nullopt).state == ReaderState::wrong);

  const ResponseReader::Limits ten{.head = 100, .body = 10};
  for (std::string framed : {"Content-Length: 11\r\n\r\nhello world", "\r\nhello world",
                             "Transfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n"}) {
    CHECK(seen_of("HTTP/1.1 200 OK\r\n" + framed, 1, ReaderEnd::closed, ReaderAsked::whole, ten).state ==
          ReaderState::wrong);
  }
  CHECK(
      seen_of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello worl", 1, ReaderEnd::closed, ReaderAsked::whole, ten)
          .body == "hello worl");
}

TEST_CASE("the answer to a HEAD has no body, and what comes behind an answer spoils its connection") {
  const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  CHECK(seen_of(bytes, 100, std::nullopt, ReaderAsked::head_only).kept);
  CHECK(seen_of(bytes, 100, std::nullopt, ReaderAsked::whole).state == ReaderState::body);
  for (const auto piece : {std::size_t{100}, std::size_t{1}}) CHECK(!seen_of(bytes + "abX", piece, std::nullopt).kept);
}
