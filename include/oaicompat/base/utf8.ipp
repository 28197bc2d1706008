// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Engines cut their text between bytes; JSON holds characters. Keeps the start of a character back until its rest
// comes.
class Utf8Joiner {
 public:
  // What can be sent now. **Lifetime**: until the next call, and as long as `piece`.
  std::string_view join(std::string_view piece) {
    if (!tail_.empty()) {
      whole_ = std::move(tail_);
      tail_.clear();
      whole_ += piece;
      piece = whole_;
    }
    const auto open = open_tail(piece);
    tail_ = piece.substr(piece.size() - open);
    return piece.substr(0, piece.size() - open);
  }
  // What was kept back, as it is.
  std::string_view rest() {
    whole_ = std::move(tail_);
    tail_.clear();
    return whole_;
  }
  // How many bytes at the end begin a character that is not complete: at most three.
  static std::size_t open_tail(std::string_view s) {
    for (std::size_t back = 1; back <= 3 && back <= s.size(); ++back) {
      const auto byte = static_cast<unsigned char>(s[s.size() - back]);
      if ((byte & 0xC0u) == 0x80u) continue;
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
      return length > back ? back : 0;
    }
    return 0;
  }

 private:
  std::string tail_, whole_;
};

}  // namespace oaicompat::inline v1::detail
