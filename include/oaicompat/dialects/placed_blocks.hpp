// PlacedBlocks: the blocks of a message, of which some have places among them all.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// The extension member of messages and deltas that keeps blocks which a chat message has no member for: each with its
// place among all blocks (`index`); of a text block, where a message has several, or one that cites or stands behind a
// call, its `length` in place of its text.
inline constexpr std::string_view blocks_member = "content_blocks";

// Puts blocks in order: those with a place in it, the others where there is room, one after the other.
template <class Block>
class PlacedBlocks {
 public:
  // A block at a place; without one behind those that were placed before.
  void place(std::optional<std::int64_t> index, Block block) {
    placed_.push_back({index.value_or(static_cast<std::int64_t>(placed_.size())), std::move(block)});
  }
  void add(Block block) { others_.push_back(std::move(block)); }
  // The block at this place is left out: those behind it move up.
  void leave_out(std::optional<std::int64_t> index) {
    if (index) left_out_.push_back(*index);
  }

  std::vector<Block> merged() {
    std::stable_sort(placed_.begin(), placed_.end(), [](auto& a, auto& b) { return a.index < b.index; });
    std::vector<Block> out;
    std::size_t next = 0;
    while (next < placed_.size() || !others_.empty()) {
      const bool due = next < placed_.size() &&
                       (others_.empty() || place_of(placed_[next].index) <= static_cast<std::int64_t>(out.size()));
      if (due) {
        out.push_back(std::move(placed_[next++].block));
      } else {
        out.push_back(std::move(others_.front()));
        others_.pop_front();
      }
    }
    return out;
  }

 private:
  struct Placed {
    std::int64_t index;
    Block block;
  };
  std::int64_t place_of(std::int64_t index) const {
    return index - std::count_if(left_out_.begin(), left_out_.end(), [&](auto each) { return each < index; });
  }

  std::vector<Placed> placed_;
  std::deque<Block> others_;
  std::vector<std::int64_t> left_out_;
};

// A text as the blocks that it was: what stands before those of known lengths, then those. Nothing where a length is
// not known, or where they are longer than the text: it was changed.
inline std::optional<std::vector<std::string_view>> cut_text(std::string_view text,
                                                             const std::vector<std::optional<std::int64_t>>& lengths) {
  std::size_t known = 0;
  for (const auto& each : lengths) {
    if (!each || *each < 0 || static_cast<std::size_t>(*each) > text.size() - known) return std::nullopt;
    known += static_cast<std::size_t>(*each);
  }
  std::vector<std::string_view> out{text.substr(0, text.size() - known)};
  text.remove_prefix(out.front().size());
  for (const auto& each : lengths) {
    out.push_back(text.substr(0, static_cast<std::size_t>(*each)));
    text.remove_prefix(out.back().size());
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail
