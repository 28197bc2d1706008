// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/citation_marks.hpp>

#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

// What stands at the beginning of a text.
struct MarkThere {
  enum class Is { none, begun, whole } is = Is::none;
  std::size_t size = 0;  // of a whole one
  std::size_t source = 0;
};

inline MarkThere mark_at(std::string_view text) {
  constexpr std::string_view opening = "【", closing = "】", before_name = "†";
  constexpr std::size_t longest = 64, most_digits = 6;
  using Is = MarkThere::Is;
  if (text.size() < opening.size()) return {opening.starts_with(text) ? Is::begun : Is::none};
  if (!text.starts_with(opening)) return {};
  auto at = opening.size();
  std::size_t source = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at < opening.size() + most_digits)
    source = source * 10 + static_cast<std::size_t>(text[at++] - '0');
  auto after = text.substr(at);
  if (after.empty()) return {Is::begun};
  if (at == opening.size()) return {};
  if (after.starts_with(before_name)) {
    const auto end = after.find(closing);
    if (end == std::string_view::npos) return {after.size() < longest ? Is::begun : Is::none};
    at += end;
    after.remove_prefix(end);
  }
  if (after.starts_with(closing)) return {Is::whole, at + closing.size(), source};
  return {closing.starts_with(after) || before_name.starts_with(after) ? Is::begun : Is::none};
}

OAICOMPAT_INLINE std::vector<CitationMarks::Piece> CitationMarks::add(std::string_view text) {
  std::vector<Piece> out;
  const auto all = std::exchange(held_, {}) + std::string{text};
  std::string plain;
  const auto flush = [&] {
    if (!plain.empty()) out.emplace_back(std::exchange(plain, {}));
  };
  constexpr char first = "【"[0];
  std::string_view left{all};
  while (!left.empty()) {
    const auto next = left.find(first);
    plain += left.substr(0, next);
    if (next == std::string_view::npos) break;
    left.remove_prefix(next);
    const auto found = mark_at(left);
    if (found.is == MarkThere::Is::begun) {
      held_ = left;
      break;
    }
    if (found.is == MarkThere::Is::whole) {
      flush();
      out.emplace_back(found.source);
      left.remove_prefix(found.size);
    } else {
      plain += first;
      left.remove_prefix(1);
    }
  }
  flush();
  return out;
}
OAICOMPAT_INLINE std::string CitationMarks::rest() { return std::exchange(held_, {}); }

}  // namespace oaicompat::inline v1::detail
