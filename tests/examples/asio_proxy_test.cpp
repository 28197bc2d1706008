// SPDX-License-Identifier: MIT
#include "examples/running_proxy.hpp"
#include "transport/stage.hpp"

#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;
using examples_test::RunningProxy;

namespace {

std::string chat_bytes(std::string_view members) {
  const auto body = R"({"model":"m","messages":[{"role":"user","content":"Hi"}])" + std::string{members} + "}";
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer mine\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string proxied_chunk =
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
    "\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";

}  // namespace

TEST_CASE("the proxy passes requests and whole answers on, byte for byte") {
  Serving<AsioServer> upstream{echo};
  RunningProxy proxy{upstream.port};
  const std::string body(3'000'000, 'x');
  const auto large = proxy.ask(
      "POST /v1/p?q=%20 HTTP/1.1\r\nHost: a\r\nX-Own: 1\r\nConnection: X-Own\r\nX-Kept: "
      "k\r\nContent-Type: a/b\r\nContent-Length: 3000000\r\n\r\n" +
      body);
  CHECK(large.complete);
  CHECK(large.body.starts_with("POST /v1/p?q=%20\n"));
  CHECK(large.body.find("X-Kept=k\nContent-Type=a/b\n") != std::string::npos);
  CHECK(large.body.find("X-Own") == std::string::npos);
  CHECK(large.body.ends_with("\n\n" + body));
  CHECK(large.has("Content-Length: "));

  const auto chunked = proxy.ask(
      "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0"
      "\r\n\r\n");
  CHECK(chunked.body.starts_with("POST /v1/p?\n"));
  CHECK(chunked.body.ends_with("\n\nabc"));

  const auto head = proxy.ask("HEAD /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD");
  CHECK(head.status == 200);
  CHECK(head.has("Content-Length: "));
  CHECK(proxy.ask("OPTIONS /v1/models HTTP/1.1\r\nHost: a\r\n\r\n").body.starts_with("OPTIONS /v1/models?\n"));
}

TEST_CASE("the proxy passes answers without a body on") {
  for (const int status : {204, 304}) {
    Serving<AsioServer> upstream{[status](const Request&) { return ready_answer({status, {{"ETag", "e"}}}, {}); }};
    RunningProxy proxy{upstream.port};
    auto socket = proxy.connect();
    for (int i = 0; i < 2; ++i) {
      socket.send(get("/v1/x"));
      const auto answer = socket.read_answer();
      CHECK(answer.status == status);
      CHECK(answer.has("ETag: e\r\n"));
    }
  }
}

TEST_CASE("the proxy passes a stream on piece by piece, and a caller's leaving at once") {
  for (const auto mode : {proxy::Mode::bytes, proxy::Mode::typed}) {
    Stage stage;
    Serving<AsioServer> upstream{stage.handler()};
    RunningProxy proxy{upstream.port, {.mode = mode}};
    auto socket = proxy.connect();
    socket.send(chat_bytes(R"(,"stream":true,"own":{"k":[1, 2]})"));
    auto call = stage.next();
    CHECK(call.request.headers.get("authorization") == "Bearer mine");
    CHECK(call.request.body.view().find(R"("own":{"k":[1, 2]})") != std::string::npos);
    call.writer.send(event_stream());
    for (int i = 0; i < 3; ++i) {
      call.writer.send(proxied_chunk);
      if (i == 0) socket.read_until("\r\n\r\n");
      const auto chunk = socket.read_chunk();
      if (mode == proxy::Mode::bytes) CHECK(chunk == proxied_chunk);
      CHECK(chunk.find("\"one\"") != std::string::npos);
    }
    Watch watch{call.request.context.stop};
    socket.close();
    CHECK(eventually([&] { return watch.fired() && call.writer.gone(); }));
  }
}

TEST_CASE("an upstream that cannot be reached is a 502 with a request id") {
  int nobody = 0;
  {
    RawListener listener;
    nobody = listener.port();
  }
  for (const auto mode : {proxy::Mode::bytes, proxy::Mode::typed}) {
    RunningProxy proxy{nobody, {.mode = mode}};
    const auto answer = proxy.ask(chat_bytes(""));
    CHECK(answer.status == 502);
    CHECK(answer.has("x-request-id: req_"));
    // Callers are not told where the upstream is.
    CHECK(answer.body.starts_with(R"({"error":{"message":"The upstream server cannot be reached.")"));
    CHECK(answer.body.find("127.0.0.1") == std::string::npos);
  }
}

TEST_CASE("an upstream that dies within a stream: bytes are cut, a typed stream says so") {
  for (const auto mode : {proxy::Mode::bytes, proxy::Mode::typed}) {
    Stage stage;
    Serving<AsioServer> upstream{stage.handler()};
    RunningProxy proxy{upstream.port, {.mode = mode}};
    auto socket = proxy.connect();
    socket.send(chat_bytes(R"(,"stream":true)"));
    auto call = stage.next();
    call.writer.send(event_stream());
    call.writer.send(proxied_chunk);
    socket.read_until("\r\n\r\n");
    CHECK(socket.read_chunk().find("\"one\"") != std::string::npos);
    call.writer.fail(local_error(ErrorKind::protocol, "gone"));
    const auto rest = socket.read_until("\r\n0\r\n\r\n");
    CHECK(rest.empty() == (mode == proxy::Mode::bytes));
    if (mode == proxy::Mode::typed) CHECK(rest.find("\"error\"") != std::string::npos);
  }
}

TEST_CASE("callers show the proxy its own keys, and it shows the upstream another") {
  Serving<AsioServer> upstream{echo};
  RunningProxy proxy{upstream.port, {.upstream_key = "upstream", .api_keys = {"mine"}}};
  const auto refused = proxy.ask(get("/v1/models"));
  CHECK(refused.status == 401);
  CHECK(refused.has("x-request-id: req_"));
  const auto answer = proxy.ask("GET /v1/models HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer mine\r\n\r\n");
  CHECK(answer.body.find("Authorization=Bearer upstream\n") != std::string::npos);
  CHECK(answer.body.find("mine") == std::string::npos);
}

TEST_CASE("a key of the proxy's own never reaches the upstream") {
  Serving<AsioServer> upstream{echo};
  RunningProxy proxy{upstream.port, {.api_keys = {"mine"}}};
  for (const std::string field : {"Authorization: Bearer mine", "X-Api-Key: mine", "api-key: mine"}) {
    const auto answer = proxy.ask("GET /v1/models HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body.find("mine") == std::string::npos);
  }
}

TEST_CASE("500 streams at once pass without a loss") {
  constexpr int streams = 500, events = 20;
  Stage stage;
  Serving<AsioServer> upstream{stage.handler({.capacity = events + 2})};
  RunningProxy proxy{upstream.port};
  std::vector<RawSocket> sockets;
  std::vector<Stage::Call> calls;
  for (int i = 0; i < streams; ++i) {
    sockets.push_back(proxy.connect());
    sockets.back().send(post("", "X-N: " + std::to_string(i) + "\r\n"));
    calls.push_back(stage.next());
    calls.back().writer.send(event_stream());
  }
  for (int event = 0; event < events; ++event) {
    for (auto& call : calls) call.writer.send("data: " + std::string{call.request.headers.get("x-n")} + "\n\n");
  }
  for (auto& call : calls) call.writer.end();
  int right = 0;
  for (int i = 0; i < streams; ++i) {
    const auto answer = sockets[static_cast<std::size_t>(i)].read_answer();
    std::string expected;
    for (int event = 0; event < events; ++event) expected += "data: " + std::to_string(i) + "\n\n";
    right += answer.complete && answer.body == expected;
  }
  CHECK(right == streams);
}
