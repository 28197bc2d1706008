// SPDX-License-Identifier: MIT
#include "certificates.hpp"
#include "scripted.hpp"
#include "serving.hpp"

#include <oaicompat/transport/httplib/mount.hpp>

#include <doctest/doctest.h>

#include <array>
#include <mutex>

using namespace oaicompat;
using namespace oaicompat::test;

namespace proxied {
namespace {

/// A proxy: notes each head that it gets, and passes the connection on to a port of this machine.
struct LoopbackProxy {
  explicit LoopbackProxy(int port, std::string says = {}) : target{port}, refusal{std::move(says)} {}

  std::string url(const std::string& user = {}) const {
    return "http://" + user + "127.0.0.1:" + std::to_string(server.listener.port());
  }
  std::vector<std::string> heads() {
    const std::lock_guard lock{mutex};
    return seen;
  }

  const int target;
  const std::string refusal;
  std::mutex mutex;
  std::vector<std::string> seen;
  Scripted server{[this](RawSocket& client, int) { serve(client); }};

 private:
  void serve(RawSocket& client) {
    const auto head = client.read_until("\r\n\r\n");
    {
      const std::lock_guard lock{mutex};
      seen.push_back(head);
    }
    if (!refusal.empty()) return void(client.send(refusal));
    auto upstream = RawSocket::connect(target);
    if (head.starts_with("CONNECT ")) {
      client.send("HTTP/1.1 200 Connection established\r\n\r\n");
    } else {  // a server reads the whole address too
      const std::string_view field = "Content-Length: ";
      const auto length = head.find(field);
      upstream.send(head);
      if (length != head.npos) upstream.send(client.read_exactly(std::stoul(head.substr(length + field.size()))));
    }
    while (!server.stop && pass_on(client, upstream)) {
    }
  }
  static bool pass_on(RawSocket& client, RawSocket& upstream) {
    std::array entries{detail::poll_entry(client.socket(), POLLIN), detail::poll_entry(upstream.socket(), POLLIN)};
    detail::poll_entries(entries, 20ms);
    if (entries[0].revents != 0 && !move_some(client, upstream)) return false;
    return entries[1].revents == 0 || move_some(upstream, client);
  }
  static bool move_some(RawSocket& from, RawSocket& to) {
    std::array<char, 16384> piece;
    const auto n = ::recv(from.socket().get(), piece.data(), piece.size(), 0);
    return n > 0 && to.send({piece.data(), static_cast<std::size_t>(n)});
  }
};

struct TlsEcho {
  TlsEcho() {
    mount(http, "/", echo);
    port = http.bind_to_any_port("127.0.0.1");
    thread = std::thread{[this] { http.listen_after_bind(); }};
    eventually([&] { return http.is_running(); });
  }
  ~TlsEcho() {
    http.stop();
    thread.join();
  }
  Certificates made;
  Certificate authority = made.authority("authority");
  Certificate own = made.signed_by(authority, "server", "DNS:api.test");
  httplib::SSLServer http{own.certificate_file.c_str(), own.key_file.c_str()};
  int port = 0;
  std::thread thread;
};

}  // namespace

CLIENT_CASE("an http server is asked through a proxy by its whole address, over a connection that is kept") {
  Serving<> serving{echo};
  LoopbackProxy proxy{serving.port};
  const auto client = Client::make({.origin = "http://api.test:8080", .proxy = proxy.url("me:secret@")});
  for (int i = 0; i < 2; ++i) {
    const auto answer = ask(client, {.method = "POST", .path = "/x", .query = "a=1", .body = "hello"});
    REQUIRE(answer.has_value());
    CHECK(answer->head.status == 200);
    CHECK(answer->body.find("hello") != std::string::npos);
    CHECK(answer->body.find("Host=api.test:8080") != std::string::npos);
    if (i == 0) CHECK(answer->body.starts_with("POST /x?a=1\n"));
  }
  const auto heads = proxy.heads();
  REQUIRE(heads.size() == 1);
  CHECK(heads[0].starts_with("POST http://api.test:8080/x?a=1 HTTP/1.1\r\n"));
  CHECK(heads[0].find("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n") != std::string::npos);
}

CLIENT_CASE("an https server is asked through a tunnel, and shows its certificate for its own name") {
  TlsEcho server;
  LoopbackProxy proxy{server.port};
  const auto client = Client::make(
      {.origin = "https://api.test", .proxy = proxy.url("me@"), .ca_file = server.authority.certificate_file});
  for (int i = 0; i < 2; ++i) {
    const auto answer = ask(client, {.method = "POST", .path = "/x", .body = "hello"});
    REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    CHECK(answer->body.starts_with("POST /x?\n"));
    CHECK(answer->body.find("Proxy-Authorization") == std::string::npos);
  }
  const auto heads = proxy.heads();
  REQUIRE(heads.size() == 1);
  CHECK(heads[0].starts_with("CONNECT api.test:443 HTTP/1.1\r\n"));
  CHECK(heads[0].find("Proxy-Authorization: Basic bWU6\r\n") != std::string::npos);

  const auto other = Client::make(
      {.origin = "https://other.test", .proxy = proxy.url(), .ca_file = server.authority.certificate_file});
  CHECK(ask(other, {.path = "/x"}).error().code == "tls_certificate");
}

CLIENT_CASE("a proxy that refuses, leaves or is none fails the call and says so") {
  struct Row {
    const char *says, *code;
  };
  for (const auto& row : {Row{"HTTP/1.1 407 Who\r\n\r\n", "proxy_authentication_required"},
                          Row{"HTTP/1.1 502 No\r\n\r\n", "proxy_refused"}, Row{"HTTP/1.1 2", "proxy_refused"},
                          Row{"SSH-2.0-x\r\n\r\n", "proxy_protocol"}}) {
    CAPTURE(row.says);
    LoopbackProxy proxy{0, row.says};
    const auto got = ask(Client::make({.origin = "https://api.test", .proxy = proxy.url()}), {.path = "/x"});
    REQUIRE(!got);
    CHECK(got.error().code == row.code);
  }
  const auto none = ask(Client::make({.origin = "https://api.test", .proxy = "socks5://p:1"}), {.path = "/x"});
  CHECK(none.error().code == "invalid_proxy");
}

CLIENT_CASE("a proxy that stays silent is given up on, and a call on its way through one can be cancelled") {
  Scripted silent{[](RawSocket& socket, int) { socket.read_all(); }};
  const auto url = origin(silent.listener.port());
  const auto late = ask(Client::make({.origin = "https://api.test", .proxy = url, .connect_timeout = 50ms}), {});
  REQUIRE(!late);
  CHECK(late.error().code == "connect_timeout");

  std::stop_source stop;
  Request request{.path = "/x"};
  request.context.stop = stop.get_token();
  const auto client = Client::make({.origin = "https://api.test", .proxy = url});
  auto answer = client(std::move(request));
  CHECK(eventually([&] { return silent.accepted >= 2; }));
  stop.request_stop();
  CHECK(collect(std::move(answer)).error().kind == ErrorKind::cancelled);
}

}  // namespace proxied
