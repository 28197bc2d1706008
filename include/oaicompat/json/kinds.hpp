// The kinds of value that JSON APIs have and C++ does not: three states, open words, unions, extras, any JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>
#include <oaicompat/config.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1 {

/// Names a type in a call: `describe(Type<T>{})` finds the description beside T.
template <class T>
struct Type {};

/// JSON's `null`.
struct Null {
  bool operator==(const Null&) const = default;
};
inline constexpr Null null{};

/// Three states for one member: absent, `null`, or a value. Reads like an optional; `is_null` and `absent` tell the two
/// empty states apart. Mirrors what the specification calls nullable.
///
/// Not built on std::optional, which costs a compiler ten times as much; a T's move must not throw.
template <class T>
class Maybe {
 public:
  using value_type = T;
  Maybe() noexcept {}
  Maybe(Null) noexcept : state_{State::null_value} {}
  Maybe(T value) : value_(std::move(value)), state_{State::value} {}
  template <class U>
  requires(std::constructible_from<T, U&&> && !std::same_as<std::remove_cvref_t<U>, Maybe> &&
           !std::same_as<std::remove_cvref_t<U>, Null> && !std::same_as<std::remove_cvref_t<U>, T>) Maybe(U&& value)
      : value_(std::forward<U>(value)), state_{State::value} {}
  Maybe(const Maybe& other) {
    if (other) put(*other);
    state_ = other.state_;
  }
  Maybe(Maybe&& other) noexcept {
    if (other) put(std::move(*other));
    state_ = other.state_;
  }
  Maybe& operator=(const Maybe& other) {
    if (this != &other) *this = Maybe{other};
    return *this;
  }
  Maybe& operator=(Maybe&& other) noexcept {
    if (this == &other) return *this;
    reset();
    if (other) put(std::move(*other));
    state_ = other.state_;
    return *this;
  }
  ~Maybe() { reset(); }

  bool absent() const noexcept { return state_ == State::absent; }
  bool is_null() const noexcept { return state_ == State::null_value; }
  bool has_value() const noexcept { return state_ == State::value; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Precondition: there is a value.
  T& operator*() noexcept { return value_; }
  const T& operator*() const noexcept { return value_; }
  T* operator->() noexcept { return &value_; }
  const T* operator->() const noexcept { return &value_; }
  T value_or(T other) const { return has_value() ? value_ : std::move(other); }
  /// Puts a value in place and gives it.
  T& emplace() {
    reset();
    put();
    state_ = State::value;
    return value_;
  }
  void reset() noexcept {
    if (has_value()) value_.~T();
    state_ = State::absent;
  }
  void set_null() noexcept {
    reset();
    state_ = State::null_value;
  }
  friend bool operator==(const Maybe& a, const Maybe& b) { return a.state_ == b.state_ && (!a || *a == *b); }

 private:
  enum class State : unsigned char { absent, null_value, value };
  template <class... From>
  void put(From&&... from) {
    ::new (static_cast<void*>(&value_)) T(std::forward<From>(from)...);
  }

  union {
    T value_;
  };
  State state_ = State::absent;
};

/// A word of an enumeration on the wire and the enumerator it stands for.
template <class E>
struct Word {
  std::string_view word;
  E value;
};

/// An enumeration whose words are known: `constexpr auto describe(Type<E>)` gives an array of `Word<E>`.
template <class E>
concept Worded = std::is_enum_v<E> && requires {
  { describe(Type<E>{}).front() } -> std::convertible_to<Word<E>>;
};

/// A known enumerator, or the word that was on the wire: words that a newer server adds never fail a read and are
/// written back as they came.
template <class E>
class OpenEnum {
 public:
  OpenEnum() = default;
  OpenEnum(E value) : value_{value} {}
  /// The enumerator whose word this is, or the word itself.
  OpenEnum(std::string_view word) {
    for (const auto& each : describe(Type<E>{})) {
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
  std::string_view word() const {
    if (!known_) return other_;
    for (const auto& each : describe(Type<E>{})) {
      if (each.value == value_) return each.word;
    }
    return {};
  }
  friend bool operator==(const OpenEnum& a, const OpenEnum& b) {
    return a.known_ == b.known_ && (a.known_ ? a.value_ == b.value_ : a.other_ == b.other_);
  }
  friend bool operator==(const OpenEnum& a, E b) { return a.known_ && a.value_ == b; }

 private:
  E value_{};
  bool known_ = true;
  Text other_;
};

/// Any JSON value, kept as its text: exact to the last digit of its numbers. Empty means `null`.
///
/// Text that was read has been checked. Text set by hand is written as it is: use `Json::checked` for text from
/// elsewhere.
struct Json {
  Text text;

  /// The value, if `text` is one well-formed JSON value.
  OAICOMPAT_API static std::optional<Json> checked(std::string_view text);
  /// The JSON string that holds these characters.
  OAICOMPAT_API static Json string(std::string_view characters);

  std::string_view view() const { return text.empty() ? std::string_view{"null"} : text.view(); }
  friend bool operator==(const Json& a, const Json& b) { return a.view() == b.view(); }
};

/// An object whose keys are data: `metadata`, `logit_bias`. Kept in order.
template <class T>
struct Map {
  std::vector<std::pair<Text, T>> items;

  /// The value under a key, the last if there are several; or a null pointer.
  const T* find(std::string_view key) const {
    for (auto at = items.rbegin(); at != items.rend(); ++at) {
      if (at->first == key) return &at->second;
    }
    return nullptr;
  }
  /// Puts a value under a key, in place of an earlier one.
  void set(std::string_view key, T value) {
    if (auto* old = find(key)) return void(const_cast<T&>(*old) = std::move(value));
    items.emplace_back(Text{key}, std::move(value));
  }
  bool operator==(const Map&) const = default;
};

/// One of several types that differ in their JSON kind (a string, a number, an array, an object): chosen by that kind.
template <class... Ts>
class OneOf {
 public:
  using Value = std::variant<Ts...>;
  OneOf() = default;
  template <class U>
  requires(!std::same_as<std::remove_cvref_t<U>, OneOf> && std::constructible_from<Value, U&&>) OneOf(U&& alternative)
      : value{std::forward<U>(alternative)} {}

  /// The alternative, or a null pointer when it is another.
  template <class T>
  const T* get_if() const noexcept {
    return std::get_if<T>(&value);
  }
  template <class T>
  T* get_if() noexcept {
    return std::get_if<T>(&value);
  }
  bool operator==(const OneOf&) const = default;

  Value value;
};

/// An alternative whose tag this library does not know, as it came.
struct Unknown {
  Text tag;
  Json json;
  bool operator==(const Unknown&) const = default;
};

/// A string as a template argument.
template <std::size_t N>
struct Tag {
  char text[N]{};
  constexpr Tag(const char (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

/// An alternative of a `Union`: the word that its tag holds, and the struct that is then read. The struct does not hold
/// the tag. An object without a tag is of this case where it has the member `Implied`.
template <Tag Word, class T, Tag Implied = "">
struct Case {
  using type = T;
  static constexpr std::array<std::string_view, 1> words{Word.view()};
  static constexpr std::string_view implied_by = Implied.view();
};

/// An alternative of a `Union` that has several words: the struct holds the tag, in its member `type`.
template <class T, Tag... Words>
struct TaggedCase {
  using type = T;
  static constexpr std::array<std::string_view, sizeof...(Words)> words{Words.view()...};
  static constexpr std::string_view implied_by{};
};

/// Whether the struct of a case holds the tag.
template <class Case>
inline constexpr bool holds_tag = false;
template <class T, Tag... Words>
inline constexpr bool holds_tag<TaggedCase<T, Words...>> = true;

/// An object whose member `Key` says which struct it is: `Union<"type", Case<"text", TextPart>, ...>`. An object with
/// another tag is kept byte for byte as `Unknown`.
template <Tag Key, class... Cases>
class Union {
 public:
  using Value = std::variant<typename Cases::type..., Unknown>;
  static constexpr std::string_view key = Key.view();

  Union() = default;
  template <class U>
  requires(!std::same_as<std::remove_cvref_t<U>, Union> && std::constructible_from<Value, U&&>) Union(U&& alternative)
      : value{std::forward<U>(alternative)} {}

  /// The alternative, or a null pointer when it is another.
  template <class T>
  const T* get_if() const noexcept {
    return std::get_if<T>(&value);
  }
  template <class T>
  T* get_if() noexcept {
    return std::get_if<T>(&value);
  }
  /// The word that the tag holds.
  std::string_view tag() const {
    if (const auto* other = get_if<Unknown>()) return other->tag;
    if constexpr ((holds_tag<Cases> || ...)) {
      constexpr std::array<std::string_view (*)(const Value&), sizeof...(Cases)> tags{&tag_of<Cases>...};
      return tags[value.index()](value);
    } else {
      constexpr std::array<std::string_view, sizeof...(Cases)> words{Cases::words[0]...};
      return words[value.index()];
    }
  }
  bool operator==(const Union&) const = default;

  Value value;

 private:
  template <class C>
  static std::string_view tag_of(const Value& value) {
    if constexpr (holds_tag<C>) {
      const auto& tag = std::get_if<typename C::type>(&value)->type;
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

/// A field that the struct has no member for, or a member in the form in which it came.
struct Extra {
  Text key;
  Json json;
  /// 0 for a field. Else the struct has a member of this name, which came in a form that it does not write (a number in
  /// quotes): a mark of what was read. The form is written while the member still holds that.
  std::uint64_t read_as = 0;
  bool operator==(const Extra&) const = default;

  /// `const auto& [key, json] = extra`.
  template <std::size_t I>
  friend const auto& get(const Extra& extra) {
    if constexpr (I == 0) {
      return extra.key;
    } else {
      return extra.json;
    }
  }
};

}  // namespace oaicompat::inline v1

template <>
struct std::tuple_size<oaicompat::Extra> : std::integral_constant<std::size_t, 2> {};
template <>
struct std::tuple_element<0, oaicompat::Extra> {
  using type = const oaicompat::Text;
};
template <>
struct std::tuple_element<1, oaicompat::Extra> {
  using type = const oaicompat::Json;
};

namespace oaicompat::inline v1 {

/// The name and type of a field that engines add, for typed access: `inline constexpr ExtraKey<double> min_p{"min_p"};`
/// T is `bool`, `std::int64_t`, `double`, `std::string` or `Json`.
template <class T>
struct ExtraKey {
  std::string_view name;
};

/// The fields that a struct has no member for, in order, each as the JSON text it came as; written back last.
///
/// They also remember which members came otherwise than the struct writes them: a required one that was absent, a
/// `null` that the type does not have, a value of another kind. Such a member is written as it came while it holds what
/// was read; one that has been changed is written as ever. See `Writing`.
class Extras {
 public:
  Extras() = default;

  /// The JSON under a key, the last if there are several; or a null pointer.
  const Json* find(std::string_view key) const {
    for (auto at = fields_.rbegin(); at != fields_.rend(); ++at) {
      if (at->key == key) return &at->json;
    }
    return nullptr;
  }
  /// Puts JSON under a key, in place of an earlier one.
  void set(std::string_view key, Json json) {
    if (auto* old = find(key)) return void(const_cast<Json&>(*old) = std::move(json));
    fields_.push_back({Text{key}, std::move(json)});
  }
  /// Puts a field after the others.
  void add(Extra field) { fields_.push_back(std::move(field)); }
  void remove(std::string_view key) {
    std::erase_if(fields_, [&](const Extra& each) { return each.key == key; });
  }

  /// The value under a key as T; nothing when the key is absent, `null`, or of another type.
  template <class T>
  std::optional<T> get(ExtraKey<T> key) const {
    const auto* json = find(key.name);
    if (!json) return std::nullopt;
    if constexpr (std::same_as<T, bool>) return as_bool(*json);
    if constexpr (std::same_as<T, std::int64_t>) return as_integer(*json);
    if constexpr (std::same_as<T, double>) return as_number(*json);
    if constexpr (std::same_as<T, std::string>) return as_string(*json);
    if constexpr (std::same_as<T, Json>) return *json;
  }
  /// Puts a value under a key, in place of an earlier one.
  template <class T>
  void set(ExtraKey<T> key, const std::type_identity_t<T>& value) {
    if constexpr (std::same_as<T, std::string>) {
      set(key.name, Json::string(value));
    } else if constexpr (std::same_as<T, Json>) {
      set(key.name, value);
    } else {
      set(key.name, of(value));
    }
  }

  /// Keeps the form in which a member came; `read_as` is the mark of what was read from it.
  void add_form(Extra form) {
    forms_ = true;
    fields_.push_back(std::move(form));
  }
  /// The form in which the member of this name came, the last if there are several; or a null pointer.
  const Extra* form(std::string_view name) const {
    if (!forms_) return nullptr;
    for (auto at = fields_.rbegin(); at != fields_.rend(); ++at) {
      if (at->read_as != 0 && at->key == name) return &*at;
    }
    return nullptr;
  }
  /// Notes that these members of a described type, a bit each, were absent, or null where the type has no null.
  void note_odd(std::uint32_t type, std::uint64_t members) {
    odd_ = (type_ == type ? odd_ : 0) | members;
    type_ = type;
  }
  /// Forgets that a member was absent.
  void note_given(std::uint32_t type, std::uint64_t members) {
    if (type_ == type) odd_ &= ~members;
  }
  /// The members of the type that were noted. Those of another type, which these extras were copied from, are none.
  std::uint64_t odd(std::uint32_t type) const { return type_ == type ? odd_ : 0; }
  bool has_forms() const { return forms_; }
  /// Whether some member of the struct came otherwise than it is written.
  bool came_odd() const { return odd_ != 0 || forms_; }

  /// Notes that the struct was read from another server's answer.
  void note_from_wire() { from_wire_ = true; }
  bool from_wire() const { return from_wire_; }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }
  friend bool operator==(const Extras& a, const Extras& b) {
    return a.odd_ == b.odd_ && (a.odd_ == 0 || a.type_ == b.type_) && a.fields_ == b.fields_;
  }

 private:
  OAICOMPAT_API static std::optional<bool> as_bool(const Json& json);
  OAICOMPAT_API static std::optional<std::int64_t> as_integer(const Json& json);
  OAICOMPAT_API static std::optional<double> as_number(const Json& json);
  OAICOMPAT_API static std::optional<std::string> as_string(const Json& json);
  OAICOMPAT_API static Json of(bool value);
  OAICOMPAT_API static Json of(std::int64_t value);
  OAICOMPAT_API static Json of(double value);

  std::vector<Extra> fields_;
  std::uint64_t odd_ = 0;
  std::uint32_t type_ = 0;
  bool forms_ = false, from_wire_ = false;
};

// --- what the walks ask about a type -----------------------------------------------------------------------------

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<Maybe<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<Map<T>> = true;
template <class T>
inline constexpr bool is_open_enum = false;
template <class E>
inline constexpr bool is_open_enum<OpenEnum<E>> = true;
template <class T>
inline constexpr bool is_one_of = false;
template <class... Ts>
inline constexpr bool is_one_of<OneOf<Ts...>> = true;
template <class T>
inline constexpr bool is_union = false;
template <Tag Key, class... Cases>
inline constexpr bool is_union<Union<Key, Cases...>> = true;

/// Whether a member of this type may be left out.
template <class T>
inline constexpr bool can_be_absent = is_optional<T> || is_maybe<T>;

namespace detail {
// See json/odd.hpp.
inline constexpr std::uint64_t no_mark = 1;
template <class T>
std::uint64_t mark_of(const T& value);
template <class T>
bool take_other(T& out, std::string_view json);
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/describe.hpp>
#endif
