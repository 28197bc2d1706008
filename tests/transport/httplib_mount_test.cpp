// SPDX-License-Identifier: MIT
#include "serving.hpp"

#include <oaicompat/base/channel.hpp>
#include <oaicompat/transport/httplib/mount.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A host's server with a path of its own.
struct Host {
  Host(std::string prefix, Handler handler, MountOptions options = {}) {
    http.Get("/own",
             [](const httplib::Request&, httplib::Response& out) { out.set_content("the host's", "text/plain"); });
    mount(http, std::move(prefix), std::move(handler), options);
    port = http.bind_to_any_port("127.0.0.1");
    thread = std::thread{[this] { http.listen_after_bind(); }};
    eventually([&] { return http.is_running(); });
  }
  ~Host() {
    http.stop();
    thread.join();
  }
  SocketAnswer ask(std::string_view bytes, std::string_view method = "GET") const {
    auto socket = RawSocket::connect(port);
    socket.send(bytes);
    return socket.read_answer(method);
  }
  httplib::Server http;
  int port = 0;
  std::thread thread;
};

std::string first_line(const SocketAnswer& answer) { return answer.body.substr(0, answer.body.find('\n')); }

}  // namespace

TEST_CASE("a mounted handler sees the path after its prefix; the host keeps the rest") {
  Host host{"/api/v1/", echo};
  CHECK(first_line(host.ask(get("/api/v1/models/a%2Fb?x=%20y"))) == "GET /models/a%2Fb?x=%20y");
  CHECK(first_line(host.ask(get("/api/v1"))) == "GET /?");
  CHECK(host.ask(get("/own")).body == "the host's");
  CHECK(host.ask(get("/api/v1x")).status == 404);
  CHECK(host.ask(get("/elsewhere")).status == 404);
  Host root{"", echo};
  CHECK(first_line(root.ask(get("/models"))) == "GET /models?");
}

TEST_CASE("a mounted handler is asked with every method and any body") {
  Host host{"/v1", echo};
  for (std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    CHECK(first_line(host.ask(method + " /v1/x HTTP/1.1\r\nHost: a\r\n\r\n")) == method + " /x?");
  }
  CHECK(host.ask("HEAD /v1/x HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD").status == 200);
  const std::string form(20'000, 'x');
  const auto request =
      "POST /v1/p HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
      "20000\r\n\r\n";
  const auto answer = host.ask(request + form);
  CHECK(answer.body.ends_with("\n\n" + form));
  CHECK(answer.body.find("Content-Type=application/x-www-form-urlencoded\n") != std::string::npos);
  CHECK(answer.body.find("REMOTE_ADDR") == std::string::npos);
  const auto parts = host.ask(
      "POST /v1/p HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9\r\n\r\nnot "
      "parts");
  CHECK(parts.body.ends_with("\n\nnot parts"));
  const auto zipped =
      host.ask("POST /v1/p HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip");
  CHECK(zipped.body.ends_with("\n\nnot gzip"));
  const auto chunked =
      host.ask("POST /v1/p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
  CHECK(chunked.body.ends_with("\n\nok"));
}

TEST_CASE("a mounted handler refuses what is too large and keeps the connection in step") {
  Host host{"/v1", echo, {.max_body = 10}};
  auto socket = RawSocket::connect(host.port);
  socket.send("POST /v1/p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world");
  const auto refused = socket.read_answer();
  CHECK(refused.status == 413);
  CHECK(refused.body.starts_with(R"({"error":{)"));
  socket.send(get("/v1/next"));
  CHECK(first_line(socket.read_answer()) == "GET /next?");
}

TEST_CASE("a mounted handler's errors are in the API's shape") {
  Host host{"/v1", [](Request request) -> Answer {
              if (request.path == "/throw") throw 1;
              return failed<Part>(api_error(429, "Slow down."));
            }};
  CHECK(host.ask(get("/v1/throw")).status == 500);
  const auto slow = host.ask(get("/v1/slow"));
  CHECK(slow.status == 429);
  CHECK(slow.body.find("Slow down.") != std::string::npos);
  CHECK(slow.has("application/json"));
}

TEST_CASE("a mounted stream goes out piece by piece, is cut when it fails, and ends when the peer leaves") {
  std::optional<ChannelWriter<Part>> writer;
  std::stop_token stop;
  std::atomic<int> asked = 0;
  Host host{"/v1", [&](Request request) -> Answer {
              auto [w, stream] = channel<Part>();
              w.send(Head{.headers = {{"content-type", "text/event-stream"}, {"x-request-id", "r1"}}});
              writer.emplace(std::move(w));
              stop = request.context.stop;
              ++asked;
              return std::move(stream);
            }};
  for (std::string how : {"end", "fail", "leave"}) {
    CAPTURE(how);
    const int before = asked;
    auto socket = RawSocket::connect(host.port);
    socket.send(get("/v1/stream"));
    const auto head = socket.read_until("\r\n\r\n");
    CHECK(head.find("x-request-id: r1\r\n") != std::string::npos);
    CHECK(head.find("text/event-stream") != std::string::npos);
    REQUIRE(eventually([&] { return asked > before; }));
    for (std::string piece : {"one", "two"}) {
      writer->send(piece);
      CHECK(socket.read_chunk() == piece);
    }
    if (how == "end") {
      writer->end();
      CHECK(socket.read_chunk().empty());
    } else if (how == "fail") {
      writer->fail(local_error(ErrorKind::protocol, "cut"));
      CHECK(socket.read_all().empty());
      CHECK(socket.ended());
    } else {
      const auto from = now();
      socket.close();
      CHECK(eventually([&] { return writer->gone() && stop.stop_requested(); }));
      MESSAGE("a mounted stream's peer was missed after " << ms_since(from) << " ms");
      CHECK(ms_since(from) <= 5000);
    }
  }
}
