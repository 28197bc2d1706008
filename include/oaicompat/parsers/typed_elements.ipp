// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/typed_elements.hpp>
#include <oaicompat/parsers/typed_value.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void TypedElements::begin(const ToolTypes* types, std::string_view key, ValueTypes first) {
  types_ = types;
  frames_.clear(), json_.clear(), bytes_ = 0;
  frames_.push_back({std::string{key}, std::move(first), {}, {}});
}

OAICOMPAT_INLINE bool TypedElements::open(std::string_view name) {
  bytes_ += name.size();
  if (frames_.size() == max_depth || bytes_ > max_bytes) return false;
  const auto& outer = frames_.back().types;
  ValueTypes types{.infers = outer.infers};
  if (types_ && outer.schema) {
    types =
        outer.has(ValueType::array) && name == "item" ? types_->item(outer.schema) : types_->member(outer.schema, name);
  }
  frames_.push_back({std::string{name}, std::move(types), {}, {}});
  return true;
}

OAICOMPAT_INLINE void TypedElements::text(std::string_view piece) {
  if (bytes_ += piece.size(); bytes_ <= max_bytes) frames_.back().text += piece;
}

/// Members of one name stand together in an array.
inline std::string object_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out = "{";
  for (auto member = members.begin(); member != members.end(); ++member) {
    const auto same = [&](const auto& other) { return other.first == member->first; };
    if (std::any_of(members.begin(), member, same)) continue;
    if (out.size() > 1) out += ',';
    append_string(out, member->first);
    out += ':';
    const bool several = std::count_if(member, members.end(), same) > 1;
    if (several) out += '[';
    bool first = true;
    for (auto other = member; other != members.end(); ++other) {
      if (!same(*other)) continue;
      if (!std::exchange(first, false)) out += ',';
      out += other->second;
    }
    if (several) out += ']';
  }
  return out += '}';
}

OAICOMPAT_INLINE std::string TypedElements::value(const Frame& frame) const {
  std::string out;
  if (frame.members.empty()) {
    const bool empty = trimmed(frame.text).empty();
    if (empty && frame.types.has(ValueType::array)) return "[]";
    if (empty && frame.types.has(ValueType::object)) return "{}";
    append_typed(out, frame.text, frame.types);
    return out;
  }
  const bool items = std::all_of(frame.members.begin(), frame.members.end(), [](auto& m) { return m.first == "item"; });
  if (!items || (frame.types.has(ValueType::object) && !frame.types.has(ValueType::array)))
    return object_of(frame.members);
  out = "[";
  for (const auto& [name, json] : frame.members) {
    if (out.size() > 1) out += ',';
    out += json;
  }
  return out += ']';
}

OAICOMPAT_INLINE bool TypedElements::close(std::string_view name) {
  if (frames_.empty() || frames_.back().name != name) return false;
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  auto json = value(frame);
  if (frames_.empty()) {
    json_ = std::move(json);
  } else {
    frames_.back().members.emplace_back(frame.name, std::move(json));
  }
  return true;
}

}  // namespace oaicompat::inline v1::detail
