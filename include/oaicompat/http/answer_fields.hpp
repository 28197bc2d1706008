// Which header fields a handler may add to its answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/request.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Why a field cannot stand in the head of an answer; empty where it can. The API and the transport write some
/// themselves.
inline std::string_view field_fault(std::string_view name, std::string_view value) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  constexpr std::array<std::string_view, 10> own{
      "connection",       "keep-alive", "transfer-encoding", "content-length",
      "content-type",     "upgrade",    "trailer",           "te",
      "content-encoding", "date"};
  const auto is_token = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
  };
  const auto breaks = [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token)) return "header() with a name that is no token";
  if (std::any_of(value.begin(), value.end(), breaks)) return "header() with a value of more than one line";
  if (std::any_of(own.begin(), own.end(), [&](auto each) { return iequals(each, name); }))
    return "header() with a field that the server writes itself";
  return {};
}

/// The fields that a handler adds to its answer.
class AnswerFields {
 public:
  /// `on_passed` is the context's.
  explicit AnswerFields(std::function<void(Headers)> on_passed) : on_passed_{std::move(on_passed)} {}

  /// Adds one, and tells the server. Gives what is wrong with it; nothing where all is well.
  std::string_view add(std::string_view name, std::string_view value) {
    if (sent_) return "header() after the first piece";
    if (const auto fault = field_fault(name, value); !fault.empty()) return fault;
    fields_.add(std::string{name}, std::string{value});
    if (on_passed_) on_passed_(fields_);
    return {};
  }
  /// The first piece goes out.
  void sent() {
    if (!std::exchange(sent_, true)) on_passed_ = nullptr;
  }

 private:
  std::function<void(Headers)> on_passed_;
  Headers fields_;
  bool sent_ = false;
};

}  // namespace oaicompat::inline v1::detail
