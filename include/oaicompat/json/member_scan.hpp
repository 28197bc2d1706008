// MemberScan: where the members of a JSON object stand in its text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/words.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Where what is not blank begins, from a place on; else the end.
constexpr std::size_t after_json_blanks(std::string_view json, std::size_t at) {
  while (at < json.size() && is_json_blank(json[at])) ++at;
  return at;
}

// Behind the closing quote of the string whose opening quote stands at `quote`; `npos` where it does not end.
inline std::size_t after_json_string(std::string_view json, std::size_t quote) {
  for (auto at = quote;;) {
    at = json.find('"', at + 1);
    if (at == json.npos) return at;
    auto escapes = at;
    while (json[escapes - 1] == '\\') --escapes;
    if ((at - escapes) % 2 == 0) return at + 1;
  }
}

// Steps through the members of the outermost object of a text, at the cost of looking at each byte once. The values are
// passed over unread: text that is no JSON gives members that are none, or ends early.
class OAICOMPAT_API MemberScan {
 public:
  explicit MemberScan(std::string_view json);

  // Whether there is another member; what follows is of it then.
  bool next();
  // The key as it is written, without its quotes: with its escapes.
  std::string_view key() const { return json_.substr(key_ + 1, key_end_ - key_ - 2); }
  std::string_view value() const { return json_.substr(value_, end_ - value_); }
  std::size_t begin() const { return key_; }          // of the key's quote
  std::size_t value_begin() const { return value_; }  // of the value
  std::size_t end() const { return end_; }            // behind the value

 private:
  void skip_blanks();
  bool skip_string();
  bool skip_value();

  std::string_view json_;
  std::size_t at_ = 0, key_ = 0, key_end_ = 0, value_ = 0, end_ = 0;
};

// The text of a member's value, the last if there are several; nothing where there is none.
OAICOMPAT_API std::optional<std::string_view> member_text(std::string_view json, std::string_view key);
// Puts a value under a key, in place of all that are there, else at the end. Text that is no object stays as it is.
OAICOMPAT_API void set_member(Bytes& json, std::string_view key, std::string_view value);
// Takes the members out whose keys `is` names.
OAICOMPAT_API void remove_members(Bytes& json, const std::function<bool(std::string_view key)>& is);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/member_scan.ipp>
#endif
