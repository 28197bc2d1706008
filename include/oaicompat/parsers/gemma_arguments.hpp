// GemmaArguments: `{key:value,...}` as the Gemma models write it, turned into JSON as it streams.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_scanner.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Whether more input may come, and if not why.
enum class InputEnd : std::uint8_t { open, stopped, cut };

/// Reads an object of bare keys; strings stand between marks, and such a mark inside a string is a quote, unless what
/// ends a value follows it. Looks ahead: what it does not use must be given again, with more.
class OAICOMPAT_API GemmaArguments {
 public:
  static constexpr std::size_t max_depth = 256, max_bare = 4096, max_key = 256;

  void reset(std::string_view mark) { *this = GemmaArguments{}, mark_ = mark; }
  Scanned scan(std::string_view in, std::string& out, InputEnd end);

 private:
  enum class Place : std::uint8_t { open, first_key, key, colon, first_value, value, string, plain_string, comma };
  // How many bytes were used; 0 where more must be seen; -1 where the input is bad.
  using Used = std::ptrdiff_t;
  Used structure(std::string_view in, std::string& out, InputEnd end);
  Used key(std::string_view in, std::string& out, InputEnd end);
  Used value(std::string_view in, std::string& out, InputEnd end);
  Used bare(std::string_view in, std::string& out, InputEnd end);
  Used string(std::string_view in, std::string& out, InputEnd end);
  Used key_follows(std::string_view rest, InputEnd end) const;
  Used plain_string(std::string_view in, std::string& out);
  Used close(char c, std::string& out);
  Used open(char c, std::string& out);

  std::string_view mark_;
  Place place_ = Place::open;
  std::string stack_;
  char quote_ = 0;
  bool whole_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/gemma_arguments.ipp>
#endif
