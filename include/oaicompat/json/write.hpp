// Writing: from described structs to JSON text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/tables.hpp>

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

// Appends what stands between the quotes of a JSON string that holds these characters.
OAICOMPAT_API void write_inside_quotes(Bytes& out, std::string_view characters);

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
    constexpr T exact = static_cast<T>(1e15);
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
  template <NamedEnum E>
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
    v.visit([&](const auto& each) { write(each); });
  }
  template <class T>
  requires(is_union<T> || Described<T> || compiled_apart<T>) void write(const T& v) {
    if constexpr (compiled_apart<T>) {
      Codec<T>::write_inside(*this, v);
    } else {
      write_here(v);
    }
  }
  template <class T>
  void write_here(const T& v) {
    if constexpr (is_union<T>) {
      write_union(&v, union_table<T>());
    } else {
      write_object(&v, object_table(v));
    }
  }
  OAICOMPAT_API void write_object(const void* object, const ObjectTable& table);
  OAICOMPAT_API void write_union(const void* value, const UnionTable& table);

 private:
  void write_members(const void* object, const ObjectTable& table, bool first);
  void write_odd_members(const void* object, const ObjectTable& table, const Extras& extras, bool& first);
  bool write_odd(const void* object, const ObjectTable& table, std::size_t row, const Extras& extras, bool& first);
  void write_extras(const Extras& extras, const ObjectTable& table, bool first);
  void write_key(const ObjectTable& table, std::size_t row, bool& first);
  bool stands_for_member(const Extra& extra, const ObjectTable& table) const;
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
    text.copy(room(text.size()), text.size());
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

#include <oaicompat/json/object_table.hpp>
