// Enumerations whose words may grow.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>
#include <oaicompat/json/type.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace oaicompat::inline v1 {

/// A word of an enumeration on the wire and the enumerator it stands for.
template <class E>
struct Word {
  std::string_view word;
  E value;
};

/// An enumeration whose words are known: `constexpr auto describe(Type<E>)` gives an array of `Word<E>`.
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  { describe(Type<E>{}).front() } -> std::convertible_to<Word<E>>;
};

namespace detail {

// The words of an enumeration, laid out once.
template <class E>
struct EnumWords {
  static constexpr auto words = describe(Type<E>{});
  // Whether each enumerator's value is its word's place.
  static constexpr bool in_order = [] {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i].value != static_cast<E>(i)) return false;
    }
    return true;
  }();
  static constexpr std::string_view word(E value) {
    if constexpr (in_order) {
      const auto place = static_cast<std::size_t>(value);
      return place < words.size() ? words[place].word : std::string_view{};
    } else {
      for (const auto& each : words) {
        if (each.value == value) return each.word;
      }
      return {};
    }
  }
};

}  // namespace detail

/// A known enumerator, or the word that was on the wire: words that a newer server adds never fail a read and are
/// written back as they came.
template <class E>
class OpenEnum {
 public:
  OpenEnum() = default;
  OpenEnum(E value) : value_{value} {}
  /// The enumerator whose word this is, or the word itself.
  OpenEnum(std::string_view word) {
    for (const auto& each : detail::EnumWords<E>::words) {
      if (each.word != word) continue;
      value_ = each.value;
      return;
    }
    other_ = Text{word};
    known_ = false;
  }
  OpenEnum(const char* word) : OpenEnum{std::string_view{word}} {}
  OpenEnum(const Text& word) : OpenEnum{word.view()} {}

  /// The enumerator, or nothing when the word is not one of ours.
  std::optional<E> known() const { return known_ ? std::optional{value_} : std::nullopt; }
  /// The word on the wire. **Lifetime**: until this value changes.
  std::string_view word() const { return known_ ? detail::EnumWords<E>::word(value_) : other_.view(); }
  friend bool operator==(const OpenEnum& a, const OpenEnum& b) {
    return a.known_ == b.known_ && (a.known_ ? a.value_ == b.value_ : a.other_ == b.other_);
  }
  friend bool operator==(const OpenEnum& a, E b) { return a.known_ && a.value_ == b; }

 private:
  E value_{};
  bool known_ = true;
  Text other_;
};

}  // namespace oaicompat::inline v1
