// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>
#include <oaicompat/base/hex.hpp>
#include <oaicompat/resources/uploads/md5.hpp>

#include <openssl/evp.h>

#include <array>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Md5::Md5()
    : state_{EVP_MD_CTX_new(), [](void* state) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(state)); }} {
  if (EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(state_.get()), EVP_md5(), nullptr) != 1) state_.reset();
}

OAICOMPAT_INLINE void Md5::add(std::string_view bytes) {
  if (state_) EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(state_.get()), bytes.data(), bytes.size());
}

OAICOMPAT_INLINE std::string Md5::hex() const {
  if (!state_) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const std::shared_ptr<EVP_MD_CTX> copy{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  EVP_MD_CTX_copy_ex(copy.get(), static_cast<EVP_MD_CTX*>(state_.get()));
  EVP_DigestFinal_ex(copy.get(), digest.data(), &size);
  return hex_of_array(digest).substr(0, std::size_t{2} * size);
}

OAICOMPAT_INLINE bool Md5::is(std::string_view hex) const { return !hex.empty() && iequals(hex, this->hex()); }

}  // namespace oaicompat::inline v1::detail
