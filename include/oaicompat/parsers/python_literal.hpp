// PythonLiteral, PythonCall: Python's literals and calls with keyword arguments, turned into JSON as they stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_call.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Writes one literal as JSON: strings of every kind, numbers, words, lists, tuples, dictionaries. What is no literal
/// (a call, a set, an f-string) is bad. An escape, a word and a number go out once they are whole.
class OAICOMPAT_API PythonLiteral {
 public:
  static constexpr std::size_t max_depth = 256;
  /// The most bytes of a number or word, and of a value in parentheses, that are held.
  static constexpr std::size_t max_token = std::size_t{64} << 10, max_held = std::size_t{8} << 20;

  void reset() { *this = PythonLiteral{}; }
  /// Reads on. `done` at the byte after the literal, which is not used; at the closing bracket of a container, which
  /// is.
  Scanned scan(std::string_view in, std::string& out);
  /// The input ends: whether what stands at the top may end here; writes what was held of it.
  bool finish(std::string& out);

 private:
  enum class Place : std::uint8_t { value, first_value, first_key, key, colon, comma, token, quotes, string, joins };
  enum class Step : std::uint8_t { used, again, done, bad };

  struct Frame {
    char kind = '[';  // '[', '(', '{'
    bool decided = true, empty = true;
    std::size_t at = 0;  // an undecided parenthesis: where a bracket would stand in held_
  };

  std::string& target(std::string& out) { return undecided_ ? held_ : out; }
  bool in_dict() const { return !stack_.empty() && stack_.back().kind == '{'; }
  Step structure(char c, std::string& out);
  Step begin_value(char c, std::string& out);
  Step open(char c, std::string& out);
  Step close(char c, std::string& out);
  Step comma(std::string& out);
  Step token(char c, std::string& out);
  Step quotes(char c, std::string& out);
  Step string(char c, std::string& out);
  Step escape(char c, std::string& out);
  Step joins(char c, std::string& out);
  void begin_string(char quote, bool raw, std::string& out);
  void put_code(std::uint32_t code, std::string& out);
  void put_quotes(std::string& out);
  bool put_token(std::string& out);
  Step value_is_whole();
  void decide(std::string& out);

  Place place_ = Place::value;
  std::vector<Frame> stack_;
  std::size_t undecided_ = 0;
  std::string token_, held_;
  char quote_ = 0, escape_ = 0;  // escape_: 0 none, '\\' begun, 'x' hex digits, 'o' octal digits
  bool raw_ = false, triple_ = false, is_key_ = false, joined_ = false;
  int quotes_ = 0, escape_left_ = 0;
  std::uint32_t code_ = 0, high_ = 0;
};

/// Reads `name(key=literal, ...)`. The call begins at its parenthesis.
class OAICOMPAT_API PythonCall {
 public:
  void reset() { *this = PythonCall{}; }
  /// Reads on. `done` after the closing parenthesis. `bad` before `begun()` means that this is no call.
  Scanned scan(std::string_view in, CallSink& sink);
  bool begun() const { return begun_; }

 private:
  enum class Place : std::uint8_t { name, open, key, in_key, equals, value, comma };
  ScanState structure(char c, CallSink& sink);
  ScanState name(char c, CallSink& sink);
  ScanState key(char c, CallSink& sink);

  Place place_ = Place::name;
  bool begun_ = false, any_ = false;
  std::string name_, key_, scratch_;
  std::vector<std::string> keys_;
  PythonLiteral literal_;
};

/// A number as Python writes it, as JSON writes it; nothing where it is none.
OAICOMPAT_API bool append_python_number(std::string& out, std::string_view text);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/python_literal.ipp>
#endif
