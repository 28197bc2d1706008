// What the fuzz targets share: the end of a broken law, a judge of JSON, and input that comes in pieces.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fuzz {

/// Ends the program where a law does not hold; libFuzzer then keeps the input.
inline void require(bool holds, const char* law, std::string_view about = {}) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n%.*s\n", law, static_cast<int>(about.size()), about.data());
  std::abort();
}

/// The input: some choices at the front, then the bytes themselves.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_{reinterpret_cast<const char*>(data), size} {}
  /// The next byte; 0 where there is none.
  unsigned choice() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// Calls `take` with the bytes piece by piece, as the seed cuts them: 0 for all at once, 1 for one at a time, else of 1
/// to 32 bytes. Ends early where `take` says false.
template <class Take>
void in_pieces(std::string_view bytes, unsigned seed, Take take) {
  for (std::uint32_t state = seed; !bytes.empty();) {
    state = state * 1664525 + 1013904223;
    const std::size_t length = seed == 0 ? bytes.size() : seed == 1 ? 1 : 1 + (state >> 24) % 32;
    if (!take(bytes.substr(0, length))) return;
    bytes.remove_prefix(std::min(length, bytes.size()));
  }
}

/// Says whether a text is one JSON value, as RFC 8259 has it. Shares no code with the library.
class JsonJudge {
 public:
  static bool is_json(std::string_view text) {
    JsonJudge judge{text};
    return judge.value() && (judge.blank(), judge.text_.empty());
  }

 private:
  explicit JsonJudge(std::string_view text) : text_{text} {}

  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  void blank() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }
  bool digits() {
    const auto n = std::min(text_.find_first_not_of("0123456789"), text_.size());
    text_.remove_prefix(n);
    return n > 0;
  }
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }
  bool hex4() {
    if (text_.size() < 4 || text_.substr(0, 4).find_first_not_of("0123456789abcdefABCDEF") != text_.npos) return false;
    text_.remove_prefix(4);
    return true;
  }
  bool escape() {
    if (take('u')) return hex4();
    if (text_.empty() || std::string_view{"\"\\/bfnrt"}.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A character beyond ASCII: 2 to 4 bytes, as short as can be, no surrogate.
  bool wide() {
    const auto at = [&](std::size_t i) { return i < text_.size() ? static_cast<unsigned char>(text_[i]) : 0U; };
    const unsigned first = at(0);
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    std::uint32_t code = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      if ((at(i) & 0xC0) != 0x80) return false;
      code = code << 6 | (at(i) & 0x3F);
    }
    text_.remove_prefix(length);
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return first >= 0xC0 && first < 0xF8 && code >= least[length] && code < 0x110000 &&
           (code < 0xD800 || code > 0xDFFF);
  }
  bool string() {
    if (!take('"')) return false;
    while (!take('"')) {
      if (text_.empty() || static_cast<unsigned char>(text_.front()) < ' ') return false;
      if (static_cast<unsigned char>(text_.front()) >= 0x80) {
        if (!wide()) return false;
      } else if (take('\\')) {
        if (!escape()) return false;
      } else {
        text_.remove_prefix(1);
      }
    }
    return true;
  }
  bool member() { return blank(), string() && (blank(), take(':')) && value(); }
  template <class Item>
  bool items(char close, Item item) {
    blank();
    if (take(close)) return true;
    do {
      if (!item()) return false;
      blank();
    } while (take(','));
    return take(close);
  }
  bool value() {
    if (++depth_ > 2000) return false;
    blank();
    const bool good = take('{')                ? items('}', [this] { return member(); })
                      : take('[')              ? items(']', [this] { return value(); })
                      : text_.starts_with('"') ? string()
                                               : take(std::string_view{"true"}) || take(std::string_view{"false"}) ||
                                                     take(std::string_view{"null"}) || number();
    --depth_;
    return good;
  }

  std::string_view text_;
  std::size_t depth_ = 0;
};

inline bool is_json(std::string_view text) { return JsonJudge::is_json(text); }

}  // namespace fuzz
