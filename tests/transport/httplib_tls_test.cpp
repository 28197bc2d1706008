// SPDX-License-Identifier: MIT
#include "certificates.hpp"
#include "scripted.hpp"
#include "serving.hpp"

#include <oaicompat/base/channel.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/httplib/mount.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A host's TLS server with a handler mounted into it.
struct TlsServing {
  TlsServing(const Certificate& own, Handler handler, const char* client_authorities = nullptr)
      : http{own.certificate_file.c_str(), own.key_file.c_str(), client_authorities} {
    mount(http, "/", std::move(handler));
    port = http.bind_to_any_port("127.0.0.1");
    thread = std::thread{[this] { http.listen_after_bind(); }};
    eventually([&] { return http.is_running(); });
  }
  ~TlsServing() {
    http.stop();
    thread.join();
  }
  std::string at(const std::string& name) const { return "https://" + name + ":" + std::to_string(port); }
  httplib::SSLServer http;
  int port = 0;
  std::thread thread;
};

struct Trust {
  Certificates made;
  Certificate authority = made.authority("authority");
  Certificate server = made.signed_by(authority, "server", "DNS:localhost,IP:127.0.0.1");
};

template <class Client>
Result<Collected> get_from(HttplibClientOptions options) {
  return ask(Client::make(std::move(options)), {.path = "/x"});
}

}  // namespace

CLIENT_CASE("a server whose certificate is trusted is asked over TLS, by name and by address") {
  Trust trust;
  TlsServing s{trust.server, echo};
  for (std::string name : {"localhost", "127.0.0.1"}) {
    const auto client = Client::make({.origin = s.at(name), .ca_file = trust.authority.certificate_file});
    for (int i = 0; i < 3; ++i) {
      const auto answer = ask(client, {.method = "POST", .path = "/x", .body = "hello"});
      REQUIRE(answer.has_value());
      CHECK(answer->body.starts_with("POST /x?\n"));
      CHECK(answer->body.ends_with("\n\nhello"));
    }
  }
}

CLIENT_CASE("a certificate that is not trusted, not for the name, or too old is refused, unless verification is off") {
  Trust trust;
  auto stranger = trust.made.authority("stranger");
  const Certificate bad[] = {
      trust.made.signed_by(stranger, "untrusted", "DNS:localhost,IP:127.0.0.1"),
      trust.made.signed_by(trust.authority, "elsewhere", "DNS:example.com"),
      trust.made.signed_by(trust.authority, "old", "DNS:localhost,IP:127.0.0.1", -3600),
  };
  for (const auto& certificate : bad) {
    TlsServing s{certificate, echo};
    const auto answer = get_from<Client>({.origin = s.at("localhost"), .ca_file = trust.authority.certificate_file});
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::connection);
    CHECK(answer.error().code == "tls_certificate");
    MESSAGE(answer.error().message);
    CHECK(get_from<Client>({.origin = s.at("localhost"), .peer = HttplibClientOptions::Peer::unverified}).has_value());
  }
  TlsServing s{trust.server, echo};
  CHECK(!get_from<Client>({.origin = s.at("localhost")}).has_value());
}

CLIENT_CASE("a certificate that lists names is for those alone, one that lists none for its common name") {
  Certificates made;
  const auto authority = made.authority("authority");
  struct Row {
    std::string common_name, names, host;
    bool good;
  };
  const Row rows[] = {
      {"localhost", "DNS:example.com", "localhost", false},
      {"localhost", "IP:127.0.0.1", "localhost", false},
      {"localhost", "email:a@localhost", "localhost", false},
      {"127.0.0.1", "DNS:localhost", "127.0.0.1", false},
      {"127.0.0.1", "", "127.0.0.1", false},
      {"localhost", "", "localhost", true},
      {"other", "DNS:localhost", "localhost", true},
      {"other", "DNS:example.com,IP:127.0.0.1", "127.0.0.1", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.common_name);
    CAPTURE(row.names);
    TlsServing s{made.signed_by(authority, row.common_name, row.names), echo};
    const auto answer = get_from<Client>({.origin = s.at(row.host), .ca_file = authority.certificate_file});
    CHECK(answer.has_value() == row.good);
    if (!row.good) CHECK(answer.error().code == "tls_certificate");
  }
}

CLIENT_CASE("of TLS 1.2 only what keeps its secrets is spoken, and nothing older") {
  Trust trust;
  struct Row {
    int version;
    const char* ciphers;
    bool good;
  };
  const Row rows[] = {
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", true},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA:AES128-SHA", false},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", false},
      {TLS1_1_VERSION, "ALL:@SECLEVEL=0", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.ciphers);
    TlsServing s{trust.server, echo};
    SSL_CTX_set_min_proto_version(s.http.ssl_context(), 0);
    SSL_CTX_set_max_proto_version(s.http.ssl_context(), row.version);
    SSL_CTX_set_cipher_list(s.http.ssl_context(), row.ciphers);
    const auto answer = get_from<Client>({.origin = s.at("localhost"), .ca_file = trust.authority.certificate_file});
    CHECK(answer.has_value() == row.good);
    if (!row.good) CHECK(answer.error().code == "tls_handshake");
  }
}

CLIENT_CASE("a server that asks for a certificate is shown one") {
  Trust trust;
  const auto own = trust.made.signed_by(trust.authority, "client", "DNS:client");
  TlsServing s{trust.server, echo, trust.authority.certificate_file.c_str()};
  const auto shown = get_from<Client>({.origin = s.at("localhost"),
                                       .ca_file = trust.authority.certificate_file,
                                       .certificate_file = own.certificate_file,
                                       .key_file = own.key_file});
  CHECK(shown.has_value());
  CHECK(!get_from<Client>({.origin = s.at("localhost"), .ca_file = trust.authority.certificate_file}).has_value());
}

CLIENT_CASE("TLS files that cannot be read, and a peer that speaks no TLS, are errors") {
  Trust trust;
  TlsServing s{trust.server, echo};
  const auto no_authorities = get_from<Client>({.origin = s.at("localhost"), .ca_file = "/nowhere/ca.pem"});
  REQUIRE(!no_authorities);
  CHECK(no_authorities.error().kind == ErrorKind::connection);
  const auto no_key = get_from<Client>(
      {.origin = s.at("localhost"), .certificate_file = "/nowhere/a.pem", .key_file = "/nowhere/a.key"});
  REQUIRE(!no_key);
  Serving plain{echo};
  const auto no_tls = get_from<Client>({.origin = "https://127.0.0.1:" + std::to_string(plain.port)});
  REQUIRE(!no_tls);
  CHECK(no_tls.error().kind == ErrorKind::connection);
}

CLIENT_CASE("a TLS request is cancelled at once, in its handshake and while the server is silent") {
  Trust trust;
  RawListener mute;
  {
    const auto client = Client::make({.origin = "https://127.0.0.1:" + std::to_string(mute.port())});
    auto answer = client({.path = "/"});
    auto peer = mute.accept();
    CHECK(peer.fill());  // its hello has come; it gets no answer
    const auto from = now();
    answer.reset();
    peer.read_all();
    CHECK(ms_since(from) <= 5000);
  }
  std::optional<ChannelWriter<Part>> writer;
  std::atomic<bool> there = false;
  TlsServing s{trust.server, [&](Request) -> Answer {
                 auto [w, stream] = channel<Part>();
                 w.send(Head{.headers = {{"content-type", "text/event-stream"}}});
                 writer.emplace(std::move(w));
                 there = true;
                 return std::move(stream);
               }};
  auto client = Client::make({.origin = s.at("localhost"), .ca_file = trust.authority.certificate_file});
  auto answer = client({.path = "/"});
  Part part;
  CHECK(pull_blocking(*answer, part) == Pull::some);
  REQUIRE(eventually([&] { return there.load(); }));
  const auto from = now();
  answer.reset();
  client = nullptr;
  CHECK(ms_since(from) <= 5000);
  CHECK(eventually([&] { return writer->gone(); }));
  MESSAGE("a TLS stream's end reached the mounted handler after " << ms_since(from) << " ms");
}

CLIENT_CASE("a peer that is gone does not end this process") {
  Trust trust;
  RawListener listener;
  const auto client = Client::make({.origin = "http://127.0.0.1:" + std::to_string(listener.port())});
  auto answer = client({.method = "POST", .path = "/", .body = Bytes(std::size_t{16} << 20, 'x')});
  { auto peer = listener.accept(); }
  const auto all = collect(std::move(answer));
  CHECK(!all.has_value());
}
