// Text: a string that borrows when moved and owns when copied.
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// A string of any length, 16 bytes wide.
///
/// A Text is one of four things: short (at most 15 bytes, kept inside), owned (its own allocation), borrowed (points at
/// bytes someone else keeps alive: a parsed document) or literal (points at bytes that live as long as the program).
/// Moving keeps what it is; **copying always gives a Text that depends on nothing**, so what is copied out of a
/// document outlives it.
///
/// **Lifetime**: a borrowed Text is valid as long as the bytes it points at. The library makes them only inside
/// `Parsed<T>`, which hands out `const T&`. **Threads**: as a `std::string`.
class Text {
 public:
  /// The empty string.
  Text() noexcept { set_short({}); }
  /// A copy of the characters up to the terminating zero.
  Text(const char* s) : Text{std::string_view{s}} {}
  /// A copy.
  Text(const std::string& s) : Text{std::string_view{s}} {}
  /// A copy.
  Text(std::string_view s) { set_copy(s); }

  /// Points at bytes that someone else keeps alive for as long as this Text, and what is moved from it, is read.
  static Text borrowed(std::string_view s) noexcept {
    Text t;
    t.set_pointer(s, borrowed_tag);
    return t;
  }
  /// Points at bytes that live as long as the program; copies point there too.
  static Text literal(std::string_view s) noexcept {
    Text t;
    t.set_pointer(s, literal_tag);
    return t;
  }
  /// A copy unless it is short: what a parser makes of bytes that will not stay.
  static Text owned(std::string_view s) { return Text{s}; }

  Text(const Text& other) {
    if (other.copies_as_it_is()) {
      std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    } else {
      set_copy(other.view());
    }
  }
  Text(Text&& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    other.set_short({});
  }
  Text& operator=(const Text& other) {
    if (this == &other) return *this;
    if (tag() != owned_tag && other.copies_as_it_is()) {
      std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    } else if (tag() == owned_tag && other.size() == length() && other.tag() != literal_tag) {
      std::memmove(const_cast<char*>(pointer()), other.view().data(), length());
    } else {
      Text{other}.swap(*this);
    }
    return *this;
  }
  Text& operator=(Text&& other) noexcept {
    Text{std::move(other)}.swap(*this);
    return *this;
  }
  ~Text() {
    if (tag() == owned_tag) delete[] pointer();
  }

  void swap(Text& other) noexcept {
    char mine[sizeof bytes_];
    std::memcpy(mine, bytes_, sizeof bytes_);
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    std::memcpy(other.bytes_, mine, sizeof bytes_);
  }

  /// The characters; not zero-terminated. **Lifetime**: until this Text is changed, moved from or destroyed.
  std::string_view view() const noexcept {
    return is_short() ? std::string_view{bytes_, tag()} : std::string_view{pointer(), length()};
  }
  operator std::string_view() const noexcept { return view(); }
  /// A copy as a standard string.
  std::string str() const { return std::string{view()}; }
  /// The number of bytes.
  std::size_t size() const noexcept { return is_short() ? tag() : length(); }
  bool empty() const noexcept { return size() == 0; }
  /// Whether the bytes belong to someone else and may go away.
  bool is_borrowed() const noexcept { return tag() == borrowed_tag; }

  /// Puts `more` at the end, owning the result.
  void append(std::string_view more) {
    if (more.empty()) return;
    const auto old = view();
    Text joined;
    char* to = joined.reserve(old.size() + more.size());
    if (!old.empty()) std::memcpy(to, old.data(), old.size());
    std::memcpy(to + old.size(), more.data(), more.size());
    swap(joined);
  }

  friend bool operator==(const Text& a, const Text& b) noexcept {
    return std::memcmp(a.bytes_, b.bytes_, sizeof a.bytes_) == 0 || a.view() == b.view();
  }
  friend bool operator==(const Text& a, std::string_view b) noexcept { return a.view() == b; }
  friend bool operator==(const Text& a, const char* b) noexcept { return a.view() == b; }
  friend bool operator==(const Text& a, const std::string& b) noexcept { return a.view() == b; }
  friend auto operator<=>(const Text& a, const Text& b) noexcept { return a.view() <=> b.view(); }

 private:
  // The last byte is the tag: 0..15 is the length of a short string, larger values name the other kinds. For those the
  // first eight bytes hold the pointer and the last eight a number whose one end is the length, the other the tag.
  static constexpr std::size_t short_limit = 15;
  static constexpr unsigned char owned_tag = 0x80, borrowed_tag = 0x81, literal_tag = 0x82;

  unsigned char tag() const noexcept { return static_cast<unsigned char>(bytes_[15]); }
  bool is_short() const noexcept { return tag() <= short_limit; }
  bool copies_as_it_is() const noexcept { return is_short() || tag() == literal_tag; }
  const char* pointer() const noexcept {
    const char* p;
    std::memcpy(&p, bytes_, sizeof p);
    return p;
  }
  std::size_t length() const noexcept {
    std::uint64_t n;
    std::memcpy(&n, bytes_ + 8, sizeof n);
    return static_cast<std::size_t>(std::endian::native == std::endian::little ? n & ~(std::uint64_t{0xFF} << 56)
                                                                               : n >> 8);
  }
  void set_short(std::string_view s) noexcept {
    std::memset(bytes_, 0, sizeof bytes_);
    if (!s.empty()) std::memcpy(bytes_, s.data(), s.size());
    bytes_[15] = static_cast<char>(s.size());
  }
  void set_pointer(std::string_view s, unsigned char kind) noexcept {
    const char* p = s.data();
    const std::uint64_t length = s.size(), tag = kind;
    const auto n = std::endian::native == std::endian::little ? length | tag << 56 : length << 8 | tag;
    std::memset(bytes_, 0, sizeof bytes_ / 2);
    std::memcpy(bytes_, &p, sizeof p);
    std::memcpy(bytes_ + 8, &n, sizeof n);
  }
  void set_copy(std::string_view s) {
    if (s.size() <= short_limit) return set_short(s);
    auto* p = new char[s.size()];
    std::memcpy(p, s.data(), s.size());
    set_pointer({p, s.size()}, owned_tag);
  }
  char* reserve(std::size_t n) {
    if (n <= short_limit) {
      bytes_[15] = static_cast<char>(n);
      return bytes_;
    }
    auto* p = new char[n];
    set_pointer({p, n}, owned_tag);
    return p;
  }

  alignas(8) char bytes_[16];
};
static_assert(sizeof(Text) == 16);

}  // namespace oaicompat::inline v1
