// Result: a value, or the Error that stood in its way.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {

/// What `Result::value()` throws. The library itself never throws it on bad input.
class Exception : public std::runtime_error {
 public:
  explicit Exception(Error error) : std::runtime_error{error.message}, error_{std::move(error)} {}
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

namespace detail {

/// Ends the program: a value was read where there is an error, or an error where there is a value.
[[noreturn]] inline void end_on_misuse(const char* what, const Error* error) {
  std::fprintf(stderr, "oaicompat: %s%s%s%s\n", what, error ? ": " : "", error ? error->message.c_str() : "",
               error && !error->code.empty() ? (" (" + error->code + ")").c_str() : "");
  std::abort();
}

}  // namespace detail

/// A T, or an Error. Test it, then read `*result` or `result.error()`; or call `value()`, which throws.
///
///     auto answer = client.chat(request);
///     if (!answer) return report(answer.error());
///     use(*answer);
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value. Where there is none the program ends with the error's message on stderr, in every build.
  T& operator*() & { return checked(); }
  const T& operator*() const& { return const_cast<Result*>(this)->checked(); }
  T&& operator*() && { return std::move(checked()); }
  T* operator->() { return &checked(); }
  const T* operator->() const { return &const_cast<Result*>(this)->checked(); }

  /// The error. Where there is none the program ends, in every build.
  const Error& error() const {
    if (has_value()) detail::end_on_misuse("error() of a Result that holds a value", nullptr);
    return *std::get_if<1>(&state_);
  }

  /// The value; throws `Exception` when there is none (ends the program where exceptions are switched off).
  T& value() & {
    require();
    return checked();
  }
  const T& value() const& {
    require();
    return **this;
  }
  T&& value() && {
    require();
    return std::move(checked());
  }

 private:
  T& checked() {
    if (!has_value())
      detail::end_on_misuse("the value of a Result that holds an error was read", std::get_if<1>(&state_));
    return *std::get_if<0>(&state_);
  }
  void require() const {
    if (has_value()) return;
#if OAICOMPAT_EXCEPTIONS
    throw Exception{error()};
#else
    detail::end_on_misuse("value() of a Result that holds an error", &error());
#endif
  }
  std::variant<T, Error> state_;
};

/// The value of an operation that gives nothing but may fail.
struct Done {
  bool operator==(const Done&) const = default;
};

/// Nothing, or an Error: `return {};` where all went well.
template <>
class [[nodiscard]] Result<void> : public Result<Done> {
 public:
  Result() : Result<Done>{Done{}} {}
  using Result<Done>::Result;
};

}  // namespace oaicompat::inline v1
