// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/request_reader.ipp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace oaicompat;
using namespace oaicompat::detail;

namespace {

// Gives a reader bytes in two pieces, as a connection does: what it leaves comes again. How many bytes are left over.
std::string feed_cut(AsioRequestReader& reader, std::string_view bytes, std::size_t cut) {
  std::string inbox;
  for (const auto piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    inbox += piece;
    inbox.erase(0, reader.put(inbox));
  }
  return inbox;
}
void feed_singly(AsioRequestReader& reader, std::string_view bytes) {
  std::string inbox;
  for (const char c : bytes) {
    inbox += c;
    inbox.erase(0, reader.put(inbox));
  }
}

AsioRequestReader::Limits reader_limits() {
  return {.head = 1000, .body = 100, .upload = 100, .spool_over = 100, .directory = {}, .room = nullptr};
}

const std::string post_head = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked_head = post_head + "Transfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a request is the same wherever its bytes are cut, and nothing after it is taken") {
  struct Row {
    std::string bytes, body;
  };
  const Row rows[] = {
      {chunked_head + "0\r\n\r\n", ""},
      {chunked_head + "0\r\nTrailer: t\r\n\r\n", ""},
      {chunked_head + "000\r\n\r\n", ""},
      {chunked_head + "0;a=b\r\n\r\n", ""},
      {chunked_head + "1\r\na\r\n0\r\n\r\n", "a"},
      {chunked_head + "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"},
      {"\r\n" + chunked_head + "0\r\n\r\n", ""},
      {"\r\n\r\n" + post_head + "Content-Length: 2\r\n\r\nab", "ab"},
      {"\r\n" + post_head + "\r\n", ""},
      {post_head + "Content-Length: 0\r\n\r\n", ""},
  };
  const auto limits = reader_limits();
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
      CAPTURE(cut);
      AsioRequestReader reader{limits};
      CHECK(feed_cut(reader, row.bytes, cut) == "");
      REQUIRE(reader.state() == AsioRequestReader::State::complete);
      CHECK(reader.put("GET") == 0);
      CHECK(reader.take_request().body == row.body);
    }
    AsioRequestReader reader{limits};
    feed_singly(reader, row.bytes);
    CHECK(reader.state() == AsioRequestReader::State::complete);
  }
}

TEST_CASE("a request that two readers might read differently is refused, wherever its bytes are cut") {
  struct Row {
    int status;
    std::string bytes;
  };
  const Row rows[] = {
      {400, post_head + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
      {400, post_head + "Transfer-Encoding: chunked,\r\n\tchunked\r\n\r\n0\r\n\r\n"},
      {400, post_head + "Content-Length:\r\n 2\r\n\r\nab"},
      {400, post_head + "X-A:\r\n b\r\n\r\n"},
      {400, post_head + "X-A: a\r\n b\r\n\r\n"},
      {400, post_head + "X-A:\r\n\t\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {400, post_head + "X-A : b\r\n\r\n"},
      {400, post_head + "X-A: b\n\r\n"},
      {400, post_head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"},
      {400, post_head + "Content-Length: 2, 2\r\n\r\nab"},
      {400, post_head + "Content-Length: -1\r\n\r\n"},
      {400, post_head + "Content-Length: +1\r\n\r\na"},
      {400, post_head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {400, post_head + "Host: b\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\n\r\n"},
      {501, post_head + "Transfer-Encoding: gzip\r\n\r\n"},
      {505, "POST / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {417, post_head + "Expect: magic\r\nContent-Length: 1\r\n\r\na"},
      {413, post_head + "Content-Length: 101\r\n\r\n"},
      {413, chunked_head + "65\r\n"},
      {413, chunked_head + "60\r\n" + std::string(0x60, 'x') + "\r\n5\r\n"},
      {431, post_head + "X-A: " + std::string(1000, 'x') + "\r\n\r\n"},
      {400, chunked_head + "\r\n"},
      {400, chunked_head + "x\r\n"},
      {400, chunked_head + "-1\r\n"},
      {400, chunked_head + "1\r\nab\r\n"},
      {400, chunked_head + "1\na"},
      {400, "\x16\x03\x01"},
      {400, "\r \n\r\n"},
      {400, "\n"},
  };
  const auto limits = reader_limits();
  for (const auto& row : rows) {
    CAPTURE(row.bytes.substr(0, 100));
    for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
      CAPTURE(cut);
      AsioRequestReader reader{limits};
      feed_cut(reader, row.bytes, cut);
      REQUIRE(reader.state() == AsioRequestReader::State::wrong);
      CHECK(reader.error().status == row.status);
    }
  }
}

TEST_CASE("the body of a request whose head is not good enough is left where it is") {
  auto limits = reader_limits();
  limits.wants_body = [](const Request& head) { return head.headers.has("authorization"); };
  {
    AsioRequestReader reader{limits};
    const auto bytes = post_head + "Content-Length: 50\r\nExpect: 100-continue\r\n\r\n";
    CHECK(reader.put(bytes + "abc") == bytes.size());
    CHECK(reader.state() == AsioRequestReader::State::complete);
    CHECK(reader.leaves_body());
  }
  {
    AsioRequestReader reader{limits};
    reader.put(post_head + "Authorization: Bearer k\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(reader.state() == AsioRequestReader::State::complete);
    CHECK(!reader.leaves_body());
    CHECK(reader.take_request().body == "abc");
  }
  AsioRequestReader reader{limits};
  reader.put(post_head + "\r\n");
  CHECK(reader.state() == AsioRequestReader::State::complete);
  CHECK(!reader.leaves_body());  // there is none
}
