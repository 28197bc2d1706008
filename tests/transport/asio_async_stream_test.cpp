// SPDX-License-Identifier: MIT
#include "async_host.hpp"
#include "scripted.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;
namespace asio = boost::asio;

namespace {

using ChatChunks = AsyncStream<AskChat>;

ChatChunks open_stream(AsyncHost& host, const std::string& model, const RequestOptions& options = {}) {
  return stream_async<AskChat>(host.client, async_request(model), options, asio_executor(host.io.get_executor()));
}

asio::awaitable<void> read_stream(ChatChunks& stream, std::string& text, std::optional<Error>& error, bool& ended) {
  for (;;) {
    auto next = co_await stream.async_next(asio::use_awaitable);
    if (!next) error = next.error();
    if (!next || !*next) break;
    text += (*next)->text();
  }
  ended = true;
}

// What a stream gives when a server says these bytes.
struct SaidStream {
  std::string text;
  std::optional<Error> error;
};
SaidStream stream_of(std::string bytes) {
  Scripted server{[bytes = std::move(bytes)](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send(bytes);
  }};
  asio::io_context io{1};
  const auto where = origin(server.listener.port());
  const Client client{{.base_url = where + "/v1", .max_retries = 0, .transport = asio_client(io, {.origin = where})}};
  auto stream = stream_async<AskChat>(client, async_request(), {}, asio_executor(io.get_executor()));
  SaidStream said;
  bool ended = false;
  asio::co_spawn(io, read_stream(stream, said.text, said.error, ended), asio::detached);
  io.run();
  CHECK(ended);
  return said;
}

const std::string stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
std::string http_chunk(const std::string& bytes) {
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  return size.data() + bytes + "\r\n";
}
std::string said_chunk(const std::string& text, const char* finish = "null") {
  return http_chunk(R"(data: {"choices":[{"index":0,"delta":{"content":")" + text + R"("},"finish_reason":)" + finish +
                    "}]}\n\n");
}

}  // namespace

TEST_CASE("a coroutine takes the chunks of a stream as they come, to its end or its error") {
  AsyncHost host;
  for (const std::string model : {"m", "broken"}) {
    auto stream = open_stream(host, model);
    std::string text;
    std::optional<Error> error;
    bool ended = false;
    asio::co_spawn(host.io, read_stream(stream, text, error, ended), asio::detached);
    REQUIRE(host.until([&] { return ended; }));
    CHECK(text == (model == "m" ? "Hello." : "half"));
    CHECK(error.has_value() == (model == "broken"));
    if (error) CHECK(error->message == "Too much.");
    CHECK(stream.head().status == 200);
  }
}

TEST_CASE("a chunk comes while the stream goes on") {
  AsyncHost host;
  auto stream = open_stream(host, "held");
  std::string text;
  std::optional<Error> error;
  bool ended = false;
  asio::co_spawn(host.io, read_stream(stream, text, error, ended), asio::detached);
  auto& call = host.wait_for_call();
  call.say("one ");
  REQUIRE(host.until([&] { return text == "one "; }));
  call.say("two ");
  REQUIRE(host.until([&] { return text == "one two "; }));
  CHECK_FALSE(ended);
  call.finish("three");
  REQUIRE(host.until([&] { return ended; }));
  CHECK(text == "one two three");
}

TEST_CASE("each kind of token completes with the next chunk, on its own executor") {
  AsyncHost host;
  auto stream = open_stream(host, "held");
  auto& call = host.wait_for_call();
  call.say("a");
  auto future = stream.async_next(asio::use_future);
  REQUIRE(host.until([&] { return future.wait_for(0s) == std::future_status::ready; }));
  CHECK((*future.get())->text() == "a");

  auto strand = asio::make_strand(host.io);
  std::optional<ChatNext> told;
  const auto take = [&] {
    return asio::bind_executor(strand, [&](ChatNext next) {
      CHECK(strand.running_in_this_thread());
      told = std::move(next);
    });
  };
  auto op = stream.async_next(asio::deferred);
  std::move(op)(take());
  call.say("b");
  REQUIRE(host.until([&] { return told.has_value(); }));
  CHECK((**told)->text() == "b");

  told.reset();
  auto late = stream.async_next(asio::deferred);
  { const auto gone = std::move(stream); }
  std::move(late)(take());  // the stream it would have asked has gone
  REQUIRE(host.until([&] { return told.has_value(); }));
  CHECK(told->error().kind == ErrorKind::cancelled);
}

TEST_CASE("a stream is cancelled by a slot, a stop token, itself, or its destruction") {
  enum class By { slot, stop, stream, destruction };
  for (const auto by : {By::slot, By::stop, By::stream, By::destruction}) {
    CAPTURE(static_cast<int>(by));
    AsyncHost host;
    std::stop_source stop;
    asio::cancellation_signal signal;
    std::optional<ChatChunks> stream = open_stream(host, "held", {.stop = stop.get_token()});
    int count = 0;
    std::optional<ChatNext> told;
    stream->async_next(asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(host.io, [&](ChatNext next) {
                                                      ++count;
                                                      told = std::move(next);
                                                    })));
    auto& call = host.wait_for_call();
    if (by == By::slot) signal.emit(asio::cancellation_type::terminal);
    if (by == By::stop) stop.request_stop();
    if (by == By::stream) stream->cancel();
    if (by == By::destruction) stream.reset();
    CHECK(count == 0);
    REQUIRE(host.until([&] { return count > 0; }));
    REQUIRE_FALSE(*told);
    CHECK(told->error().kind == ErrorKind::cancelled);
    REQUIRE(host.until([&] { return call.stop.stop_requested(); }));
    host.io.poll();
    CHECK(count == 1);
  }
}

TEST_CASE("a hostile stream ends with an error that says why, and gives what came before") {
  const auto whole = said_chunk("a") + said_chunk("b", "\"stop\"");
  const auto good = stream_of(stream_head + whole + http_chunk("data: [DONE]\n\n") + "0\r\n\r\n");
  CHECK_FALSE(good.error);
  CHECK(good.text == "ab");
  struct Row {
    std::string bytes, text;
    ErrorKind kind;
  };
  const Row rows[] = {
      {"", "", ErrorKind::connection},
      {"HTTP/1.1 200", "", ErrorKind::protocol},
      {"HTTP/9.9 what\r\n\r\n", "", ErrorKind::protocol},
      {stream_head, "", ErrorKind::protocol},
      {stream_head + said_chunk("a"), "a", ErrorKind::protocol},
      {stream_head + said_chunk("a") + "0\r\n\r\n", "a", ErrorKind::protocol},
      {stream_head + said_chunk("a") + "zz\r\n", "a", ErrorKind::protocol},
      {stream_head + said_chunk("a") + http_chunk("data: {\"choices\":\n\n") + "0\r\n\r\n", "a", ErrorKind::parse},
      {stream_head + said_chunk("a") + http_chunk("data: {\"error\":{\"message\":\"Broke.\"}}\n\n") + "0\r\n\r\n", "a",
       ErrorKind::api},
      {"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", "", ErrorKind::api},
      {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "", ErrorKind::parse},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    const auto said = stream_of(row.bytes);
    CHECK(said.text == row.text);
    REQUIRE(said.error);
    CHECK(to_string(said.error->kind) == to_string(row.kind));
  }
}

TEST_CASE("a stream without end costs no more than is asked for") {
  std::atomic<bool> left = false;
  Scripted server{[&](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send(stream_head);
    std::string many;
    while (many.size() < 60'000) many += said_chunk("x");
    while (socket.send(many)) {
    }
    left = true;
  }};
  asio::io_context io{1};
  const auto where = origin(server.listener.port());
  const Client client{{.base_url = where + "/v1", .transport = asio_client(io, {.origin = where})}};
  std::optional<ChatChunks> stream =
      stream_async<AskChat>(client, async_request(), {}, asio_executor(io.get_executor()));
  int taken = 0;
  const std::function<void(ChatNext)> next = [&](const ChatNext& came) {
    REQUIRE(came);
    if (++taken == 5000) return stream.reset();
    stream->next(next);
  };
  stream->next(next);
  io.run();
  CHECK(taken == 5000);
  CHECK(eventually([&] { return left.load(); }));
}
