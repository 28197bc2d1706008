// SPDX-License-Identifier: MIT
#include "numbered.hpp"
#include "sanitized.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>

#if defined(__linux__) && !OAICOMPAT_SANITIZED

using namespace oaicompat;
using namespace oaicompat::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t mebi = 1 << 20;

// How much memory of the machine this process takes, mapped files included.
std::size_t resident_bytes() {
  std::ifstream in{"/proc/self/statm"};
  std::size_t all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("a recording of 256 MB passes a typed proxy to its backend in bounded memory") {
  constexpr std::size_t size = 256 * mebi, bound = 48 * mebi;
  std::atomic<std::size_t> heard = 0;
  Backend backend;
  backend.on<CreateTranscription>([&](Parsed<TranscriptionRequest> request, const Context&) {
    heard = request->file.body.size();
    return one_item(Event<CreateTranscription>{std::in_place_index<1>, Transcription{.text = Text::literal("Hello.")}});
  });
  AsioServer upstream{serve(backend)};
  const auto upstream_port = upstream.start();
  REQUIRE(upstream_port.has_value());
  AsioServer proxy{serve(call(asio_client({.origin = "http://127.0.0.1:" + std::to_string(*upstream_port)})))};
  const auto port = proxy.start();
  REQUIRE(port.has_value());

  Bytes begin, end{"\r\n"};
  append_part(begin, "XX", {.name = "model"}, "m");
  append_part_head(begin, "XX", {.name = "file", .filename = "a.wav"});
  append_multipart_end(end, "XX");
  auto socket = RawSocket::connect(*port);
  const auto before = resident_bytes();
  auto most = before;
  socket.send(
      "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
      "Content-Length: " +
      std::to_string(begin.size() + size + end.size()) + "\r\n\r\n" + begin);
  const std::string piece(mebi, 'r');
  for (std::size_t sent = 0; sent < size; sent += mebi) {
    REQUIRE(socket.send(piece));
    most = std::max(most, resident_bytes());
  }
  socket.send(end);
  std::atomic<bool> answered = false;
  std::thread watch{[&] {
    while (!answered) {
      most = std::max(most, resident_bytes());
      std::this_thread::sleep_for(1ms);
    }
  }};
  SocketAnswer answer;
  for (int i = 0; i < 6 && !answer.complete; ++i) answer = socket.read_answer();
  answered = true;
  watch.join();
  CHECK(answer.body == R"({"text":"Hello."})");
  CHECK(heard == size);
  CHECK(most - before < bound);
  MESSAGE("the most memory it took: ", (most - before) / mebi, " MiB");
}
#endif
