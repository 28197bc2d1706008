// SPDX-License-Identifier: MIT
#include "raw_socket.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

namespace ws = boost::beast::websocket;
using boost::beast::error_code;

// A WebSocket for responses, opened with some fields.
struct ResponsesSocket {
  explicit ResponsesSocket(int port, Headers fields = {}) {
    socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
    socket.set_option(ws::stream_base::decorator([fields](ws::request_type& request) {
      for (const auto& [name, value] : fields) request.set(name, value);
    }));
    ws::response_type answer;
    error_code error;
    socket.handshake(answer, "localhost:" + std::to_string(port), "/v1/responses", error);
    status = static_cast<int>(answer.result_int());
    request_id = std::string{answer["x-request-id"]};
  }
  void create(const std::string& model) {
    socket.write(boost::asio::buffer(R"({"type":"response.create","model":")" + model + R"(","input":"Hello"})"));
  }
  // The types of what came, up to an end or an error, which stands whole.
  std::string hear() {
    for (;;) {
      boost::beast::flat_buffer buffer;
      error_code error;
      socket.read(buffer, error);
      if (error) return error.message();
      const auto message = boost::beast::buffers_to_string(buffer.data());
      for (const std::string end : {"response.completed", "response.failed"}) {
        if (message.starts_with(R"({"type":")" + end)) return end;
      }
      if (message.starts_with(R"({"type":"error")")) return message;
    }
  }

  boost::asio::io_context io;
  ws::stream<boost::asio::ip::tcp::socket> socket{io};
  int status = 0;
  std::string request_id;
};

// A server whose model "quick" answers at once and "slow" when it is let, and which notes what its layers saw.
struct LayeredServer {
  explicit LayeredServer(ServerOptions options, AsioServerOptions transport = {}) {
    options.port = 0;
    options.transport = asio_transport(std::move(transport));
    options.access_log = [this](const AccessRecord& record) {
      note(record.method + " " + std::to_string(record.status));
    };
    options.layers = {[this](Handler inner) -> Handler {
      return [this, inner = std::move(inner)](Request request) {
        ++through_layer;
        if (request.method == "POST") last_id = request.context.request_id;
        return inner(std::move(request));
      };
    }};
    server = std::make_unique<Server>(std::move(options));
    server->chat("quick", [](const ChatRequest&, ChatWriter& out) {
      out.text("Hello");
      out.finish(FinishReason::stop);
    });
    server->chat("slow", [this](const ChatRequest&, ChatWriter& out) {
      out.text("Hello");
      ++slow;
      eventually([this] { return let_go.load(); });
      out.finish(FinishReason::stop);
    });
    REQUIRE(server->start().has_value());
  }
  ~LayeredServer() { let_go = true; }
  void note(std::string what) {
    std::lock_guard lock{mutex};
    seen.push_back(std::move(what));
  }
  long logged(const std::string& what) {
    std::lock_guard lock{mutex};
    return std::count(seen.begin(), seen.end(), what);
  }
  int port() const { return server->port(); }

  std::mutex mutex;
  std::vector<std::string> seen;
  std::string last_id;
  std::atomic<int> through_layer = 0, slow = 0;
  std::atomic<bool> let_go = false;
  std::unique_ptr<Server> server;
};

}  // namespace

TEST_CASE("each message of a WebSocket is a request through the whole stack of layers") {
  LayeredServer s{{.api_keys = {{.key = "good", .name = "alice"}}}};
  CHECK(ResponsesSocket{s.port()}.status == 401);
  ResponsesSocket socket{s.port(), {{"Authorization", "Bearer good"}, {"x-request-id", "own"}}};
  REQUIRE(socket.status == 101);
  CHECK(socket.request_id == "own");
  CHECK(s.through_layer == 1);
  for (int i = 1; i <= 3; ++i) {
    socket.create("quick");
    CHECK(socket.hear() == "response.completed");
    CHECK(s.through_layer == 1 + i);
    CHECK(s.last_id == "own-" + std::to_string(i));
    CHECK(eventually([&] { return s.logged("POST 200") == i; }));
  }
  socket.create("nobody");
  CHECK(socket.hear().find("model_not_found") != std::string::npos);
  CHECK(eventually([&] { return s.logged("POST 404") == 1; }));
  CHECK(s.logged("GET 101") == 1);
}

TEST_CASE("what limits say of streams and requests holds for the messages of WebSockets") {
  for (const bool streams : {true, false}) {
    LayeredServer s{{.limits = streams ? LimitsOptions{.max_streams = 1} : LimitsOptions{.max_requests = 1}}};
    ResponsesSocket first{s.port()}, second{s.port()};
    first.create("slow");
    REQUIRE(eventually([&] { return s.slow == 1; }));
    second.create("quick");
    CHECK(second.hear().find(streams ? "too_many_streams" : "server_overloaded") != std::string::npos);
    s.let_go = true;
    CHECK(first.hear() == "response.completed");
    CHECK(eventually([&] {
      second.create("quick");
      return second.hear() == "response.completed";
    }));
  }
}

TEST_CASE("a deadline ends the response to a message, and the WebSocket goes on") {
  const auto clock = std::make_shared<ManualClock>();
  LayeredServer s{{.limits = {.deadline = 1h, .clock = clock}}};
  ResponsesSocket socket{s.port()};
  socket.create("slow");
  REQUIRE(eventually([&] { return s.slow == 1; }));
  clock->advance(1h);
  const auto ended = socket.hear();
  CHECK((ended == "response.failed" || ended.find("deadline_exceeded") != std::string::npos));
  socket.create("quick");
  CHECK(socket.hear() == "response.completed");
}

TEST_CASE("a page opens a WebSocket only where its origin may call") {
  struct Row {
    std::optional<CorsOptions> cors;
    std::string origin;
    int status;
  };
  const CorsOptions one{.origins = {"https://app.example"}};
  const Row rows[] = {
      {CorsOptions{.origins = {"*"}}, "https://evil.example", 101},
      {one, "https://app.example", 101},
      {one, "https://evil.example", 403},
      {one, "null", 403},
      {one, "", 101},
      {std::nullopt, "https://evil.example", 403},
      {std::nullopt, "null", 403},
      {std::nullopt, "http://localhost:PORT", 101},  // the page is the server's own
      {std::nullopt, "", 101},
  };
  for (const auto& row : rows) {
    LayeredServer s{{.cors = row.cors}};
    auto origin = row.origin;
    if (const auto at = origin.find("PORT"); at != origin.npos) origin.replace(at, 4, std::to_string(s.port()));
    CAPTURE(origin);
    ResponsesSocket socket{s.port(), origin.empty() ? Headers{} : Headers{{"Origin", origin}}};
    CHECK(socket.status == row.status);
  }
}

TEST_CASE("WebSockets can be switched off") {
  LayeredServer s{{}, {.web_sockets = AsioServerOptions::WebSockets::refused}};
  CHECK(ResponsesSocket{s.port()}.status >= 400);
}

TEST_CASE("what waits behind a running response is bounded in bytes, and is answered in its turn") {
  LayeredServer s{{}};
  ResponsesSocket socket{s.port()};
  socket.create("slow");
  REQUIRE(eventually([&] { return s.slow == 1; }));
  // What is sent beyond what the server and the systems keep has to wait.
  constexpr std::size_t message_size = 4 << 20, count = 24;
  std::atomic<std::size_t> sent = 0;
  std::thread sender{[&] {
    const std::string blanks(message_size, ' ');
    for (; sent < count; ++sent) {
      socket.socket.write(
          boost::asio::buffer(R"({"type":"response.create","model":"quick","input":"Hello")" + blanks + "}"));
    }
  }};
  std::size_t before = count + 1;
  CHECK(eventually([&] {
    std::this_thread::sleep_for(100ms);
    return std::exchange(before, sent.load()) == sent;
  }));
  CHECK(sent < 8);
  s.let_go = true;
  sender.join();
  for (std::size_t i = 0; i <= count; ++i) CHECK(socket.hear() == "response.completed");
}
