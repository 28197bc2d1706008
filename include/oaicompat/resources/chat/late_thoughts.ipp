// Thoughts of a whole message that came after some of its text or calls.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// The `index` of an item of `reasoning_details` is its place among all that the message says: thoughts, the text,
// calls. None are late where the details do not hold all of the reasoning's text, or where other extras have places
// too.
class LateThoughts {
 public:
  explicit LateThoughts(const AssistantMessage& message) {
    const bool speaks = message.content && !message.content->empty();
    const auto pieces = (speaks ? 1 : 0) + (message.tool_calls ? message.tool_calls->size() : 0);
    if (pieces == 0 || !read(message.extra)) details_.clear();
    while (next_ < details_.size() && details_[next_].first <= static_cast<std::int64_t>(next_)) ++next_;
    if (next_ == details_.size()) details_.clear();
    if (details_.empty()) return;
    place_ = static_cast<std::int64_t>(next_);
    early_ = thoughts(0, next_);
  }

  bool any() const { return !details_.empty(); }
  // What comes before all text and calls.
  const Extras& early() const { return early_; }
  // What comes before the next text or call.
  std::optional<Delta> before_next() {
    const auto from = next_;
    while (next_ < details_.size() && details_[next_].first <= place_) ++next_, ++place_;
    ++place_;
    return delta(from);
  }
  // What comes after them all.
  std::optional<Delta> rest() { return delta(std::exchange(next_, details_.size())); }

 private:
  // Whether the details are placed, and hold all that the reasoning says.
  bool read(const Extras& extra) {
    const auto* list = extra.find(ext::reasoning_details.name);
    std::string told;
    for (auto& each : list ? list->elements() : std::vector<Json>{}) {
      told += each.at("text").as_string().value_or("");
      const auto index = each.at("index").as_integer();
      if (!index) return false;
      details_.emplace_back(*index, std::move(each));
    }
    std::stable_sort(details_.begin(), details_.end(), [](auto& a, auto& b) { return a.first < b.first; });
    for (const auto name : {ext::reasoning_content.name, ext::reasoning.name}) {
      if (extra.find(name)) names_.push_back(name);
    }
    for (const auto& each : extra) {
      if (each.key != ext::reasoning_details.name && each.json.at(std::size_t{0}).find("index")) return false;
    }
    return told == reasoning_of(extra).value_or("") && (told.empty() || !names_.empty());
  }
  std::optional<Delta> delta(std::size_t from) const {
    if (from == next_) return std::nullopt;
    Delta out;
    out.extra = thoughts(from, next_);
    return out;
  }
  Extras thoughts(std::size_t from, std::size_t to) const {
    std::string list, text;
    for (auto i = from; i < to; ++i) {
      (list += list.empty() ? '[' : ',') += details_[i].second.view();
      text += details_[i].second.at("text").as_string().value_or("");
    }
    Extras out;
    for (const auto name : names_) {
      if (!text.empty()) out.set(name, Json::string(text));
    }
    if (from < to) out.set(ext::reasoning_details, Json{Text{list + ']'}});
    return out;
  }

  std::vector<std::pair<std::int64_t, Json>> details_;
  std::vector<std::string_view> names_;  // of the members that hold the text
  std::size_t next_ = 0;                 // the detail
  std::int64_t place_ = 0;               // of what is said next
  Extras early_;
};

}  // namespace oaicompat::inline v1::detail
