// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>

#include <openssl/evp.h>

#include <bit>
#include <climits>
#include <cstdint>
#include <cstring>

namespace oaicompat::inline v1 {
namespace detail {

// OpenSSL counts in int.
inline constexpr std::size_t base64_step = std::size_t{3} << 24;

}  // namespace detail

OAICOMPAT_INLINE std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  std::size_t written = 0;
  for (std::size_t i = 0; i < bytes.size(); i += detail::base64_step) {
    const auto piece = bytes.substr(i, detail::base64_step);
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + written),
                                  reinterpret_cast<const unsigned char*>(piece.data()), static_cast<int>(piece.size()));
    written += static_cast<std::size_t>(n);
  }
  out.resize(written);
  return out;
}

OAICOMPAT_INLINE std::optional<Bytes> from_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  // OpenSSL forgives white space around the text; we do not.
  if (text.size() % 4 != 0 || text.find_first_not_of(alphabet) < text.size() - padding) return std::nullopt;
  Bytes out(text.size() / 4 * 3, '\0');
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); i += detail::base64_step) {
    const auto piece = text.substr(i, detail::base64_step);
    const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data() + written),
                                  reinterpret_cast<const unsigned char*>(piece.data()), static_cast<int>(piece.size()));
    if (n < 0) return std::nullopt;
    written += static_cast<std::size_t>(n);
  }
  out.resize(written - padding);
  return out;
}

OAICOMPAT_INLINE std::string floats_to_base64(const std::vector<float>& values) {
  Bytes bytes;
  bytes.reserve(values.size() * 4);
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xFF);
  }
  return to_base64(bytes);
}

OAICOMPAT_INLINE std::optional<std::vector<float>> floats_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes || bytes->size() % 4 != 0) return std::nullopt;
  std::vector<float> values;
  values.reserve(bytes->size() / 4);
  for (std::size_t i = 0; i < bytes->size(); i += 4) {
    std::uint32_t bits = 0;
    for (std::size_t k = 4; k-- > 0;) bits = bits << 8 | static_cast<unsigned char>((*bytes)[i + k]);
    values.push_back(std::bit_cast<float>(bits));
  }
  return values;
}

}  // namespace oaicompat::inline v1
