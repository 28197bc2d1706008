// KeyIndex: from a key to its place, in a table that the compiler lays out.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/fields.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Length, first, middle and last byte tell nearly all keys of one struct apart.
constexpr std::uint32_t key_hash(std::string_view key) {
  if (key.empty()) return 0;
  const auto at = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(key[i])}; };
  const auto n = static_cast<std::uint32_t>(key.size());
  const auto h =
      n * 0x9E3779B1u + at(0) * 0x85EBCA6Bu + at(key.size() / 2) * 0xC2B2AE35u + at(key.size() - 1) * 0x27D4EB2Fu;
  return h ^ (h >> 15);
}

// Where keys stand in a table: open addressing, at most a quarter full.
struct KeySlots {
  const std::uint8_t* slots;  // 0 = empty, else index + 1
  std::size_t mask;
  // Calls `is(i)` for each place that may be the key's; the first that says yes, or `otherwise`.
  template <class Is>
  constexpr std::size_t find(std::string_view key, std::size_t otherwise, Is is) const {
    for (auto at = key_hash(key) & mask; slots[at] != 0; at = (at + 1) & mask) {
      if (is(slots[at] - 1u)) return slots[at] - 1u;
    }
    return otherwise;
  }
};

template <std::size_t N>
class KeyIndex {
  static_assert(N <= 64, "a struct of more than 64 members");

 public:
  constexpr explicit KeyIndex(const std::array<std::string_view, N>& keys) {
    for (std::size_t i = 0; i < N; ++i) {
      auto at = key_hash(keys[i]) & mask;
      while (slots_[at] != 0) at = (at + 1) & mask;
      slots_[at] = static_cast<std::uint8_t>(i + 1);
    }
  }
  constexpr KeySlots slots() const { return {slots_.data(), mask}; }

 private:
  static constexpr std::size_t mask = [] {
    std::size_t size = 4;
    while (size < 4 * N) size *= 2;
    return size - 1;
  }();
  std::array<std::uint8_t, mask + 1> slots_{};
};

template <Described T>
inline constexpr auto key_index = [] {
  std::array<std::string_view, field_count<T>> keys{};
  for_each_field<T>([&, i = std::size_t{0}](const auto& f) mutable { keys[i++] = f.name; });
  return KeyIndex<field_count<T>>{keys};
}();

}  // namespace oaicompat::inline v1::detail
