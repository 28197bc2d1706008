// Writing: from described structs to JSON text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/document.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <map>

namespace oaicompat::inline v1 {

/// Appends a JSON string that holds these characters. Invalid UTF-8 becomes U+FFFD.
OAICOMPAT_API void write_quoted(Bytes& out, std::string_view characters);

namespace detail {

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
  constexpr auto name = std::get<I>(description<T>.fields).name;
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

class JsonWriter {
 public:
  explicit JsonWriter(Bytes& out) : out_{out} {}

  void write(const Text& v) { write_quoted(out_, v); }
  void write(const std::string& v) { write_quoted(out_, v); }
  void write(bool v) { out_ += v ? "true" : "false"; }
  void write(const Json& v) { out_ += v.view(); }
  template <std::integral T>
  void write(T v) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  }
  template <std::floating_point T>
  void write(T v) {
    if (!std::isfinite(v)) return void(out_ += "null");
    char digits[40];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  }
  template <class T>
  void write(const std::optional<T>& v) {
    v ? write(*v) : void(out_ += "null");
  }
  template <class T>
  void write(const Maybe<T>& v) {
    v ? write(*v) : void(out_ += "null");
  }
  template <class E>
  void write(const OpenEnum<E>& v) {
    write_quoted(out_, v.word());
  }
  template <Worded E>
  void write(E v) {
    write_quoted(out_, OpenEnum<E>{v}.word());
  }
  template <class T>
  void write(const std::vector<T>& v) {
    out_ += '[';
    for (bool first = true; const auto& each : v) {
      if (!std::exchange(first, false)) out_ += ',';
      if constexpr (std::same_as<T, bool>) {
        write(static_cast<bool>(each));
      } else {
        write(each);
      }
    }
    out_ += ']';
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
  template <Tag Key, class... Cases>
  void write(const Union<Key, Cases...>& v) {
    std::visit(
        [&]<class T>(const T& each) {
          if constexpr (std::same_as<T, Unknown>) {
            write(each.json);
          } else {
            out_ += '{';
            write_quoted(out_, v.key);
            out_ += ':';
            write_quoted(out_, v.tag());
            write_members(each, std::make_index_sequence<field_count<T>>{}, false);
          }
        },
        v.value);
  }
  template <Described T>
  void write(const T& v) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    out_ += '{';
    write_members(v, std::make_index_sequence<field_count<T>>{}, true);
  }

 private:
  template <class T, std::size_t... I>
  void write_members(const T& v, std::index_sequence<I...>, bool first) {
    (write_member<T, I>(v, first), ...);
    if constexpr (KeepsExtras<T>) {
      for (const auto& each : v.extra) {
        if (!std::exchange(first, false)) out_ += ',';
        write_quoted(out_, each.key);
        out_ += ':';
        write(each.json);
      }
    }
    out_ += '}';
  }
  template <class T, std::size_t I>
  void write_member(const T& v, bool& first) {
    constexpr auto& f = std::get<I>(description<T>.fields);
    const auto& value = v.*f.member;
    if (!f.required && is_absent(value)) return;
    const std::size_t skip = std::exchange(first, false) ? 1 : 0;
    out_.append(written_key<T, I>.data() + skip, written_key<T, I>.size() - skip);
    write(value);
  }
  template <class Items>
  void write_map(const Items& items) {
    out_ += '{';
    for (bool first = true; const auto& [key, value] : items) {
      if (!std::exchange(first, false)) out_ += ',';
      write_quoted(out_, key);
      out_ += ':';
      write(value);
    }
    out_ += '}';
  }

  Bytes& out_;
};

}  // namespace detail

template <class T>
void Codec<T>::append(Bytes& out, const T& value) {
  detail::JsonWriter{out}.write(value);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/write.ipp>
#endif
