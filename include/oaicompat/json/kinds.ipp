// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {
namespace detail {

// Any JSON value reads as an item of an array, a lone scalar too.
template <class T>
std::optional<T> read_alone(std::string_view json, const ReadOptions& options = {}) {
  Bytes wrapped{"["};
  wrapped.append(json).append("]");
  auto read = parse_owned<std::vector<T>>(wrapped, options);
  if (!read || read->size() != 1) return std::nullopt;
  return std::move(read->front());
}

// As deep as any document that a reader takes.
inline constexpr ReadOptions deep_look{.max_depth = 1000};

template <class T>
Json written(const T& value) {
  Bytes out;
  append_json(out, value);
  return {Text{out}};
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<Json> Json::checked(std::string_view text) { return detail::read_alone<Json>(text); }
OAICOMPAT_INLINE Json Json::string(std::string_view characters) { return detail::written(std::string{characters}); }

OAICOMPAT_INLINE JsonKind Json::kind() const noexcept {
  const auto json = view();
  const auto first = json.find_first_not_of(" \t\r\n");
  if (first == json.npos) return JsonKind::null;
  switch (json[first]) {
    case '{': return JsonKind::object;
    case '[': return JsonKind::array;
    case '"': return JsonKind::string;
    case 't':
    case 'f': return JsonKind::boolean;
    case '-': return JsonKind::number;
    default: return json[first] >= '0' && json[first] <= '9' ? JsonKind::number : JsonKind::null;
  }
}

OAICOMPAT_INLINE std::optional<bool> Json::as_bool() const { return detail::read_alone<bool>(view()); }
OAICOMPAT_INLINE std::optional<std::int64_t> Json::as_integer() const {
  return detail::read_alone<std::int64_t>(view());
}
OAICOMPAT_INLINE std::optional<double> Json::as_number() const { return detail::read_alone<double>(view()); }
OAICOMPAT_INLINE std::optional<std::string> Json::as_string() const { return detail::read_alone<std::string>(view()); }

OAICOMPAT_INLINE std::vector<Json> Json::elements() const {
  if (!is_array()) return {};
  return detail::read_alone<std::vector<Json>>(view(), detail::deep_look).value_or(std::vector<Json>{});
}
OAICOMPAT_INLINE std::vector<std::pair<Text, Json>> Json::members() const {
  if (!is_object()) return {};
  return detail::read_alone<Map<Json>>(view(), detail::deep_look).value_or(Map<Json>{}).items;
}
OAICOMPAT_INLINE std::optional<Json> Json::find(std::string_view key) const {
  auto all = members();
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    if (each->first == key) return std::move(each->second);
  }
  return std::nullopt;
}
OAICOMPAT_INLINE Json Json::at(std::string_view key) const { return find(key).value_or(Json{}); }
OAICOMPAT_INLINE Json Json::at(std::size_t index) const {
  auto all = elements();
  return index < all.size() ? std::move(all[index]) : Json{};
}
OAICOMPAT_INLINE std::size_t Json::size() const { return is_object() ? members().size() : elements().size(); }

OAICOMPAT_INLINE void Extras::remove(std::string_view key) {
  std::erase_if(fields_, [&](const Extra& each) { return each.key == key; });
}
OAICOMPAT_INLINE Json Extras::of(bool value) { return detail::written(value); }
OAICOMPAT_INLINE Json Extras::of(std::int64_t value) { return detail::written(value); }
OAICOMPAT_INLINE Json Extras::of(double value) { return detail::written(value); }

}  // namespace oaicompat::inline v1
