// Writing forms: from described structs to multipart/form-data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form.hpp>
#include <oaicompat/api/upload.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/json/describe.hpp>

#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// The characters of a JSON string, or any other value as its JSON.
OAICOMPAT_API std::string form_words(const Json& json);

// Large files are pieces of their own, where they are kept.
class OAICOMPAT_API FormWriter {
 public:
  FormWriter(std::string_view boundary, FilesOwner kept) : boundary_{boundary}, kept_{std::move(kept)} {}

  Body finish();

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
  void text(const std::string& name, std::string_view words) {
    if (!stands_in_path(name, words)) append_part(out_, boundary_, {.name = name}, words);
  }
  bool stands_in_path(std::string_view name, std::string_view words);

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
  void write(const std::string& name, const Upload& v);
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
    v.visit([&](const auto& each) { write(name, each); });
  }
  template <Described T>
  void write(const std::string& name, const T& v) {
    members(v, name);
  }

  void close_piece();

  Bytes out_;
  std::vector<BodyPiece> pieces_;  // before it
  const std::string_view boundary_;
  const FilesOwner kept_;
};

}  // namespace detail

template <class T>
FormBody FormCodec<T>::write(const T& value, const detail::FilesOwner& kept) {
  const auto boundary = random_id("oaicompat-");
  detail::FormWriter writer{boundary, kept};
  writer.members(value);
  return {.content_type = "multipart/form-data; boundary=" + boundary, .body = writer.finish()};
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form.ipp>
#endif
