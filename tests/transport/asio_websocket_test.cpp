// SPDX-License-Identifier: MIT
#include "certificates.hpp"
#include "serving.hpp"

#include <oaicompat/api/serve.hpp>
#include <oaicompat/http/websocket_session.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

namespace ws = boost::beast::websocket;
using boost::beast::error_code;

// Says twice what it hears; to "hang" it says nothing, to "fail" it fails, to "end" it ends.
class EchoSession final : public WebSocketSession {
 public:
  EchoSession(std::stop_token stop, std::atomic<int>& gone) : stop_{std::move(stop)}, gone_{gone} {}
  ~EchoSession() override { ++gone_; }

  void take(Bytes message) override { heard_.push_back(std::move(message)); }
  bool is_open() const override { return heard_.size() < 4; }
  void finish() override { finished_ = true; }
  Pull pull(Bytes& out) override {
    if (heard_.empty()) return finished_ ? Pull::end : Pull::wait;
    if (heard_.front() == "hang") return Pull::wait;
    if (heard_.front() == "fail") return Pull::fail;
    if (heard_.front() == "end") return Pull::end;
    out = heard_.front() + (again_ ? " again" : "");
    if (std::exchange(again_, !again_)) heard_.pop_front();
    return Pull::some;
  }
  void when_ready(Wake) override {}

 private:
  std::stop_token stop_;
  std::atomic<int>& gone_;
  std::deque<Bytes> heard_;
  bool again_ = false, finished_ = false;
};

// Serves an EchoSession to whom may upgrade, and says so to whom may not.
struct Echoes {
  std::atomic<int> gone = 0;
  std::atomic<bool> late = false;  // the session comes from another thread, a little later
  Handler handler() {
    return [this](Request request) -> Answer {
      if (!request.context.can_upgrade) return json_answer(200, "\"plain\"");
      Head head{.status = 101, .headers = {{"x-own", "1"}}};
      head.session = std::make_shared<EchoSession>(request.context.stop, gone);
      if (!late) return ready_answer(std::move(head), {});
      auto [writer, stream] = channel<Part>();
      std::thread{[head = std::move(head), writer = std::move(writer)]() mutable {
        std::this_thread::sleep_for(20ms);
        writer.send(std::move(head));
        writer.end();
      }}.detach();
      return std::move(stream);
    };
  }
};

// A WebSocket of Beast's, used in turn with the server's.
struct Peer {
  explicit Peer(int port) {
    socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
    ws::response_type answer;
    socket.handshake(answer, "localhost", "/v1/responses");
    own_field = std::string{answer["x-own"]};
  }
  void say(const std::string& text) { socket.write(boost::asio::buffer(text)); }
  // What came, or how the connection ended.
  std::string hear() {
    boost::beast::flat_buffer buffer;
    error_code error;
    socket.read(buffer, error);
    if (error == ws::error::closed) return "closed " + std::to_string(socket.reason().code);
    return error ? error.message() : boost::beast::buffers_to_string(buffer.data());
  }

  boost::asio::io_context io;
  ws::stream<boost::asio::ip::tcp::socket> socket{io};
  std::string own_field;
};

constexpr std::string_view handshake_lines =
    "GET /v1/responses HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

}  // namespace

TEST_CASE("messages go both ways over a WebSocket, in order, of any size") {
  for (const bool late : {false, true}) {
    Echoes echoes;
    echoes.late = late;
    Serving<AsioServer> s{echoes.handler()};
    Peer peer{s.port};
    CHECK(peer.own_field == "1");
    peer.say("one");
    CHECK(peer.hear() == "one");
    CHECK(peer.hear() == "one again");
    for (int i = 0; i < 20; ++i) peer.say(std::to_string(i));
    for (int i = 0; i < 20; ++i) {
      CHECK(peer.hear() == std::to_string(i));
      CHECK(peer.hear() == std::to_string(i) + " again");
    }
    const std::string large(3 << 20, 'x');
    peer.say(large);
    CHECK(peer.hear() == large);
    CHECK(peer.hear().size() == large.size() + 6);
    peer.socket.close(ws::close_code::normal);
    CHECK(eventually([&] { return s.server.connections() == 0 && echoes.gone == 1; }));
  }
}

TEST_CASE("a session that ends or fails closes its WebSocket with a code that says so") {
  Echoes echoes;
  Serving<AsioServer> s{echoes.handler()};
  const auto end_of = [&](const std::string& word) {
    Peer peer{s.port};
    peer.say(word);
    return peer.hear();
  };
  CHECK(end_of("end") == "closed 1000");
  CHECK(end_of("fail") == "closed 1011");
  CHECK(eventually([&] { return s.server.connections() == 0 && echoes.gone == 2; }));
}

TEST_CASE("what is no message of text, or too long, closes the WebSocket, and no other") {
  Echoes echoes;
  Serving<AsioServer> s{echoes.handler(), {.max_body = 1000}};
  Peer other{s.port};
  {
    Peer peer{s.port};
    peer.socket.binary(true);
    peer.say("bytes");
    CHECK(peer.hear() == "closed 1003");
  }
  {
    Peer peer{s.port};
    peer.say(std::string(1001, 'x'));
    CHECK(peer.hear() == "closed 1009");
  }
  {
    Peer peer{s.port};
    peer.say("\xFF\xFE");
    CHECK(peer.hear() == "closed 1007");
  }
  {
    Peer peer{s.port};
    boost::asio::write(peer.socket.next_layer(), boost::asio::buffer("GET / HTTP/1.1\r\n\r\n", 18));
    CHECK(peer.hear().starts_with("closed 1002"));
  }
  other.say("still");
  CHECK(other.hear() == "still");
}

TEST_CASE("a peer that leaves takes its session with it, whatever the session does") {
  for (const std::string word : {"hang", ""}) {
    Echoes echoes;
    Serving<AsioServer> s{echoes.handler()};
    {
      Peer peer{s.port};
      if (!word.empty()) peer.say(word);
      peer.socket.next_layer().close();
    }
    CHECK(eventually([&] { return echoes.gone == 1 && s.server.connections() == 0; }));
  }
}

TEST_CASE("a server that stops ends its sessions, also one that hangs") {
  for (const std::string word : {"", "hang"}) {
    Echoes echoes;
    Serving<AsioServer> s{echoes.handler(), {.stop_grace = 50ms}};
    Peer peer{s.port};
    if (!word.empty()) peer.say(word);
    std::thread stops{[&] { s.server.stop(word.empty() ? 10s : 10ms); }};
    const auto heard = peer.hear();
    if (word.empty()) CHECK(heard == "closed 1001");
    stops.join();
    CHECK(echoes.gone == 1);
  }
}

TEST_CASE("a handshake that is none is refused or served as what else it is") {
  Echoes echoes;
  Serving<AsioServer> s{echoes.handler()};
  CHECK(s.ask(get("/v1/responses")).body == "\"plain\"");
  CHECK(s.ask(std::string{handshake_lines} + "Sec-WebSocket-Version: 13\r\n\r\n").status == 101);
  CHECK(s.ask(std::string{handshake_lines} + "Sec-WebSocket-Version: 8\r\n\r\n").status == 426);
  CHECK(s.ask(std::string{handshake_lines} + "\r\n").status >= 400);
  CHECK(eventually([&] { return s.server.connections() == 0; }));

  Serving<HttplibServer> threads{echoes.handler()};  // carries no WebSockets
  CHECK(threads.ask(std::string{handshake_lines} + "Sec-WebSocket-Version: 13\r\n\r\n").body == "\"plain\"");
}

TEST_CASE("a WebSocket goes through TLS") {
  Certificates certificates;
  const auto authority = certificates.authority("Authority");
  const auto own = certificates.signed_by(authority, "localhost", "IP:127.0.0.1");
  Echoes echoes;
  AsioServer server{echoes.handler(), {.certificate_file = own.certificate_file, .key_file = own.key_file}};
  const auto port = server.start();
  REQUIRE(port);

  boost::asio::io_context io;
  boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
  ws::stream<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> socket{io, tls};
  socket.next_layer().next_layer().connect(
      {boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(*port)});
  socket.next_layer().handshake(boost::asio::ssl::stream_base::client);
  socket.handshake("localhost", "/");
  for (const std::string word : {"one", "two"}) {
    socket.write(boost::asio::buffer(word));
    for (const auto* more : {"", " again"}) {
      boost::beast::flat_buffer buffer;
      socket.read(buffer);
      CHECK(boost::beast::buffers_to_string(buffer.data()) == word + more);
    }
  }
  error_code ignored;
  socket.close(ws::close_code::normal, ignored);
  CHECK(eventually([&] { return server.connections() == 0; }));
}

TEST_CASE("responses are made over a WebSocket, one after the other, and an error ends none but its own") {
  Backend backend;
  backend.on<CreateResponse>([](const Parsed<ResponseRequest>& request, const Context&) {
    auto made = parse_owned<Response>(
        R"({"id":"resp_1","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,)"
        R"("instructions":null,"model":"m","output":[],"parallel_tool_calls":true,"tools":[],"tool_choice":"auto",)"
        R"("temperature":1,"top_p":1,"metadata":{}})");
    REQUIRE(made);
    made->model = request->model ? request->model->str() : std::string{"none"};
    return one_item(Event<CreateResponse>{*std::move(made)});
  });
  Serving<AsioServer> s{serve(std::move(backend))};
  Peer peer{s.port};
  peer.say(R"({"type":"response.create","model":"a","input":"Hello"})");
  peer.say(R"({"type":"response.create","model":7})");
  peer.say(R"({"type":"session.update"})");
  peer.say(R"({"type":"response.create","model":"b","input":"Hello","stream_id":"s.1"})");

  for (const std::string word : {"created", "in_progress", "completed"}) {
    const auto heard = peer.hear();
    CHECK(heard.starts_with("{\"type\":\"response." + word + "\""));
    CHECK(heard.find("\"model\":\"a\"") != std::string::npos);
  }
  const auto wrong_model = peer.hear();
  CHECK(wrong_model.starts_with(R"({"type":"error","status":400,"error":{)"));
  CHECK(wrong_model.find(R"("param":"model")") != std::string::npos);
  const auto wrong_type = peer.hear();
  CHECK(wrong_type.find(R"("param":"type")") != std::string::npos);
  for (int i = 0; i < 3; ++i) CHECK(peer.hear().ends_with(R"(,"stream_id":"s.1"})"));
  peer.socket.close(ws::close_code::normal);
}
