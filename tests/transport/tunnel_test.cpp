// SPDX-License-Identifier: MIT
#include <oaicompat/transport/tunnel.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

namespace tunnel_test {

using detail::TunnelAnswer;
using State = TunnelAnswer::State;

TEST_CASE("a proxy is asked for the server's host and port, with a name where there is one") {
  const auto url = parse_base_url("https://api.example.com/v1").value();
  const auto plain = detail::tunnel_request({.host = "p"}, url);
  CHECK(plain.starts_with("CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n"));
  CHECK(plain.ends_with("\r\n\r\n"));
  CHECK(plain.find("Proxy-Authorization") == std::string::npos);
  const auto named =
      detail::tunnel_request({.host = "p", .authorization = "Basic x"}, parse_base_url("https://[::1]:8443").value());
  CHECK(named.starts_with("CONNECT [::1]:8443 HTTP/1.1\r\n"));
  CHECK(named.find("\r\nProxy-Authorization: Basic x\r\n") != std::string::npos);
}

TEST_CASE("a request for an http server names its whole address") {
  Request request{.path = "/v1/models"};
  detail::address_through({.host = "p", .authorization = "Basic x"}, "api:8080", request);
  CHECK(request.path == "http://api:8080/v1/models");
  CHECK(request.headers.get("proxy-authorization") == "Basic x");
}

TEST_CASE("a proxy's answer is read however it is cut") {
  struct Row {
    const char* bytes;
    State state;
    const char* code;
  };
  const Row rows[] = {
      {"HTTP/1.1 200 Connection established\r\n\r\n", State::open, ""},
      {"HTTP/1.0 200\r\nVia: x\r\n\r\n", State::open, ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", State::open, ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 x\r\n\r\n", State::open, ""},
      {"HTTP/1.1 407 Who\r\n\r\n", State::refused, "proxy_authentication_required"},
      {"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno", State::refused, "proxy_refused"},
      {"HTTP/1.1 302 x\r\nLocation: http://evil\r\n\r\n", State::refused, "proxy_refused"},
      {"SSH-2.0-OpenSSH\r\n\r\n", State::refused, "proxy_protocol"},
      {"HTTP/1.1 200 OK\r\n", State::more, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    const std::string_view all{row.bytes};
    for (std::size_t piece = 1; piece <= all.size(); ++piece) {
      TunnelAnswer answer;
      auto got = State::more;
      for (std::size_t at = 0; at < all.size() && got == State::more; at += piece)
        got = answer.put(all.substr(at, piece));
      CHECK(got == row.state);
      CHECK(answer.error().code == row.code);
    }
  }
}

TEST_CASE("a proxy that says more than it was asked, says too much, or leaves is refused") {
  TunnelAnswer early, endless, gone, interim;
  CHECK(early.put("HTTP/1.1 200 OK\r\n\r\nX") == State::refused);
  CHECK(endless.put("HTTP/1.1 200 OK\r\n") == State::more);
  auto got = State::more;
  int lines = 0;
  while (got == State::more && ++lines < 100'000) got = endless.put("X-Filler: 0123456789\r\n");
  CHECK(got == State::refused);
  CHECK(lines < 4000);
  CHECK(gone.put("HTTP/1.1 2") == State::more);
  CHECK(gone.put_end() == State::refused);
  CHECK(gone.error().kind == ErrorKind::connection);
  for (got = State::more, lines = 0; got == State::more && lines < 100; ++lines)
    got = interim.put("HTTP/1.1 102 Wait\r\n\r\n");
  CHECK(got == State::refused);
}

}  // namespace tunnel_test
