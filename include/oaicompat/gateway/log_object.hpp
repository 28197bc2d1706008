// LogObject: writes a JSON object member by member. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/json/write.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// One object. Members stand in the order in which they are put.
class LogObject {
 public:
  LogObject& text(std::string_view key, std::string_view value) {
    name(key);
    write_quoted(out_, value);
    return *this;
  }
  /// Left out where it is empty.
  LogObject& text_if(std::string_view key, std::string_view value) { return value.empty() ? *this : text(key, value); }
  template <std::integral T>
  LogObject& number(std::string_view key, T value) {
    name(key);
    out_ += std::to_string(value);
    return *this;
  }
  template <std::integral T>
  LogObject& number_or_null(std::string_view key, const std::optional<T>& value) {
    return value ? number(key, *value) : json(key, "null");
  }
  LogObject& flag(std::string_view key, std::same_as<bool> auto value) { return json(key, value ? "true" : "false"); }
  /// A value that is JSON already.
  LogObject& json(std::string_view key, std::string_view value) {
    name(key);
    out_ += value;
    return *this;
  }
  std::string take() { return std::move(out_ += '}'); }

 private:
  void name(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    write_quoted(out_, key);
    out_ += ':';
  }
  Bytes out_ = "{";
};

/// An array of what is JSON already.
template <class Items, class Write>
std::string json_array(const Items& items, Write write) {
  std::string out = "[";
  for (const auto& each : items) {
    if (out.size() > 1) out += ',';
    out += write(each);
  }
  return out += ']';
}

}  // namespace oaicompat::inline v1::detail
