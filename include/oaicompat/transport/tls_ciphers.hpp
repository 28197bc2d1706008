// Which ciphers TLS 1.2 may use. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1::detail {

/// OpenSSL's list for TLS 1.2, of servers and clients: keys agreed for one connection, and authenticated encryption.
/// It has no RSA key exchange, no CBC and no SHA-1. TLS 1.3 has a list of its own, all of it good.
inline constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:!aNULL";

}  // namespace oaicompat::inline v1::detail
