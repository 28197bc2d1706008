// AnthropicStreamReader: the events of Anthropic's stream as the chunks of a chat completion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/anthropic/answers.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Reads one event after the other. Blocks that chat has no member for travel as `content_blocks`.
class AnthropicStreamReader {
 public:
  AnthropicStreamReader(std::int64_t created, AskedAnthropic asked) : created_{created}, asked_{std::move(asked)} {}

  // Takes the data of an event; the chunks it makes are put at the end of `out`. **Errors**: data that is no event, an
  // `error` event, a piece that belongs to no open block.
  Result<void> add(std::string_view data, std::deque<ChatChunk>& out);
  // Whether `message_stop` has come.
  bool stopped() const { return stopped_; }
  // Whether any event has come.
  bool began() const { return began_; }

 private:
  enum class Kind { text, thinking, redacted, call, kept };
  struct Block {
    Kind kind = Kind::kept;
    std::int64_t index = 0, call = 0, length = 0;
    bool has_delta = false, first_text = true, cited = false, custom = false, answer = false;
    std::string words{};  // of a custom tool's call
    std::string name{};
  };

  bool add_text(std::string_view data, std::deque<ChatChunk>& out);
  void start_message(const AnthropicMessage& message, std::deque<ChatChunk>& out);
  void start_block(std::int64_t index, const Json& json, std::deque<ChatChunk>& out);
  void start_call(Block& block, const AnthropicToolUse& use, std::deque<ChatChunk>& out);
  void delta(Block& block, const AnthropicDelta& delta, std::string_view data, std::deque<ChatChunk>& out);
  void arguments(Block& block, std::string_view more, std::deque<ChatChunk>& out);
  void stop_block(const Block& block, std::deque<ChatChunk>& out);
  void stop_blocks(std::deque<ChatChunk>& out);
  void end_message(const AnthropicEvent& event, std::deque<ChatChunk>& out);
  void stop_message(std::deque<ChatChunk>& out);

  ChatChunk chunk() const;
  Delta& say(std::deque<ChatChunk>& out) const;
  void keep(JsonObjectText entry, std::deque<ChatChunk>& out) const;
  void detail(const Json& detail, std::string_view thought, std::deque<ChatChunk>& out) const;
  ToolCallDelta& piece(std::int64_t call, std::deque<ChatChunk>& out) const;

  const std::int64_t created_;
  const AskedAnthropic asked_;
  Text id_, model_;
  Maybe<OpenEnum<ServiceTier>> tier_;
  AnthropicUsage usage_;
  Extras foreign_;                        // members of the message that chat has none for
  std::map<std::int64_t, Block> blocks_;  // that are open
  std::int64_t texts_ = 0, calls_ = 0;
  bool began_ = false, ended_ = false, stopped_ = false, unwrapped_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/stream_reader.ipp>
#endif
