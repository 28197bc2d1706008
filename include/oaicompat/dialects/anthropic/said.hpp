// What an assistant says, as blocks and as the members of a chat message.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/anthropic/codec.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/dialects/placed_blocks.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// The format of reasoning details that are Anthropic's, as the field names it.
inline constexpr std::string_view anthropic_format = "anthropic-claude-v1";
// The effort that thinking implies where a request names none: what a backend sees that knows no budgets.
inline std::optional<ReasoningEffort> implied_effort(const AnthropicThinkingOptions& thinking) {
  if (thinking.type == "adaptive") return ReasoningEffort::medium;
  if (!(thinking.type == "enabled")) return std::nullopt;
  const auto budget = thinking.budget_tokens.value_or(8192);
  return budget <= 2048 ? ReasoningEffort::low : budget <= 12288 ? ReasoningEffort::medium : ReasoningEffort::high;
}

// A JSON object that is written member by member.
class JsonObjectText {
 public:
  JsonObjectText& add(std::string_view name, std::string_view text);
  JsonObjectText& raw(std::string_view name, std::string_view json);
  JsonObjectText& number(std::string_view name, std::int64_t value) { return raw(name, std::to_string(value)); }
  JsonObjectText& extras(const Extras& extra);
  // The members of an object, as they stand.
  JsonObjectText& members_of(std::string_view object);
  bool empty() const { return out_.size() == 1; }
  Json take();

 private:
  Bytes out_{"{"};
};
// A JSON array that is written item by item.
class JsonArrayText {
 public:
  void add(std::string_view json) { (out_ += out_.size() == 1 ? "" : ",").append(json); }
  bool empty() const { return out_.size() == 1; }
  Json take() { return {Text{out_ + "]"}}; }

 private:
  Bytes out_{"["};
};

// What becomes of thoughts that nothing proves.
enum class Unsigned { kept, dropped };

// The members of a chat message.
struct Said {
  Maybe<Text> content{};
  std::vector<ToolCall> calls{};
  Extras extra{};  // reasoning_content, reasoning_details, content_blocks
};
// The same, of a message that stands elsewhere.
struct SaidView {
  std::optional<std::string> content{};
  const std::vector<ToolCall>* calls = nullptr;
  const Extras& extra;
};

// Blocks as the members of a chat message.
Said said_of(const std::vector<AnthropicBlock>& blocks);
// The members of a chat message as blocks, in the order in which they were blocks before. **Errors**: arguments that
// are no JSON object.
Result<std::vector<AnthropicBlock>> blocks_of(const SaidView& said, Unsigned thoughts, const std::string& path,
                                              LossReport& losses);
// Arguments as the input of a call: nothing is `{}`. Nothing where they are no JSON object.
std::optional<Json> call_input_of(std::string_view arguments);
// The input of a custom tool's call.
Json custom_input(std::string_view text);

// A detail of reasoning: `index` is the block's place.
Json thinking_detail(const AnthropicThinking& block, std::int64_t index);
Json redacted_detail(const AnthropicRedactedThinking& block, std::int64_t index);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/said.ipp>
#endif
