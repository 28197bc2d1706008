// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/release.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <utility>

// The chunks of a stream differ, as a rule, in one text: the words. The JSON before and after them is written, and
// read, once.

namespace oaicompat::inline v1::detail {

/// Whether the chunks of an operation may differ in one text alone.
template <class Op>
concept HasWords = StreamedOperation<Op> && requires(typename Op::Chunk& chunk) {
  Op::Streaming::delta_text(chunk);
};

// Whether an operation's events are sent under names, and end without a mark.
template <class Op>
concept NamesEvents = requires(const typename Op::Chunk& chunk) {
  Op::Streaming::name(chunk);
};
// Whether they are numbered, and an error is one of them.
template <class Op>
concept NumbersEvents = requires(const typename Op::Chunk& chunk) {
  Op::Streaming::number(chunk, std::int64_t{});
};
// Whether an event of such an operation is an error.
template <StreamedOperation Op>
bool is_error_event(const typename Op::Chunk& chunk) {
  if constexpr (NumbersEvents<Op>) return Op::Streaming::name(chunk) == "error";
  return false;
}

/// Appends JSON as the data of an event. Line breaks stand only between the tokens of JSON that was kept as text.
template <class Chunk>
void append_sse_json(Bytes& out, const Chunk& chunk, Writing writing) {
  out += "data: ";
  const auto from = out.size();
  append_json(out, chunk, writing);
  for (const char c : {'\n', '\r'}) {
    for (auto at = out.find(c, from); at != out.npos; at = out.find(c, at)) out[at] = ' ';
  }
  out += "\n\n";
}

/// Writes the chunks of one stream as server-sent events. The first one is only written: a stream that waits after each
/// has no use for its form.
template <HasWords Op>
class ChunkWriter {
 public:
  using Chunk = typename Op::Chunk;

  explicit ChunkWriter(Writing writing) : writing_{writing} {}

  /// Takes the chunk's words, perhaps.
  void append(Bytes& out, Chunk& chunk) {
    auto* words = Op::Streaming::delta_text(chunk);
    if (!words || !std::exchange(begun_, true)) return append_sse_json(out, chunk, writing_);
    auto taken = std::move(*words);  // which leaves none
    if (!form_) form_ = std::make_unique<Chunk>();
    if (!(chunk == *form_)) {
      *form_ = chunk;
      before_.clear();
      *words = std::move(taken);
      return append_sse_json(out, chunk, writing_);
    }
    if (before_.empty()) lay_out(chunk, *words);
    out += before_;
    write_inside_quotes(out, taken);
    out += after_;
  }
  /// Gives memory back while nothing is expected soon.
  void rest() {
    begun_ = false;
    form_.reset();
    release(before_);
    release(after_);
  }

 private:
  // Two events that differ in their words alone begin to differ where the words begin.
  void lay_out(Chunk& chunk, Text& words) {
    Bytes without, with;
    append_sse_json(without, chunk, writing_);
    words = Text{"."};
    append_sse_json(with, chunk, writing_);
    const auto differs = std::mismatch(without.begin(), without.end(), with.begin()).first;
    before_.assign(without.begin(), differs);
    after_.assign(differs, without.end());
  }

  const Writing writing_;
  bool begun_ = false;
  std::unique_ptr<Chunk> form_;  // without words
  Bytes before_, after_;
};

/// Whether events of an operation have names and numbers, and may differ in one text and the number alone.
template <class Op>
concept HasNumberedWords = StreamedOperation<Op> && requires(typename Op::Chunk& chunk) {
  Op::Streaming::name(chunk);
  Op::Streaming::delta_fields(chunk);
};

/// Writes the events of one stream under their names, as a ChunkWriter does.
template <HasNumberedWords Op>
class NumberedWriter {
 public:
  using Chunk = typename Op::Chunk;

  explicit NumberedWriter(Writing writing) : writing_{writing} {}

  /// Takes the chunk's words and number, perhaps.
  void append(Bytes& out, Chunk& chunk) {
    const auto moving = Op::Streaming::delta_fields(chunk);
    if (!moving.words || !std::exchange(begun_, true)) return append_named(out, chunk);
    auto words = std::exchange(*moving.words, Text{});
    const auto number = std::exchange(*moving.number, 0);
    if (!form_) form_ = std::make_unique<Chunk>();
    if (!(chunk == *form_)) {
      *form_ = chunk;
      before_.clear();
    } else if (!before_.empty() || lay_out(chunk)) {
      out += before_;
      write_inside_quotes(out, words);
      out += between_;
      append_json(out, number);
      out += after_;
      return;
    }
    *moving.words = std::move(words);
    *moving.number = number;
    append_named(out, chunk);
  }
  void append_named(Bytes& out, const Chunk& chunk) const {
    append_sse_name(out, Op::Streaming::name(chunk));
    append_sse_json(out, chunk, writing_);
  }
  /// Gives memory back while nothing is expected soon.
  void rest() {
    begun_ = false;
    form_.reset();
    release(before_);
    release(between_);
    release(after_);
  }

 private:
  // Events that differ in their words, or in their number, begin to differ there. Without words, with the number 0 now.
  bool lay_out(Chunk& chunk) {
    const auto moving = Op::Streaming::delta_fields(chunk);
    Bytes plain, worded, numbered;
    append_named(plain, chunk);
    *moving.words = Text{"."};
    append_named(worded, chunk);
    *moving.words = Text{};
    *moving.number = 1;
    append_named(numbered, chunk);
    *moving.number = 0;
    const auto words = std::mismatch(plain.begin(), plain.end(), worded.begin()).first;
    const auto number = std::mismatch(plain.begin(), plain.end(), numbered.begin()).first;
    if (number <= words) return false;
    before_.assign(plain.begin(), words);
    between_.assign(words, number);
    after_.assign(number + 1, plain.end());
    return true;
  }

  const Writing writing_;
  bool begun_ = false;
  std::unique_ptr<Chunk> form_;  // without words, numbered 0
  Bytes before_, between_, after_;
};

/// Reads the chunks of one stream.
template <StreamedOperation Op>
class ChunkReader {
 public:
  using Chunk = typename Op::Chunk;

  explicit ChunkReader(ReadOptions options) : options_{options} {}

  std::optional<Error> read(std::string_view json, Chunk& out) {
    auto chunk = parse_owned<Chunk>(json, options_);
    if (!chunk) return chunk.error();
    out = *std::move(chunk);
    return std::nullopt;
  }

 private:
  const ReadOptions options_;
};

template <HasWords Op>
class ChunkReader<Op> {
 public:
  using Chunk = typename Op::Chunk;

  explicit ChunkReader(ReadOptions options) : options_{options} {}

  std::optional<Error> read(std::string_view json, Chunk& out) {
    if (const auto words = words_in(json)) {
      put(*words, out);
      return std::nullopt;
    }
    auto chunk = parse_owned<Chunk>(json, options_);
    if (!chunk) return chunk.error();
    out = *std::move(chunk);
    // Where the form is never met again, looking for it must cost next to nothing.
    if (std::has_single_bit(++read_whole_)) learn(json, out);
    return std::nullopt;
  }

 private:
  std::optional<std::string_view> words_in(std::string_view json) const {
    const auto around = before_.size() + after_.size();
    if (around == 0 || json.size() < around || !json.starts_with(before_) || !json.ends_with(after_))
      return std::nullopt;
    const auto words = json.substr(before_.size(), json.size() - around);
    return is_plain(words) ? std::optional{words} : std::nullopt;
  }
  // `out` often still is the last chunk.
  void put(std::string_view words, Chunk& out) const {
    auto* place = Op::Streaming::delta_text(out);
    if (place) *place = Text{};
    if (!place || !(out == form_)) {
      out = form_;
      place = Op::Streaming::delta_text(out);
    }
    *place = Text{words};
  }

  // Where the words stand is guessed, and proved by reading the same JSON with others there.
  void learn(std::string_view json, Chunk& chunk) {
    constexpr std::size_t largest = 4096, guesses = 4;
    const auto* words = Op::Streaming::delta_text(chunk);
    if (!words || words->empty() || json.size() > largest) return;
    const auto quoted = "\"" + words->str() + "\"";
    auto at = json.find(quoted);
    for (std::size_t i = 0; i < guesses && at != json.npos; ++i, at = json.find(quoted, at + 1)) {
      if (prove(json.substr(0, at + 1), json.substr(at + quoted.size() - 1), chunk)) return;
    }
  }
  bool prove(std::string_view before, std::string_view after, Chunk& chunk) {
    constexpr std::string_view others = "other words";
    auto read = parse_owned<Chunk>(Bytes{before}.append(others).append(after), options_);
    auto* words = read ? Op::Streaming::delta_text(*read) : nullptr;
    if (!words || *words != others) return false;
    auto& place = *Op::Streaming::delta_text(chunk);
    *words = Text{};
    auto kept = std::exchange(place, Text{});
    const bool same = *read == chunk;
    place = std::move(kept);
    if (!same) return false;
    form_ = *std::move(read);
    before_ = before;
    after_ = after;
    return true;
  }

  const ReadOptions options_;
  Chunk form_;  // without words
  Bytes before_, after_;
  std::size_t read_whole_ = 0;
};

}  // namespace oaicompat::inline v1::detail
