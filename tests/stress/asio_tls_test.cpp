// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <string>
#include <transport/certificates.hpp>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::stress;
using test::eventually;
using test::RawSocket;

namespace {

// What a client of TLS says first, as OpenSSL says it.
std::string client_hello() {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl{SSL_new(context.get()), SSL_free};
  auto* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(out, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

TEST_CASE(
    "TLS that is none, stalls, or breaks off is closed within its limit, beside secure streams that miss nothing") {
  test::Certificates made;
  const auto authority = made.authority("stress-authority");
  const auto own = made.signed_by(authority, "stress-server", "DNS:localhost,IP:127.0.0.1");
  Numbered<AsioServer> s{AsioServerOptions{.threads = 2,
                                           .certificate_file = own.certificate_file,
                                           .key_file = own.key_file,
                                           .keep_alive = 2s,
                                           .head_timeout = 1s}};
  constexpr int count = voices<AsioServer>;
  Choir choir{base_url(s.port, "https", "localhost"), count,
              asio_client({.origin = "https://localhost:" + std::to_string(s.port),
                           .max_idle_connections = count,
                           .ca_file = authority.certificate_file})};
  const auto hello = client_hello();
  REQUIRE(hello.size() > 100);
  auto spoiled = hello;
  spoiled[spoiled.size() / 2] = static_cast<char>(~spoiled[spoiled.size() / 2]);
  for (int round = 0; round < scaled(20, 1) || round == 0; ++round) {
    std::vector<RawSocket> callers;
    for (int i = 0; i < 10; ++i) {
      for (const auto& sent :
           {std::string{}, hello.substr(0, 50), hello, hello + hello, spoiled, chat_post(chat_body("count", 1)),
            std::string(20'000, '\x16'), std::string(20'000, '\0')}) {
        callers.push_back(s.connect());
        callers.back().send(sent);
      }
    }
    const auto from = test::now();
    for (auto& caller : callers) {
      const auto said = caller.read_all();
      CHECK(caller.ended());
      CHECK(said.find("HTTP/1.1") == std::string::npos);
    }
    CHECK(test::ms_since(from) < 10'000);
  }
  CHECK(choir.end() == "");
  CHECK(s.engine.begun() == choir.streams());
}

TEST_CASE("TLS spoken to a plain port is refused, and the connection ends") {
  Numbered<AsioServer> s{tight_limits()};
  auto socket = s.connect();
  socket.send(client_hello());
  socket.finish();
  CHECK(socket.read_all().starts_with("HTTP/1.1 400 "));
  CHECK(socket.ended());
  CHECK(s.holds(0, 0));
}

TEST_CASE("callers over TLS who leave at every point leave nothing") {
  test::Certificates made;
  const auto authority = made.authority("leaving-authority");
  const auto own = made.signed_by(authority, "leaving-server", "DNS:localhost,IP:127.0.0.1");
  Numbered<AsioServer> s{
      AsioServerOptions{.threads = 2, .certificate_file = own.certificate_file, .key_file = own.key_file}};
  const auto hello = client_hello();
  for (int i = 0; i < scaled(2'000, 200); ++i) {
    auto socket = s.connect();
    socket.send(hello.substr(0, hello.size() * static_cast<std::size_t>(i % 3) / 2));
    if (i % 2 == 0) continue;
    const linger at_once{1, 0};
    ::setsockopt(socket.socket().get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  CHECK(s.holds(0, 0));
  const auto secure =
      asio_client({.origin = "https://localhost:" + std::to_string(s.port), .ca_file = authority.certificate_file});
  const Backend calls = call(secure);
  for (int i = 0; i < scaled(1'000, 50); ++i) {
    auto stream =
        calls.run<CreateChatCompletion>(ChatRequest{.model = "endless", .messages = {user("Count.")}, .stream = true});
    Waiter waiter;
    ChatEvent event;
    REQUIRE(waiter.pull(*stream, event) == Pull::some);
  }
  CHECK(eventually([&] { return s.engine.live() == 0; }));
}
