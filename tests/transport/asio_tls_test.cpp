// SPDX-License-Identifier: MIT
#include "certificates.hpp"
#include "serving.hpp"

#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;

// Ciphers of TLS 1.2, with the key that they need, and whether the server may agree on them.
struct CipherRow {
  const char* name;
  Certificates::Keys keys;
  bool good;
};
constexpr auto elliptic = Certificates::Keys::elliptic, rsa = Certificates::Keys::rsa;
constexpr CipherRow cipher_rows[] = {
    {"ECDHE-ECDSA-AES128-GCM-SHA256", elliptic, true},
    {"ECDHE-ECDSA-CHACHA20-POLY1305", elliptic, true},
    {"ECDHE-ECDSA-AES128-SHA", elliptic, false},
    {"ECDHE-ECDSA-AES128-SHA256", elliptic, false},
    {"ECDHE-RSA-AES256-GCM-SHA384", rsa, true},
    {"ECDHE-RSA-AES128-SHA", rsa, false},
    {"AES128-GCM-SHA256", rsa, false},  // RSA key exchange
    {"AES256-SHA", rsa, false},
};

}  // namespace

TEST_CASE("a server of TLS 1.2 agrees on a key of its own and on authenticated encryption, or on nothing") {
  Certificates made;
  const auto authority = made.authority("cipher-authority");
  for (const auto keys : {elliptic, rsa}) {
    const auto own =
        made.signed_by(authority, keys == rsa ? "cipher-rsa" : "cipher-ec", "DNS:localhost,IP:127.0.0.1", 3600, keys);
    AsioServer server{echo, {.certificate_file = own.certificate_file, .key_file = own.key_file}};
    const auto port = server.start();
    REQUIRE(port.has_value());
    for (const auto& row : cipher_rows) {
      if (row.keys != keys) continue;
      CAPTURE(std::string{row.name});
      boost::asio::io_context io;
      ssl::context context{ssl::context::tls_client};
      SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_2_VERSION);
      REQUIRE(SSL_CTX_set_cipher_list(context.native_handle(), (std::string{row.name} + ":@SECLEVEL=0").c_str()) == 1);
      ssl::stream<tcp::socket> socket{io, context};
      socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(*port)});
      boost::system::error_code error;
      socket.handshake(ssl::stream_base::client, error);
      CHECK(!error == row.good);
    }
  }
}
