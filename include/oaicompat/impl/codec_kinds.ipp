// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {
namespace detail {

// Any JSON value reads as an item of an array, a lone scalar too.
template <class T>
std::optional<T> read_alone(std::string_view json) {
  Bytes wrapped{"["};
  wrapped.append(json).append("]");
  auto read = parse_owned<std::vector<T>>(wrapped);
  if (!read || read->size() != 1) return std::nullopt;
  return std::move(read->front());
}

template <class T>
Json written(const T& value) {
  Bytes out;
  append_json(out, value);
  return {Text{out}};
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<Json> Json::checked(std::string_view text) { return detail::read_alone<Json>(text); }
OAICOMPAT_INLINE Json Json::string(std::string_view characters) { return detail::written(std::string{characters}); }

OAICOMPAT_INLINE std::optional<bool> Extras::as_bool(const Json& json) { return detail::read_alone<bool>(json.view()); }
OAICOMPAT_INLINE std::optional<std::int64_t> Extras::as_integer(const Json& json) {
  return detail::read_alone<std::int64_t>(json.view());
}
OAICOMPAT_INLINE std::optional<double> Extras::as_number(const Json& json) {
  return detail::read_alone<double>(json.view());
}
OAICOMPAT_INLINE std::optional<std::string> Extras::as_string(const Json& json) {
  return detail::read_alone<std::string>(json.view());
}
OAICOMPAT_INLINE Json Extras::of(bool value) { return detail::written(value); }
OAICOMPAT_INLINE Json Extras::of(std::int64_t value) { return detail::written(value); }
OAICOMPAT_INLINE Json Extras::of(double value) { return detail::written(value); }

}  // namespace oaicompat::inline v1
