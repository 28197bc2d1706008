// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/member_scan.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE MemberScan::MemberScan(std::string_view json) : json_{json} {
  skip_blanks();
  at_ = at_ < json_.size() && json_[at_] == '{' ? at_ + 1 : json_.size();
}

OAICOMPAT_INLINE bool MemberScan::next() {
  skip_blanks();
  if (at_ < json_.size() && json_[at_] == ',') ++at_;
  skip_blanks();
  key_ = at_;
  if (!skip_string()) return false;
  key_end_ = at_;
  skip_blanks();
  if (at_ >= json_.size() || json_[at_] != ':') return false;
  ++at_;
  skip_blanks();
  value_ = at_;
  if (!skip_value()) return false;
  end_ = at_;
  return end_ > value_;
}

OAICOMPAT_INLINE void MemberScan::skip_blanks() { at_ = after_json_blanks(json_, at_); }

OAICOMPAT_INLINE bool MemberScan::skip_string() {
  if (at_ >= json_.size() || json_[at_] != '"') return false;
  const auto end = after_json_string(json_, at_);
  at_ = std::min(end, json_.size());
  return end != json_.npos;
}

OAICOMPAT_INLINE bool MemberScan::skip_value() {
  std::size_t depth = 0;
  while (at_ < json_.size()) {
    const char c = json_[at_];
    if (c == '"') {
      if (!skip_string()) return false;
      if (depth == 0) return true;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || is_json_blank(c))) return true;
    ++at_;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && (depth == 0 || --depth == 0)) return true;
  }
  return false;
}

OAICOMPAT_INLINE std::optional<std::string_view> member_text(std::string_view json, std::string_view key) {
  std::optional<std::string_view> out;
  MemberScan scan{json};
  while (scan.next()) {
    if (scan.key() == key) out = scan.value();
  }
  return out;
}

OAICOMPAT_INLINE void remove_members(Bytes& json, const std::function<bool(std::string_view key)>& is) {
  Bytes out;
  std::size_t kept = 0;  // up to where the text has been looked at
  bool removed = false, first = true;
  for (MemberScan scan{json}; scan.next(); kept = scan.end()) {
    if (is(scan.key())) {
      removed = true;
      if (first && kept == 0) out += '{';
    } else {
      if (kept == 0) out += '{';
      if (!std::exchange(first, false)) out += ',';
      out.append(json, scan.begin(), scan.end() - scan.begin());
    }
  }
  if (!removed) return;
  out.append(json, kept);
  json = std::move(out);
}

OAICOMPAT_INLINE void set_member(Bytes& json, std::string_view key, std::string_view value) {
  std::size_t places = 0, begin = 0, end = 0, members = 0;
  for (MemberScan scan{json}; scan.next(); ++members) {
    if (scan.key() != key) continue;
    ++places;
    begin = scan.value_begin();
    end = scan.end();
  }
  if (places == 1) return void(json.replace(begin, end - begin, value));
  if (places > 1) remove_members(json, [&](std::string_view each) { return each == key; });
  const auto close = json.find_last_of('}');
  const auto open = json.find_first_not_of(" \t\r\n");
  if (close == json.npos || open == json.npos || json[open] != '{') return;
  const auto member = '"' + std::string{key} + "\":" + std::string{value};
  json.insert(close, members > places ? "," + member : member);
}

}  // namespace oaicompat::inline v1::detail
