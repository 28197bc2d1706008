// Three states for a member: absent, null, or a value.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <concepts>
#include <new>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

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
    if (other) {
      if (this != &other) *this = Maybe{other};
    } else {
      const auto state = other.state_;  // `other` may lie within what goes
      reset();
      state_ = state;
    }
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

}  // namespace oaicompat::inline v1
