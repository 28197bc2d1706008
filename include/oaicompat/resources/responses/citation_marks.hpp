// CitationMarks: the marks by which a model cites its sources, taken out of its text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oaicompat::inline v1::detail {

// Takes `【7】` and `【7†source】` out of a text that comes in pieces. What may be the beginning of a mark is held
// back.
//
// **Threads**: one at a time.
class OAICOMPAT_API CitationMarks {
 public:
  // A text, or the number of a source that is cited there.
  using Piece = std::variant<std::string, std::size_t>;

  static std::string mark(std::size_t source) { return "【" + std::to_string(source) + "】"; }

  // What a further piece of the text brings.
  std::vector<Piece> add(std::string_view text);
  // What is held back and was no mark.
  std::string rest();
  bool holds() const { return !held_.empty(); }

 private:
  std::string held_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/citation_marks.ipp>
#endif
