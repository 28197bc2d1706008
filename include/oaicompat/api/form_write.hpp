// Writing forms: from described structs to multipart/form-data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/json/describe.hpp>
#include <oaicompat/types/upload.hpp>

#include <array>
#include <charconv>
#include <string>

namespace oaicompat::inline v1 {
namespace detail {

// The characters of a JSON string, or any other value as its JSON.
OAICOMPAT_API std::string form_words(const Json& json);

class FormWriter {
 public:
  FormWriter(Bytes& out, std::string_view boundary) : out_{out}, boundary_{boundary} {}

  template <Described T>
  void members(const T& value, const std::string& outer = {}) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    for_each_field<T>([&](const auto& f) { write(inside(outer, f.name), value.*f.member); });
    if constexpr (KeepsExtras<T>) {
      for (const auto& each : value.extra) {
        if (each.json.view() != "null") text(inside(outer, each.key), form_words(each.json));
      }
    }
  }

 private:
  static std::string inside(const std::string& outer, std::string_view name) {
    return outer.empty() ? std::string{name} : outer + "[" + std::string{name} + "]";
  }
  void text(const std::string& name, std::string_view words) { append_part(out_, boundary_, {.name = name}, words); }

  void write(const std::string& name, const Text& v) { text(name, v); }
  void write(const std::string& name, bool v) { text(name, v ? "true" : "false"); }
  template <class T>
  requires std::is_arithmetic_v<T>
  void write(const std::string& name, T v) {
    std::array<char, 40> digits;
    text(name, {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr});
  }
  template <class E>
  void write(const std::string& name, const OpenEnum<E>& v) {
    text(name, v.word());
  }
  void write(const std::string& name, const Upload& v) {
    append_part(out_, boundary_, {.name = name, .filename = v.filename.str(), .content_type = v.content_type.str()},
                v.body);
  }
  template <class T>
  void write(const std::string& name, const std::optional<T>& v) {
    if (v) write(name, *v);
  }
  template <class T>
  void write(const std::string& name, const Maybe<T>& v) {
    if (v) write(name, *v);
  }
  template <class T>
  void write(const std::string& name, const std::vector<T>& v) {
    const bool one_file = std::same_as<T, Upload> && v.size() == 1;
    for (const auto& each : v) write(one_file ? name : name + "[]", each);
  }
  template <class... Ts>
  void write(const std::string& name, const OneOf<Ts...>& v) {
    std::visit([&](const auto& each) { write(name, each); }, v.value);
  }
  template <Described T>
  void write(const std::string& name, const T& v) {
    members(v, name);
  }

  Bytes& out_;
  const std::string_view boundary_;
};

}  // namespace detail

template <class T>
Media FormCodec<T>::write(const T& value) {
  const auto boundary = random_id("oaicompat-");
  Media out{.content_type = "multipart/form-data; boundary=" + boundary};
  detail::FormWriter{out.body, boundary}.members(value);
  append_multipart_end(out.body, boundary);
  return out;
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/form_codec.ipp>
#endif
