// Writing: from described structs to JSON text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/json/odd.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

namespace oaicompat::inline v1 {

/// Appends a JSON string that holds these characters. Invalid UTF-8 becomes U+FFFD.
OAICOMPAT_API void write_quoted(Bytes& out, std::string_view characters);

namespace detail {

// Whether these characters stand for themselves between the quotes of a JSON string.
OAICOMPAT_API bool is_plain(std::string_view characters);

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

// `,"name":` laid out by the compiler; the comma is skipped for the first member.
template <Described T, std::size_t I>
inline constexpr auto written_key = [] {
  constexpr auto name = field_at<I>(description<T>.fields).name;
  std::array<char, name.size() + 4> text{};
  text[0] = ',';
  text[1] = '"';
  for (std::size_t i = 0; i < name.size(); ++i) {
    text[i + 2] = name[i] < ' ' || name[i] == '"' || name[i] == '\\' ? throw "a key needs no escapes" : name[i];
  }
  text[name.size() + 2] = '"';
  text[name.size() + 3] = ':';
  return text;
}();

// Writes at the end of `out`, into room that it makes in large steps and gives back when it is destroyed.
class JsonWriter {
 public:
  explicit JsonWriter(Bytes& out, Writing writing = Writing::as_it_came)
      : out_{out}, began_{out.size()}, size_{out.size()}, writing_{writing} {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;
  ~JsonWriter() { out_.resize(size_); }

  void write(const Text& v) { quote(v); }
  void write(const std::string& v) { quote(v); }
  void write(bool v) { put(v ? std::string_view{"true"} : std::string_view{"false"}); }
  void write(const Json& v) { put(v.view()); }
  /// A string that holds these characters.
  OAICOMPAT_API void quote(std::string_view characters);
  template <std::integral T>
  void write(T v) {
    char* digits = room(24);
    wrote(std::to_chars(digits, digits + 24, v).ptr);
  }
  template <std::floating_point T>
  void write(T v) {
    // JSON has no word for infinity, and a reader of numbers takes no null.
    if (std::isinf(v)) v = std::copysign(std::numeric_limits<T>::max(), v);
    if (!std::isfinite(v)) return put("null");
    // Without an exponent, which would be shorter: a reader may want a whole number.
    constexpr T exact = 1e15;
    if (v != 0 && v == std::trunc(v) && std::abs(v) < exact) return write(static_cast<std::int64_t>(v));
    char* digits = room(40);
    wrote(std::to_chars(digits, digits + 40, v).ptr);
  }
  template <class T>
  void write(const std::optional<T>& v) {
    v ? write(*v) : put("null");
  }
  template <class T>
  void write(const Maybe<T>& v) {
    v ? write(*v) : put("null");
  }
  template <class E>
  void write(const OpenEnum<E>& v) {
    quote(v.word());
  }
  template <Worded E>
  void write(E v) {
    quote(OpenEnum<E>{v}.word());
  }
  template <class T>
  void write(const std::vector<T>& v) {
    put('[');
    for (bool first = true; const auto& each : v) {
      if (!std::exchange(first, false)) put(',');
      if constexpr (std::same_as<T, bool>) {
        write(static_cast<bool>(each));
      } else {
        write(each);
      }
    }
    put(']');
  }
  template <class T>
  void write(const Map<T>& v) {
    write_map(v.items);
  }
  template <class T>
  void write(const std::map<std::string, T>& v) {
    write_map(v);
  }
  template <class... Ts>
  void write(const OneOf<Ts...>& v) {
    std::visit([&](const auto& each) { write(each); }, v.value);
  }
  template <class T>
  requires(is_union<T> || Described<T> || compiled_apart<T>) void write(const T& v) {
    if constexpr (compiled_apart<T>) {
      Codec<T>::write_inside(*this, v);
    } else {
      write_here(v);
    }
  }
  template <Tag Key, class... Cases>
  void write_here(const Union<Key, Cases...>& v) {
    std::visit(
        [&]<class T>(const T& each) {
          if constexpr (std::same_as<T, Unknown>) {
            write(each.json);
          } else {
            put('{');
            constexpr bool has_tag = ((holds_tag<Cases> && std::same_as<T, typename Cases::type>) || ...);
            if constexpr (!has_tag) {
              quote(v.key);
              put(':');
              quote(v.tag());
            }
            write_members(each, std::make_index_sequence<field_count<T>>{}, has_tag);
          }
        },
        v.value);
  }
  template <Described T>
  void write_here(const T& v) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    put('{');
    write_members(v, std::make_index_sequence<field_count<T>>{}, true);
  }

 private:
  template <class T, std::size_t... I>
  void write_members(const T& v, std::index_sequence<I...>, bool first) {
    bool odd = false;
    if constexpr (KeepsExtras<T>) odd = v.extra.has_forms() || v.extra.odd(type_mark<T>) != 0;
    (write_member<T, I>(v, first, odd), ...);
    if constexpr (KeepsExtras<T>) {
      for (const auto& each : v.extra) {
        if (stands_for_member<T>(each)) continue;
        if (!std::exchange(first, false)) put(',');
        quote(each.key);
        put(':');
        write(each.json);
      }
    }
    put('}');
  }
  template <class T, std::size_t I>
  void write_member(const T& v, bool& first, bool odd) {
    constexpr auto& f = field_at<I>(description<T>.fields);
    const auto& value = v.*f.member;
    if constexpr (KeepsExtras<T>) {
      if (odd && write_odd<T, I>(v, first)) return;
    }
    if (!f.written && is_absent(value)) return;
    write_key(written_key<T, I>, first);
    write(value);
  }
  template <class Key>
  void write_key(const Key& key, bool& first) {
    const std::size_t skip = std::exchange(first, false) ? 1 : 0;
    char* at = room(key.size());
    std::copy(key.begin() + skip, key.end(), at);
    wrote(at + key.size() - skip);
  }

  // Whether an extra is no field of its own: it was written at its member's place, or is what a member cannot hold.
  template <class T>
  bool stands_for_member(const Extra& extra) const {
    const bool may = extra.read_as != 0 || writing_ == Writing::as_described;
    return may && field_place<T>(extra.key) < field_count<T>;
  }
  // Writes a member as it came, if that was otherwise and it still holds what was read. Whether it did.
  template <class T, std::size_t I>
  bool write_odd(const T& v, bool& first) {
    constexpr auto& f = field_at<I>(description<T>.fields);
    const auto& value = v.*f.member;
    const auto* form = v.extra.form(f.name);
    if (!form && (v.extra.odd(type_mark<T>) >> I & 1) == 0) return false;
    const auto mark = mark_of(value);
    if (form && mark != form->read_as) return false;
    if (mark == no_mark && !is_fresh<T, I>(value)) return false;
    if (!form && mark != no_mark && mark != mark_of(T{}.*f.member)) return false;
    // Content in parts is what a strict reader takes, too.
    const bool in_parts = f.parts && form && form->json.view().starts_with('[');
    if (writing_ == Writing::as_described && !in_parts) return false;
    constexpr bool has_null = can_be_absent<std::remove_cvref_t<decltype(value)>>;
    if (!form && !has_null) return true;
    write_key(written_key<T, I>, first);
    put(form ? form->json.view() : std::string_view{"null"});
    return true;
  }
  // Whether a member that has no mark is what a new struct holds.
  template <class T, std::size_t I, class Value>
  static bool is_fresh(const Value& value) {
    if constexpr (can_be_absent<Value>) {
      return is_absent(value);
    } else if constexpr (is_vector<Value>) {
      return value.empty();
    } else if constexpr (is_map<Value>) {
      return value.items.empty();
    } else {
      Bytes one, other;
      JsonWriter{one}.write(value);
      JsonWriter{other}.write(T{}.*field_at<I>(description<T>.fields).member);
      return one == other;
    }
  }
  template <class Items>
  void write_map(const Items& items) {
    put('{');
    for (bool first = true; const auto& [key, value] : items) {
      if (!std::exchange(first, false)) put(',');
      quote(key);
      put(':');
      write(value);
    }
    put('}');
  }

  // Room for at least n bytes, at the end of what is written.
  char* room(std::size_t n) {
    if (out_.size() - size_ < n) make_room(n);
    return out_.data() + size_;
  }
  OAICOMPAT_API void make_room(std::size_t n);
  void wrote(const char* end) { size_ = static_cast<std::size_t>(end - out_.data()); }
  void put(char c) {
    *room(1) = c;
    ++size_;
  }
  void put(std::string_view text) {
    std::copy(text.begin(), text.end(), room(text.size()));
    size_ += text.size();
  }
  void quote_special(std::string_view characters);

  Bytes& out_;
  const std::size_t began_;
  std::size_t size_;
  const Writing writing_;
};

}  // namespace detail

template <class T>
void Codec<T>::append(Bytes& out, const T& value, Writing writing) {
  detail::JsonWriter writer{out, writing};
  write_inside(writer, value);
}

template <class T>
void Codec<T>::write_inside(detail::JsonWriter& writer, const T& value) {
  if constexpr (compiled_apart<T>) {
    writer.write_here(value);
  } else {
    writer.write(value);
  }
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/write.ipp>
#endif
