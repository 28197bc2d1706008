// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/process.hpp>
#include <oaicompat/base/random_bytes.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>

namespace oaicompat::inline v1::detail {

inline void fill_with_random(std::span<unsigned char> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) == 1) return;
  std::random_device device;
  for (auto& byte : out) byte = static_cast<unsigned char>(device());
}

struct RandomPortion {
  std::array<unsigned char, 512> bytes{};
  std::size_t used = bytes.size();
  long process = 0;
};

OAICOMPAT_INLINE void random_bytes(std::span<unsigned char> out) {
  thread_local RandomPortion portion;
  if (out.size() > portion.bytes.size()) return fill_with_random(out);
  const auto process = process_id();
  if (portion.process != process || portion.bytes.size() - portion.used < out.size()) {
    fill_with_random(portion.bytes);
    portion.used = 0;
    portion.process = process;
  }
  const auto given = std::span{portion.bytes}.subspan(portion.used, out.size());
  std::copy(given.begin(), given.end(), out.begin());
  std::fill(given.begin(), given.end(), static_cast<unsigned char>(0));
  portion.used += out.size();
}

}  // namespace oaicompat::inline v1::detail
