// TextCleaner, StopMatcher: what comes before the markers: whole characters, and texts that end the answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Gives whole characters of UTF-8; each maximal part of a broken one becomes U+FFFD.
class OAICOMPAT_API TextCleaner {
 public:
  /// Appends what is whole.
  void feed(std::string_view piece, std::string& out);
  /// The text ends: what is begun is broken.
  void finish(std::string& out);
  /// Whether no part of a character is held.
  bool empty() const { return tail_.empty(); }
  /// Whether a piece is plain ASCII that nothing stands before.
  bool passes(std::string_view piece) const;

 private:
  std::string tail_;
};

/// Finds the first of some texts, and keeps what may be the beginning of one.
class OAICOMPAT_API StopMatcher {
 public:
  explicit StopMatcher(std::vector<std::string> stops = {});
  bool empty() const { return stops_.empty(); }
  bool found() const { return found_; }
  /// How many bytes are kept.
  std::size_t held() const { return held_.size(); }
  /// Appends what stands before the first stop text, but for what may be the beginning of one.
  void feed(std::string_view piece, std::string& out);
  void finish(std::string& out);

 private:
  std::vector<std::string> stops_;
  std::string held_;
  bool found_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/text_cleaner.ipp>
#endif
