// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/posix/socket.hpp>
#include <oaicompat/transport/tls_ciphers.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <string>

namespace oaicompat::inline v1::detail {

/// TLS 1.2 or later, and of 1.2 only what is good.
inline void restrict_tls(SSL_CTX* tls) {
  SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(tls, tls12_ciphers);
}

inline bool is_ip_address(const std::string& host) {
  unsigned char address[sizeof(in6_addr)];
  return ::inet_pton(AF_INET, host.c_str(), address) == 1 || ::inet_pton(AF_INET6, host.c_str(), address) == 1;
}

/// Whether a certificate is for a host. Where it lists names (its SAN) those alone count, of whatever kind; the common
/// name counts where it lists none, and never for an address.
inline bool is_for_host(X509* certificate, const std::string& host) {
  const bool lists_names = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0;
  const unsigned flags =
      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | (lists_names ? unsigned{X509_CHECK_FLAG_NEVER_CHECK_SUBJECT} : 0u);
  if (is_ip_address(host)) return X509_check_ip_asc(certificate, host.c_str(), flags) == 1;
  return X509_check_host(certificate, host.data(), host.size(), flags, nullptr) == 1;
}

}  // namespace oaicompat::inline v1::detail
