// AnthropicStreamWriter: the chunks of a chat completion as the events of Anthropic's stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/answers.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Tells when the JSON object that comes in pieces is whole.
class JsonEndFinder {
 public:
  void add(std::string_view more);
  bool is_whole() const { return began_ && depth_ == 0; }
  bool is_open() const { return depth_ > 0; }

 private:
  std::size_t depth_ = 0;
  bool began_ = false, in_text_ = false, escaped_ = false;
};

// Says what chunks say, one block at a time: a block begins with the first of it that is not empty, and ends where the
// chunks speak of something else. Pieces of calls that come between those of another call wait until that one is whole.
class AnthropicStreamWriter {
 public:
  // `input_tokens` is what the beginning says of the input; the end says what it was.
  explicit AnthropicStreamWriter(std::int64_t input_tokens) : input_tokens_{input_tokens} {}

  // Appends the events of a chunk. **Errors**: too much waits.
  Result<void> add(const ChatChunk& chunk, Bytes& out);
  // Whether the chunks have said why the answer ends.
  bool finished() const { return finish_.has_value(); }
  // Appends the end. Precondition: `finished`.
  void finish(Bytes& out);
  bool began() const { return began_; }

 private:
  enum class Open { nothing, thinking, text, call, other };
  struct Call {
    std::string id, name, waiting;
    Extras extra{};
    JsonEndFinder end{};
    bool begun = false, ended = false, custom = false;
  };

  void begin(const ChatChunk& chunk, Bytes& out);
  // What the end says that the beginning does not, and chat has no members for.
  AnthropicMessage late_foreign() const;
  void details(const Json& list, Bytes& out);
  void detail(const Json& each, Bytes& out);
  void kept(const Json& list, Bytes& out);
  void kept_block(const Json& each, std::int64_t index, Bytes& out);
  void think(std::string_view text, std::optional<std::int64_t> index, const Extras& extra, Bytes& out);
  void say(std::string_view text, Bytes& out);
  void cite(std::string_view citation, Bytes& out);
  Result<void> call(const ToolCallDelta& piece, Bytes& out);
  void begin_call(std::size_t place, Bytes& out);
  void grow_call(Call& call, Bytes& out);
  void next_calls(Bytes& out);
  void flush_calls(Bytes& out);
  bool in_arguments() const;

  void open(Open what, std::string_view block, Bytes& out);
  void whole(std::string_view block, Bytes& out);
  void close(Bytes& out);
  void delta(std::string_view type, std::string_view member, std::string_view text, Bytes& out);
  void raw_delta(std::string_view json, Bytes& out);

  static constexpr std::size_t most_waiting = std::size_t{64} << 20, most_calls = 1024;

  std::int64_t input_tokens_;
  bool began_ = false, pinged_ = false;
  Open open_ = Open::nothing;
  std::int64_t block_ = -1;                   // the number of the last block
  std::optional<std::int64_t> detail_{};      // the place of the thought that is open
  std::optional<std::int64_t> kept_index_{};  // the place of the kept block that is open
  std::string signature_;
  std::map<std::int64_t, std::size_t> places_;  // of calls, by their index
  std::deque<Call> calls_;
  std::size_t open_call_ = 0, waiting_ = 0;
  std::string refusal_, held_;  // held: text that came within the arguments of a call
  std::optional<OpenEnum<FinishReason>> finish_;
  Extras choice_extra_, foreign_;
  AnthropicMessage begun_;  // what the beginning says that chat has no members for
  AnthropicUsage usage_;
  bool has_usage_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/stream_writer.ipp>
#endif
