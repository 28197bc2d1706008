// Members of several types, told apart by their JSON kind or by a tag.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>
#include <oaicompat/base/variant.hpp>
#include <oaicompat/json/any_json.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

namespace detail {

// What both kinds of unions are: one of several types, under the names that users call.
template <class... Ts>
class UnionOf {
 public:
  using Value = Variant<Ts...>;

  /// The alternative, or a null pointer when it is another.
  template <class T>
  const T* get_if() const noexcept {
    return value.template get_if<T>();
  }
  template <class T>
  T* get_if() noexcept {
    return value.template get_if<T>();
  }
  /// Calls `visitor` with the alternative, and gives what it gives.
  template <class F>
  decltype(auto) visit(F&& visitor) const {
    return value.visit(visitor);
  }
  template <class F>
  decltype(auto) visit(F&& visitor) {
    return value.visit(visitor);
  }
  bool operator==(const UnionOf&) const = default;

  Value value;

 protected:
  UnionOf() = default;
  template <class U>
  UnionOf(std::in_place_t, U&& alternative) : value{std::forward<U>(alternative)} {}
};

}  // namespace detail

/// One of several types that differ in their JSON kind (a string, a number, an array, an object): chosen by that kind.
template <class... Ts>
class OneOf : public detail::UnionOf<Ts...> {
  using Base = detail::UnionOf<Ts...>;

 public:
  using Value = typename Base::Value;
  OneOf() = default;
  template <class U>
  requires(!std::same_as<std::remove_cvref_t<U>, OneOf> && std::constructible_from<Value, U&&>) OneOf(U&& alternative)
      : Base{std::in_place, std::forward<U>(alternative)} {}

  bool operator==(const OneOf&) const = default;
};

/// An alternative whose tag this library does not know, as it came.
struct Unknown {
  Text tag;
  Json json;
  bool operator==(const Unknown&) const = default;
};

/// A string as a template argument.
template <std::size_t N>
struct FixedString {
  char text[N]{};
  constexpr FixedString(const char (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

/// An alternative of a `TaggedUnion`: the word that its tag holds, and the struct that is then read. The struct does
/// not hold the tag. An object without a tag is of this case where it has the member `Implied`.
template <FixedString Word, class T, FixedString Implied = "">
struct Case {
  using type = T;
  static constexpr std::array<std::string_view, 1> words{Word.view()};
  static constexpr std::string_view implied_by = Implied.view();
};

/// An alternative of a `TaggedUnion` that has several words: the struct holds the tag, in its member `type`.
template <class T, FixedString... Words>
struct TaggedCase {
  using type = T;
  static constexpr std::array<std::string_view, sizeof...(Words)> words{Words.view()...};
  static constexpr std::string_view implied_by{};
};

/// Whether the struct of a case holds the tag.
template <class Case>
inline constexpr bool holds_tag = false;
template <class T, FixedString... Words>
inline constexpr bool holds_tag<TaggedCase<T, Words...>> = true;

namespace detail {
template <class... Cases>
struct CaseList {};
}  // namespace detail

/// An object whose member `Key` says which struct it is. An object with another tag is kept byte for byte as `Unknown`.
/// A union has a name of its own, which keeps symbols short:
///
///     struct ContentPart : TaggedUnion<"type", Case<"text", TextPart>, Case<"image_url", ImagePart>> {
///       using TaggedUnion::TaggedUnion;
///     };
template <FixedString Key, class... Cases>
class TaggedUnion : public detail::UnionOf<typename Cases::type..., Unknown> {
  using Base = detail::UnionOf<typename Cases::type..., Unknown>;

 public:
  using Value = typename Base::Value;
  using Base::value;
  using CaseList = detail::CaseList<Cases...>;
  static constexpr std::string_view key = Key.view();

  TaggedUnion() = default;
  template <class U>
  requires(!std::derived_from<std::remove_cvref_t<U>, TaggedUnion> && std::constructible_from<Value, U&&>)
      TaggedUnion(U&& alternative)
      : Base{std::in_place, std::forward<U>(alternative)} {}

  /// The word that the tag holds.
  std::string_view tag() const {
    if (const auto* other = value.template get_if<Unknown>()) return other->tag;
    if constexpr ((holds_tag<Cases> || ...)) {
      constexpr std::array<std::string_view (*)(const Value&), sizeof...(Cases)> tags{&tag_of<Cases>...};
      return tags[value.index()](value);
    } else {
      constexpr std::array<std::string_view, sizeof...(Cases)> words{Cases::words[0]...};
      return words[value.index()];
    }
  }
  bool operator==(const TaggedUnion&) const = default;

 private:
  template <class C>
  static std::string_view tag_of(const Value& value) {
    if constexpr (holds_tag<C>) {
      const auto& tag = value.template get_if<typename C::type>()->type;
      if constexpr (requires { tag.word(); }) {
        return tag.word();
      } else {
        return tag;
      }
    } else {
      return C::words[0];
    }
  }
};

}  // namespace oaicompat::inline v1
