// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error bad_index(std::string_view what, std::int64_t index) {
  return local_error(ErrorKind::protocol,
                     "The stream has a " + std::string{what} + " with the index " + std::to_string(index) + ".",
                     "index_out_of_bounds");
}
inline Error too_many_bytes() {
  return local_error(ErrorKind::protocol, "The streamed answer is too large.", "answer_too_large");
}
inline Error no_chunks() { return local_error(ErrorKind::protocol, "The stream held no answer.", "no_answer"); }

// Some servers count from -1 where there is one.
inline std::int64_t counted_index(std::int64_t index) { return index == -1 ? 0 : index; }

inline constexpr std::size_t far_too_many = std::numeric_limits<std::size_t>::max() / 2;

// What a later chunk says of itself wins. `bytes` counts what is kept; more fields than any server has are too many.
// The form in which a member of a piece came says nothing of the whole.
inline void take_extra(Extras& to, const Extra& extra, std::size_t& bytes) {
  if (extra.read_as != 0) return;
  constexpr std::size_t most = 1024;
  const auto* known = to.find(extra.key);
  if (!known && to.size() >= most) return void(bytes = far_too_many);
  bytes += extra.json.text.size() + (known ? 0 : extra.key.size() + sizeof extra);
  if (known) bytes -= known->text.size();
  to.set(extra.key, extra.json);
}
inline void take_extras(Extras& to, const Extras& from, std::size_t& bytes) {
  for (auto each = from.begin(); each != from.end() && bytes < far_too_many; ++each) take_extra(to, *each, bytes);
}
template <class T>
void take_last(T& to, const T& from) {
  if (from) to = from;
}

template <class List>
void append(std::optional<List>& to, const std::optional<List>& more, std::size_t& bytes) {
  if (!more) return;
  if (!to) to.emplace();
  to->insert(to->end(), more->begin(), more->end());
  bytes += more->size() * sizeof(typename List::value_type);
}

// What the specification gives a message, or a completion, but not their pieces comes as an extra of these.
template <class Whole>
std::optional<Whole> read_member(std::string_view key, const Json& json) {
  const auto object = "{\"" + std::string{key} + "\":" + std::string{json.view()} + "}";
  auto read = parse_owned<Whole>(object, {.reading = Reading::lenient});
  if (!read) return std::nullopt;
  return *std::move(read);
}

}  // namespace oaicompat::inline v1::detail
