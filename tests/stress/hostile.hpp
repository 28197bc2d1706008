// Bytes that no well-behaved client sends, and what a server must make of them.
// SPDX-License-Identifier: MIT
#pragma once

#include "numbered.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::stress {

/// The bounds of the servers under attack: short, so that all limits come true while a test runs.
inline HttplibServerOptions tight_limits() {
  return {.keep_alive = 2s,
          .read_timeout = 1s,
          .request_timeout = 3s,
          .write_timeout = 1s,
          .max_head = 16 << 10,
          .max_body = 1 << 20,
          .stop_grace = 1s};
}

/// What is sent: `begin`, then `again` until `total` bytes went out or an answer comes. And what comes back: a status
/// in the API's error shape, and the end of the connection where what follows cannot be told from a request.
struct Attack {
  std::string name;
  int status;
  std::string begin, again = "";
  std::size_t total = 0;
  enum class After { ends, goes_on } after = After::ends;
};

inline std::string chunked_post(std::string_view body) {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{body};
}
inline std::string with_fields(std::string_view fields) {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

inline std::vector<Attack> attacks() {
  using After = Attack::After;
  using namespace std::string_literals;
  constexpr std::size_t hundred_mb = 100'000'000;
  // Who is smuggled in must not be heard: the engine would count it.
  const auto smuggled = chat_post(chat_body("count", 1));
  const auto size = std::to_string(smuggled.size());
  const std::string deep(100'000, '[');
  const auto chat_with = [](std::string member) { return chat_post(R"({"model":"count",)" + std::move(member) + "}"); };
  return {
      {"both lengths", 400,
       with_fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + smuggled},
      {"both lengths, the other way", 400,
       with_fields("Transfer-Encoding: chunked\r\nContent-Length: " + size + "\r\n") + "0\r\n\r\n" + smuggled},
      {"two different lengths", 400, with_fields("Content-Length: 0\r\nContent-Length: " + size + "\r\n") + smuggled},
      {"a list of lengths", 400, with_fields("Content-Length: 0, " + size + "\r\n") + smuggled},
      {"a signed length", 400, with_fields("Content-Length: +0\r\n") + smuggled},
      {"a length beyond 64 bits", 400, with_fields("Content-Length: 18446744073709551616\r\n") + smuggled},
      {"a space before the colon", 400, with_fields("Content-Length : 0\r\n") + smuggled},
      {"chunked twice", 400, with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + smuggled},
      {"chunked and more", 501, with_fields("Transfer-Encoding: chunked, identity\r\n") + smuggled},
      {"a folded field", 400, with_fields("X-Folded: a\r\n b\r\n") + smuggled},
      {"a bare line feed", 400, "GET / HTTP/1.1\nHost: a\n\n" + smuggled},
      {"a zero in a value", 400, with_fields("X-Zero: a\0b\r\n"s) + smuggled},
      {"two hosts", 400, with_fields("Host: b\r\n") + smuggled},
      {"HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"TLS", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + std::string(500, '\x2a') + "\r\n\r\n"},
      {"no chunk size", 400, chunked_post("\r\n") + smuggled},
      {"a word for a chunk size", 400, chunked_post("five\r\nhello\r\n0\r\n\r\n") + smuggled},
      {"a negative chunk size", 400, chunked_post("-5\r\nhello\r\n0\r\n\r\n") + smuggled},
      {"a chunk size in C", 400, chunked_post("0x5\r\nhello\r\n0\r\n\r\n") + smuggled},
      {"a chunk size beyond 64 bits", 400, chunked_post("10000000000000005\r\nhello\r\n0\r\n\r\n") + smuggled},
      {"a chunk longer than it says", 400, chunked_post("2\r\nhello\r\n0\r\n\r\n") + smuggled},
      {"a huge head", 431, "GET / HTTP/1.1\r\nHost: a\r\nX-Huge: " + std::string(1 << 20, 'x') + "\r\n\r\n"},
      {"a huge target", 431, "GET /" + std::string(1 << 20, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a head without end", 431, "GET / HTTP/1.1\r\nHost: a\r\n", "X-Again: and again\r\n", hundred_mb},
      {"a line without end", 431, "GET / HTTP/1.1\r\nHost: a\r\nX: ", std::string(1000, 'x'), hundred_mb},
      {"a chunk extension without end", 400, chunked_post("5;"), std::string(1000, 'x'), hundred_mb},
      {"trailers without end", 400, chunked_post("1\r\na\r\n0\r\n"), "X-Again: and again\r\n", hundred_mb},
      {"a trailer without end", 400, chunked_post("1\r\na\r\n0\r\nX: "), std::string(1000, 'x'), hundred_mb},
      {"100 MB, declared", 413, with_fields("Content-Length: 100000000\r\n")},
      {"100 MB, declared and sent", 413, with_fields("Content-Length: 100000000\r\n"), std::string(10'000, 'x'),
       hundred_mb},
      {"100 MB in chunks", 413, chunked_post(""), "2710\r\n" + std::string(10'000, 'x') + "\r\n", hundred_mb},
      {"100 MB in one chunk", 413, chunked_post("5f5e100\r\n"), std::string(10'000, 'x'), hundred_mb},
      {"invalid UTF-8", 400,
       chat_with(R"("messages":[{"role":"user","content":")"
                 "\xff\xc0\x80"
                 R"("}])"),
       "", 0, After::goes_on},
      {"half a surrogate", 400, chat_with(R"("messages":[{"role":"user","content":"\ud800"}])"), "", 0, After::goes_on},
      {"100,000 brackets for messages", 400, chat_with(R"("messages":)" + deep), "", 0, After::goes_on},
      {"100,000 brackets in an unknown field", 400, chat_with(R"("unknown":)" + deep), "", 0, After::goes_on},
      {"100,000 brackets and no more", 400, chat_post(deep), "", 0, After::goes_on},
      {"no JSON", 400, chat_post(std::string(1000, '\0')), "", 0, After::goes_on},
  };
}

/// Sends what an attack sends until the server answers or hangs up.
inline void launch(test::RawSocket& socket, const Attack& attack) {
  const auto answered = [&] { return socket.fill(0ms) || socket.ended(); };
  socket.send(attack.begin);
  for (auto sent = attack.begin.size(); sent < attack.total && !answered(); sent += attack.again.size()) {
    if (!socket.send(attack.again)) return;
  }
}

/// Why this is not an answer in the API's error shape with that status; empty when it is.
inline std::string why_not_refused(const test::SocketAnswer& answer, int status) {
  if (answer.status != status) return "the status is " + std::to_string(answer.status) + ": " + answer.head;
  if (!answer.complete || !answer.body.starts_with(R"({"error":{"message":")")) return "no error: " + answer.body;
  for (std::string_view key : {R"("type":)", R"("param":)", R"("code":)"}) {
    if (answer.body.find(key) == std::string::npos) return "no " + std::string{key};
  }
  return answer.has("x-request-id: ") ? "" : "no x-request-id";
}

}  // namespace oaicompat::stress
