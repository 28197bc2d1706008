// Sha256: a digest of what comes in pieces. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// **Threads**: one at a time.
class Sha256 {
 public:
  Sha256() { EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }
  /// The digest of all that was added. Once.
  std::array<unsigned char, 32> finish() {
    std::array<unsigned char, 32> out{};
    EVP_DigestFinal_ex(state_.get(), out.data(), nullptr);
    return out;
  }

 private:
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace oaicompat::inline v1::detail
