// The tables of described structs and unions, laid out by the compiler.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/odd.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/tables.hpp>
#include <oaicompat/json/write.hpp>

#include <array>

namespace oaicompat::inline v1::detail {

template <class T>
bool is_absent(const T& value) {
  if constexpr (is_optional<T>) {
    return !value.has_value();
  } else if constexpr (is_maybe<T>) {
    return value.absent();
  } else {
    return false;
  }
}

// --- the types of members ------------------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_whole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
inline constexpr bool is_whole<std::optional<T>> = is_whole<T>;
template <class T>
inline constexpr bool is_whole<Maybe<T>> = is_whole<T>;

template <class T>
bool read_value(Reader& reader, JsonCursor& v, void* value) {
  auto& out = *static_cast<T*>(value);
  if constexpr (Described<T>) {
    if (reader.again()) out = T{};
  }
  return reader.read(v, out);
}
template <class T>
void write_value(JsonWriter& writer, const void* value) {
  writer.write(*static_cast<const T*>(value));
}
template <class T>
std::uint64_t take_value(std::string_view json, void* value) {
  auto& out = *static_cast<T*>(value);
  take_other(out, json);
  return mark_of(out);
}
template <class T>
std::uint64_t mark_of_value(const void* value) {
  return mark_of(*static_cast<const T*>(value));
}

template <class T>
constexpr ValueOps value_ops() {
  constexpr unsigned kinds = KindsOf<T>::value & (is_optional<T> ? ~unsigned{null_kind} : ~0u);
  ValueOps ops{read_value<T>, write_value<T>, nullptr, nullptr, kinds, is_whole<T>, can_be_absent<T>};
  if constexpr (takes_other<T>) {
    ops.take = take_value<T>;
    ops.mark = mark_of_value<T>;
  }
  return ops;
}
template <class T>
struct ValueOpsOf {
  static const ValueOps ops;
};
template <class T>
constinit const ValueOps ValueOpsOf<T>::ops = value_ops<T>();

// --- described structs ---------------------------------------------------------------------------------------------

// `,"name":` of each member, one after the other, and what a copy in large pieces may read behind them.
inline constexpr std::size_t key_padding = 16;
// Not constexpr: a description that leads here does not compile.
inline void a_key_needs_no_escapes() {}
template <Described T>
inline constexpr std::size_t keys_size = [] {
  std::size_t size = 0;
  for_each_field<T>([&](const auto& f) { size += f.name.size() + 4; });
  return size;
}();
template <Described T>
inline constexpr auto keys_of = [] {
  std::array<char, keys_size<T> + key_padding> text{};
  for_each_field<T>([&, at = std::size_t{0}](const auto& f) mutable {
    text[at++] = ',';
    text[at++] = '"';
    for (const char c : f.name) {
      if (c < ' ' || c == '"' || c == '\\') a_key_needs_no_escapes();
      text[at++] = c;
    }
    text[at++] = '"';
    text[at++] = ':';
  });
  return text;
}();

template <Described T>
inline constexpr auto field_rows = [] {
  std::array<FieldRow, field_count<T>> rows{};
  for_each_field<T>([&, i = std::size_t{0}, key = std::size_t{0}]<class F>(const F& f) mutable {
    rows[i++] = {f.name, &ValueOpsOf<typename F::value_type>::ops, static_cast<std::uint16_t>(key), f.parts};
    key += f.name.size() + 4;
  });
  return rows;
}();

// A bit for each field of which `is(field)` says so.
template <Described T, class Is>
constexpr std::uint64_t field_bits(Is is) {
  std::uint64_t bits = 0;
  for_each_field<T>([&, i = 0](const auto& f) mutable { bits |= std::uint64_t{is(f)} << i++; });
  return bits;
}
template <Described T>
std::uint64_t present_fields(const void* object) {
  const auto& value = *static_cast<const T*>(object);
  return field_bits<T>([&](const auto& f) { return !is_absent(value.*f.member); });
}

template <Described T>
std::array<std::uint32_t, field_count<T> + 1> field_offsets(const T& any) {
  const auto offset = [&](const auto& member) {
    return static_cast<std::uint32_t>(reinterpret_cast<const char*>(&member) - reinterpret_cast<const char*>(&any));
  };
  std::array<std::uint32_t, field_count<T> + 1> out{};
  for_each_field<T>([&, i = std::size_t{0}](const auto& f) mutable { out[i++] = offset(any.*f.member); });
  if constexpr (KeepsExtras<T>) out[field_count<T>] = offset(any.extra);
  return out;
}

template <Described T>
bool with_fresh(ObjectTable::Use use, const void* context) {
  const T fresh{};
  return use(&fresh, context);
}

template <Described T>
const ObjectTable& ObjectTableOf<T>::get(const T& any) {
  static_assert(StructOfLibrary<T> || describes_every_member<T>(), "the description leaves a member out");
  static const auto offsets = field_offsets(any);
  static constexpr auto required = field_bits<T>([](const auto& f) { return f.required; });
  static constexpr auto written = field_bits<T>([](const auto& f) { return f.written; });
  static constexpr auto filled =
      field_bits<T>([]<class F>(const F& f) { return f.written && !can_be_absent<typename F::value_type>; });
  static constinit const ObjectTable table{field_rows<T>.data(), offsets.data(), field_count<T>, key_index<T>.slots(),
                                           keys_of<T>.data(),    required,       written,        filled,
                                           present_fields<T>,    with_fresh<T>,  KeepsExtras<T>, type_mark<T>};
  return table;
}

// --- unions --------------------------------------------------------------------------------------------------------

template <class U, class T>
void* emplace_case(void* value) {
  return &static_cast<U*>(value)->value.template emplace<T>();
}
template <class T>
const ObjectTable& table_of_case(const void* alternative) {
  return object_table(*static_cast<const T*>(alternative));
}
template <class T>
void set_tag_of_case(void* alternative, Text&& tag) {
  static_cast<T*>(alternative)->type = std::move(tag);
}
template <class U, class C>
constexpr UnionCase union_case() {
  using T = typename C::type;
  UnionCase out{C::words, C::implied_by, emplace_case<U, T>, table_of_case<T>, nullptr};
  if constexpr (holds_tag<C>) out.set_tag = set_tag_of_case<T>;
  return out;
}
template <class U, class... Cases>
constexpr std::array<UnionCase, sizeof...(Cases)> union_cases(CaseList<Cases...>) {
  return {union_case<U, Cases>()...};
}
template <class U>
inline constexpr auto cases_of = union_cases<U>(typename U::CaseList{});

template <class U>
void keep_unknown(void* value, Unknown&& other) {
  static_cast<U*>(value)->value = std::move(other);
}
template <class U>
Alternative alternative_of(const void* value) {
  const auto& variant = static_cast<const U*>(value)->value;
  return variant.visit([&](const auto& each) { return Alternative{variant.index(), &each}; });
}

template <class U>
requires is_union<U>
const UnionTable& union_table() {
  static constexpr UnionTable table{U::key, cases_of<U>, keep_unknown<U>, alternative_of<U>};
  return table;
}

// --- what is compiled once -----------------------------------------------------------------------------------------

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API ValueOpsOf<Text>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<Text>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<Text>>;
extern template struct OAICOMPAT_API ValueOpsOf<bool>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<bool>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<bool>>;
extern template struct OAICOMPAT_API ValueOpsOf<double>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<double>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<double>>;
extern template struct OAICOMPAT_API ValueOpsOf<std::int64_t>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<std::int64_t>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<std::int64_t>>;
extern template struct OAICOMPAT_API ValueOpsOf<Json>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<Json>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<Json>>;
extern template struct OAICOMPAT_API ValueOpsOf<std::vector<Text>>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<std::vector<Text>>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<std::vector<Text>>>;
extern template struct OAICOMPAT_API ValueOpsOf<Map<Text>>;
extern template struct OAICOMPAT_API ValueOpsOf<std::optional<Map<Text>>>;
extern template struct OAICOMPAT_API ValueOpsOf<Maybe<Map<Text>>>;
#endif

}  // namespace oaicompat::inline v1::detail

// Here, where the headers of both have been read.
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/kinds.ipp>
#include <oaicompat/json/odd.ipp>
#include <oaicompat/json/write.ipp>
#endif
