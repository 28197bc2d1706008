// JsonScanner: finds where a JSON value ends, and whether it is one, byte by byte.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What came of reading bytes.
enum class ScanState : std::uint8_t { more, done, bad };
struct Scanned {
  std::size_t used = 0;
  ScanState state = ScanState::more;
};

/// Copies one JSON value, byte for byte but that raw control characters in strings are escaped. Checks it against RFC
/// 8259 as it goes. White space before the value is copied as well.
class OAICOMPAT_API JsonScanner {
 public:
  static constexpr std::size_t max_depth = 256;

  void reset() { *this = JsonScanner{}; }
  /// Reads on. `done` once the value is whole; a number is whole at the byte after it, which is not used.
  Scanned scan(std::string_view in, std::string& out);
  /// Whether the input may end here: a number at the top has no end of its own.
  bool may_end() const { return place_ == Place::number && depth_ == 0 && number_may_end(); }

 private:
  enum class Place : std::uint8_t {
    value,
    first_value,
    first_key,
    key,
    colon,
    comma,
    string,
    escape,
    unicode,
    number,
    word,
    bad
  };
  enum class Number : std::uint8_t { minus, zero, whole, point, fraction, e, sign, exponent };

  bool number_may_end() const {
    return number_ == Number::zero || number_ == Number::whole || number_ == Number::fraction ||
           number_ == Number::exponent;
  }
  void in_string(std::string_view in, std::size_t& from, std::size_t& at, std::string& out);
  bool take(char c);
  Place in_structure(char c);
  Place begin_value(char c);
  Place open(bool object);
  Place close(bool object);
  Place after_value() const { return Place::comma; }
  bool number_goes_on(char c);
  bool in_object() const { return (objects_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64)) & 1U; }

  Place place_ = Place::value;
  Number number_ = Number::minus;
  std::uint8_t unicode_left_ = 0;
  std::uint8_t word_at_ = 0;
  bool is_key_ = false, whole_ = false;
  const char* word_ = "";
  std::size_t depth_ = 0;
  std::uint64_t objects_[max_depth / 64] = {};
};

/// Appends text as it stands inside a JSON string.
OAICOMPAT_API void append_json_escaped(std::string& out, std::string_view text);
/// Appends a code point as UTF-8; a surrogate as U+FFFD.
OAICOMPAT_API void append_utf8(std::string& out, std::uint32_t code);

/// Whether a text is one JSON object.
OAICOMPAT_API bool is_json_object(std::string_view text);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/json_scanner.ipp>
#endif
