// PartialJson: JSON that is still being written, closed so that it can be read.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// Follows the text of one JSON object as it comes, and closes what is open:
///
///     PartialJson json;
///     json.add(R"({"city":"Os)");
///     json.closed();  // {"city":"Os"}
///
/// A string ends with its last whole character; a number, a word or a key that is not whole is left out, and a key
/// without a value too. Text before the object, such as the beginning of a code fence, and after it is left out.
/// `add` looks at each byte once; `closed` copies the text. Not all that it gives is JSON: a reader finds out.
/// **Threads**: one at a time. **Errors**: none; text that nests deeper than `max_depth`, or closes what it did not
/// open, has no closed form from there on.
class OAICOMPAT_API PartialJson {
 public:
  /// `max_depth` is how deep objects and arrays may nest.
  explicit PartialJson(std::size_t max_depth = 64) : max_depth_{max_depth} {}

  /// Takes more of the text.
  void add(std::string_view more);
  /// The object as far as it goes; nothing before it begins, and where it cannot be closed.
  std::optional<std::string> closed() const;
  /// How many bytes of the object have come.
  std::size_t size() const noexcept { return text_.size(); }
  /// Whether the object is whole.
  bool complete() const noexcept { return complete_; }

 private:
  enum class Within { structure, scalar, string };
  void take(char c);
  void take_structure(char c);
  void take_in_string(char c);
  void take_in_escape(char c);
  void open(char closer);
  void close(char closer);
  void keep_through_here();

  std::size_t max_depth_;
  std::string text_;
  std::string closers_;   // of what is open, the innermost last
  std::size_t kept_ = 0;  // the bytes that stand in the closed form
  Within within_ = Within::structure;
  bool key_next_ = false, is_key_ = false;
  std::size_t escape_ = 0;     // how many bytes of an escape have come
  unsigned code_ = 0;          // of a \u escape
  bool half_ = false;          // the first half of a surrogate pair has come
  std::size_t character_ = 0;  // how many bytes of a character are still to come
  bool complete_ = false, broken_ = false;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/partial_json.ipp>
#endif
