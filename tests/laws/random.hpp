// A seeded source of values: numbers, words, texts of any characters, any JSON, extras.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/json/write.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace laws {

using namespace oaicompat;

/// The same seed gives the same values on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_{seed * 0x9E3779B97F4A7C15ULL + 1} {}

  /// 0 up to one less than n.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_() % n); }
  bool chance(std::size_t percent) { return below(100) < percent; }
  std::int64_t integer() {
    constexpr std::int64_t edges[] = {0, 1, -1, 42, 1'700'000'000, INT64_MAX, INT64_MIN, 9'007'199'254'740'993};
    return chance(50) ? edges[below(std::size(edges))] : static_cast<std::int64_t>(bits_());
  }
  double number() {
    constexpr double edges[] = {0, -0.5, 0.1, -9999, 1e300, 5e-324, 1.0 / 3};
    return chance(50) ? edges[below(std::size(edges))] : static_cast<double>(static_cast<std::int64_t>(bits_())) / 1e12;
  }
  template <class T, std::size_t N>
  const T& one_of(const T (&values)[N]) {
    return values[below(N)];
  }

  std::string word() {
    std::string out;
    for (auto n = 1 + below(8); n > 0; --n) out += static_cast<char>('a' + below(26));
    return out;
  }
  /// Any characters, those that need escapes, and those of two UTF-16 halves.
  std::string text(std::size_t longest = 12) {
    constexpr char32_t edges[] = {0,      1,      '\n',   '\r',   '"',     '\\',    '/',
                                  0x7F,   0x80,   0xE9,   0x7FF,  0x800,   0x2028,  0xD7FF,
                                  0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF};
    std::string out;
    for (auto n = below(longest + 1); n > 0; --n) {
      if (chance(60)) {
        out += static_cast<char>(' ' + below(95));
      } else {
        append(out, chance(50) ? one_of(edges) : scalar());
      }
    }
    return out;
  }
  /// Any JSON value as text, numbers of any size among them. No line breaks between its tokens.
  std::string json(int depth = 2) {
    constexpr const char* scalars[] = {"null", "true",          "false", "0",
                                       "-0",   "1.50",          "1e400", "123456789012345678901234567890",
                                       "\"\"", "\"\\u0041\\/\""};
    switch (below(depth > 0 ? 4 : 2)) {
      case 0: return one_of(scalars);
      case 1: return quoted(text());
      case 2: return list(depth);
      default: return object(depth);
    }
  }
  /// Fields that no struct of the API has a member for.
  Extras extras(std::size_t percent = 30) {
    Extras out;
    if (!chance(percent)) return out;
    for (auto n = 1 + below(3); n > 0; --n) out.set("x_" + text(4), {Text{json()}});
    return out;
  }
  static std::string quoted(std::string_view characters) {
    Bytes out;
    write_quoted(out, characters);
    return out;
  }

 private:
  char32_t scalar() {
    const auto c = static_cast<char32_t>(below(0x110000));
    return c >= 0xD800 && c <= 0xDFFF ? U'x' : c;
  }
  static void append(std::string& out, char32_t c) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6), tail(0);
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | c >> 12), tail(6), tail(0);
    } else {
      out += static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0);
    }
  }
  std::string list(int depth) {
    std::string out{"["};
    for (auto n = below(3); n > 0; --n) out += (out.size() > 1 ? ", " : "") + json(depth - 1);
    return out + "]";
  }
  std::string object(int depth) {
    std::string out{"{"};
    for (auto n = below(3); n > 0; --n)
      out += (out.size() > 1 ? " ," : "") + quoted(std::to_string(n) + text(3)) + ": " + json(depth - 1);
    return out + "}";
  }
  std::mt19937_64 bits_;
};

/// How many cases a law is tried on.
inline constexpr std::uint64_t cases = 500;

}  // namespace laws
