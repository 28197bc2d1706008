// Parsed, and the declarations of reading and writing: cheap to include, names no parser.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>
#include <oaicompat/base/result.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// How much a reader forgives.
enum class Reading {
  /// What a server does with a request: a missing required member or a wrong type is an error.
  strict,
  /// What a client does with an answer, as servers vary: a missing member keeps its default, `null` is an absent or
  /// empty value, a number may stand as a string or a string as a number, any value where text is expected is kept as
  /// its JSON text, and a member that cannot be understood keeps its default. The extras remember how such members
  /// came. `parse_owned` reads once more, from its copy, what fails inside a list or is a number out of range, and the
  /// words `NaN` (null) and `Infinity` (the largest number); `parse` reads in place, once, and refuses those.
  lenient,
  /// What a server does with the parameters of a query, which are all text: as lenient, but what cannot be understood
  /// is
  /// an error, and nothing is remembered.
  parameters,
};

/// How members are written that came otherwise than their struct writes them: required but absent, `null` where there
/// is no null, of another kind. Structs that were made by hand have none.
enum class Writing {
  /// As they came, while they hold what was read: what a proxy does, which makes nothing up.
  as_it_came,
  /// As the description has them: what was absent with its default, what was of another kind as it was understood. What
  /// a strict reader then takes.
  as_described,
};

/// The bounds of reading.
struct ReadOptions {
  Reading reading = Reading::strict;
  /// How deep arrays and objects may nest, at most 1000 levels. Default 64.
  std::size_t max_depth = 64;
  /// How much memory the read structs may take beyond the input, in bytes: many small elements cost more than their
  /// text. Default 64 MiB.
  std::size_t max_memory = std::size_t{64} << 20;
};

/// A T and the bytes that its borrowed Texts point into. Copies share both.
///
/// **Lifetime**: read through it; what must outlive it is copied out (a copied Text owns its bytes).
/// **Threads**: safe to read from many.
template <class T>
class Parsed {
 public:
  /// Takes a value that was made by hand.
  Parsed(T value) : Parsed{std::move(value), nullptr} {}
  /// Takes a value that was made by hand, and whoever keeps what it borrows: a file that is mapped.
  Parsed(T value, BufferOwnerPtr keeper) : state_{std::make_shared<State>()} {
    state_->value = std::move(value);
    state_->keeper = std::move(keeper);
  }
  const T& operator*() const noexcept { return state_->value; }
  const T* operator->() const noexcept { return &state_->value; }

  /// Who keeps what the value borrows from, where that is not a string; null otherwise.
  const BufferOwnerPtr& keeper() const noexcept { return state_->keeper; }
  /// Whether what the value borrows lives as long as this does.
  bool keeps_borrowed() const noexcept { return state_->keeper || !state_->bytes.empty(); }

  /// The bytes, or who keeps them, and the value that borrows from them: for readers only.
  struct State {
    Bytes bytes;
    BufferOwnerPtr keeper;
    T value{};
  };
  explicit Parsed(std::shared_ptr<State> state) : state_{std::move(state)} {}
  const std::shared_ptr<State>& state() const noexcept { return state_; }

 private:
  std::shared_ptr<State> state_;
};

namespace detail {
class Reader;
class JsonCursor;  // a value of a document that is being read
class JsonWriter;
}  // namespace detail

/// Whether a type that stands inside many others is read and written through its own `Codec` everywhere, so that it is
/// compiled once.
template <class T>
inline constexpr bool compiled_apart = false;

/// Reading and writing of one type. Compiled into the library for the types of the API (`resources/codec.hpp` lists
/// them); for a struct of your own include `oaicompat/json/read.hpp` or `oaicompat/json/write.hpp`.
template <class T>
struct Codec {
  static Result<Parsed<T>> parse(Bytes json, const ReadOptions& options);
  static Result<T> parse_owned(std::string_view json, const ReadOptions& options);
  static void append(Bytes& out, const T& value, Writing writing);
  // Inside another value.
  static bool read_inside(detail::Reader& reader, detail::JsonCursor& json, T& out);
  static void write_inside(detail::JsonWriter& writer, const T& value);
};

/// Reads JSON into a T that borrows from the bytes: strings are not copied, escapes are resolved in place. Duplicate
/// keys: the last one counts, but of a union's tag the first. Invalid UTF-8 is refused; an escape that is half a
/// surrogate pair is refused too, and U+FFFD to a lenient reader.
///
/// **Errors**: `ErrorKind::parse`, with `param` the path of what is wrong (`messages[1].content`). A server answers
/// 400.
template <class T>
Result<Parsed<T>> parse(Bytes json, const ReadOptions& options = {}) {
  return Codec<T>::parse(std::move(json), options);
}

/// Reads JSON into a T that depends on nothing. As `parse` otherwise.
template <class T>
Result<T> parse_owned(std::string_view json, const ReadOptions& options = {}) {
  return Codec<T>::parse_owned(json, options);
}

/// Appends the JSON of a value.
template <class T>
void append_json(Bytes& out, const T& value) {
  Codec<T>::append(out, value, Writing::as_it_came);
}
template <class T>
void append_json(Bytes& out, const T& value, Writing writing) {
  Codec<T>::append(out, value, writing);
}

/// The JSON of a value.
template <class T>
std::string to_json(const T& value) {
  Bytes out;
  append_json(out, value);
  return out;
}
template <class T>
std::string to_json(const T& value, Writing writing) {
  Bytes out;
  append_json(out, value, writing);
  return out;
}

}  // namespace oaicompat::inline v1
