// Writing: from described structs to JSON text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/document.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
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
  explicit JsonWriter(Bytes& out) : out_{out}, began_{out.size()}, size_{out.size()} {}
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
    (write_member<T, I>(v, first), ...);
    if constexpr (KeepsExtras<T>) {
      for (const auto& each : v.extra) {
        if (!std::exchange(first, false)) put(',');
        quote(each.key);
        put(':');
        write(each.json);
      }
    }
    put('}');
  }
  template <class T, std::size_t I>
  void write_member(const T& v, bool& first) {
    constexpr auto& f = field_at<I>(description<T>.fields);
    const auto& value = v.*f.member;
    if (!f.written && is_absent(value)) return;
    const std::size_t skip = std::exchange(first, false) ? 1 : 0;
    constexpr auto& key = written_key<T, I>;
    char* at = room(key.size());
    std::copy(key.begin() + skip, key.end(), at);
    wrote(at + key.size() - skip);
    write(value);
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
};

}  // namespace detail

template <class T>
void Codec<T>::append(Bytes& out, const T& value) {
  detail::JsonWriter writer{out};
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
