// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/bedrock/codec.hpp>
#include <oaicompat/dialects/bedrock/from_converse.hpp>
#include <oaicompat/dialects/bedrock/to_converse.hpp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/placed_blocks.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace oaicompat::inline v1::detail::bedrock {

// --- what both forms have ------------------------------------------------------------------------------------------

struct StopRow {
  std::string_view word;
  FinishReason reason;
};
inline constexpr StopRow stop_rows[] = {{"end_turn", FinishReason::stop},
                                        {"stop_sequence", FinishReason::stop},
                                        {"tool_use", FinishReason::tool_calls},
                                        {"max_tokens", FinishReason::length},
                                        {"model_context_window_exceeded", FinishReason::length},
                                        {"content_filtered", FinishReason::content_filter},
                                        {"guardrail_intervened", FinishReason::content_filter}};

// `calls`: whether the answer has calls but for that of the answer's own tool.
inline Result<OpenEnum<FinishReason>> finish_of(std::string_view word, bool calls) {
  if (word.starts_with("malformed_"))
    return api_error(502, "The model's output was malformed: " + std::string{word} + ".", std::string{word});
  if (word == "tool_use" && !calls) return OpenEnum<FinishReason>{FinishReason::stop};
  for (const auto& row : stop_rows) {
    if (row.word == word) return OpenEnum<FinishReason>{row.reason};
  }
  return OpenEnum<FinishReason>{word};
}

// Bedrock counts the tokens that a cache held or was given apart.
inline Usage usage_of(const ConverseUsage& from) {
  const auto added = [](std::int64_t a, std::int64_t b) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    a = std::max<std::int64_t>(0, a), b = std::max<std::int64_t>(0, b);
    return a > most - b ? most : a + b;
  };
  const auto read = from.cache_read_input_tokens.value_or(0), written = from.cache_write_input_tokens.value_or(0);
  Usage out;
  out.prompt_tokens = added(from.input_tokens, added(read, written));
  out.completion_tokens = from.output_tokens;
  out.total_tokens = added(out.prompt_tokens, out.completion_tokens);
  if (from.cache_read_input_tokens || from.cache_write_input_tokens) {
    auto& details = out.prompt_tokens_details.emplace();
    details.cached_tokens = read;
    if (from.cache_write_input_tokens) details.cache_write_tokens = written;
  }
  return out;
}

// A piece of `reasoning_details`.
inline Json reasoning_detail(const AnswerFacts& facts, std::string_view type, std::string_view member,
                             std::string_view text, std::int64_t index) {
  const auto format = is_claude(facts.model) ? "anthropic-claude-v1" : "unknown";
  std::string out = R"({"type":")";
  out.append(type).append(R"(",")").append(member).append("\":").append(Json::string(text).view());
  out.append(R"(,"format":")").append(format).append(R"(","index":)").append(std::to_string(index)).append("}");
  return {Text{out}};
}

// A piece of `content_blocks`: the place of a text.
inline Json text_place(std::int64_t index, std::optional<std::int64_t> length) {
  std::string out = R"({"index":)" + std::to_string(index) + R"(,"type":"text")";
  if (length) out += R"(,"length":)" + std::to_string(*length);
  return {Text{out + "}"}};
}

// --- errors --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Error error_of(int status, std::string_view name, std::string_view body) {
  const Json json{Text{body}};
  std::string message;
  for (const auto* key : {"message", "Message", "originalMessage"}) {
    if (message.empty()) message = json.at(key).as_string().value_or("");
  }
  const auto named = name.empty() ? json.at("__type").as_string().value_or("") : std::string{name};
  auto word = std::string_view{named}.substr(named.find('#') == named.npos ? 0 : named.find('#') + 1);
  word = word.substr(0, word.find(':'));
  if (message.empty()) message = word.empty() ? std::string{body.substr(0, 1024)} : std::string{word};
  if (message.empty()) message = "The provider answered with status " + std::to_string(status) + ".";
  const auto original = json.at("originalStatusCode").as_integer().value_or(0);
  const bool of_model = iequals(word, "ModelErrorException") || iequals(word, "ModelStreamErrorException");
  auto out = error_from(ErrorDialect::bedrock, of_model ? 0 : status, word, std::move(message));
  if (of_model) out.status = original >= 500 && original < 600 ? static_cast<int>(original) : 502;
  return out;
}

// --- whole answers -------------------------------------------------------------------------------------------------

class WholeAnswer {
 public:
  WholeAnswer(const AnswerFacts& facts, LossReport& lost) : facts_{facts}, lost_{lost} {}

  Result<ChatCompletion> make(const ConverseResponse& from) {
    ChatCompletion out;
    out.id = Text{facts_.id};
    out.model = Text{facts_.model};
    out.created = facts_.created;
    auto& choice = out.choices.emplace_back();
    choice.logprobs.set_null();
    if (from.output.message) {
      const auto& blocks = from.output.message->content;
      for (std::size_t i = 0; i < blocks.size(); ++i) add(blocks[i], static_cast<std::int64_t>(i));
    }
    auto finish = finish_of(from.stop_reason, !calls_.empty());
    if (!finish) return finish.error();
    choice.finish_reason = *std::move(finish);
    finish_message(choice.message);
    if (from.usage) out.usage = usage_of(*from.usage);
    for (const auto& extra : from.extra) {
      if (extra.read_as == 0) out.extra.add(extra);
    }
    return out;
  }

 private:
  void add(const ConverseBlock& block, std::int64_t index) {
    if (block.text) {
      if (has_content_ || !calls_.empty()) add_place(index, block.text->size());
      return text(*block.text);
    }
    if (block.tool_use) return call(*block.tool_use);
    if (block.reasoning_content) return reasoning(*block.reasoning_content, index);
    if (block.citations_content) return cited(*block.citations_content);
    lost_.add("output.message.content[" + std::to_string(index) + "]", LossKind::dropped, "a chat has no such block");
  }
  void text(std::string_view text) {
    content_ += text;
    has_content_ = true;
  }
  void call(const ConverseToolUse& use) {
    if (!facts_.answer_tool.empty() && use.name == facts_.answer_tool) return text(use.input.view());
    auto& made = calls_.emplace_back();
    made.id = use.tool_use_id;
    made.function.emplace().name = use.name;
    made.function->arguments = arguments_in(use.input);
  }
  void reasoning(const ConverseReasoning& block, std::int64_t index) {
    if (block.redacted_content)
      add_detail(reasoning_detail(facts_, "reasoning.encrypted", "data", *block.redacted_content, index));
    if (!block.reasoning_text) return;
    const auto& from = *block.reasoning_text;
    reasoning_ += from.text.view();
    auto json = reasoning_detail(facts_, "reasoning.text", "text", from.text, index).text.str();
    if (from.signature)
      json.replace(json.size() - 1, 1, R"(,"signature":)" + Json::string(*from.signature).text.str() + "}");
    add_detail({Text{json}});
  }
  void add_detail(const Json& json) {
    details_ += details_.empty() ? "[" : ",";
    details_ += json.view();
  }
  // Where a text stands that is not the first, or that stands behind a call.
  void add_place(std::int64_t index, std::size_t length) {
    places_ += places_.empty() ? "[" : ",";
    places_ += text_place(index, static_cast<std::int64_t>(length)).view();
  }
  void cited(const Json& block) {
    for (const auto& each : block.at("content").elements()) text(each.at("text").as_string().value_or(""));
    if (const auto citations = block.find("citations")) citations_ = *citations;
  }
  void finish_message(AssistantMessage& message) {
    message.refusal.set_null();
    has_content_ ? void(message.content = Text{content_}) : message.content.set_null();
    if (!calls_.empty()) message.tool_calls = std::move(calls_);
    if (!reasoning_.empty()) message.extra.set(ext::reasoning_content, reasoning_);
    if (!details_.empty()) message.extra.set("reasoning_details", {Text{details_ + "]"}});
    if (!places_.empty() && facts_.answer_tool.empty()) message.extra.set(blocks_member, {Text{places_ + "]"}});
    if (citations_) message.extra.set("citations", *std::move(citations_));
  }

  const AnswerFacts& facts_;
  LossReport& lost_;
  std::string content_, reasoning_, details_, places_;
  bool has_content_ = false;
  std::vector<ToolCall> calls_;
  std::optional<Json> citations_;
};

OAICOMPAT_INLINE Result<ChatCompletion> completion_of(const ConverseResponse& response, const AnswerFacts& facts,
                                                      LossReport& lost) {
  return WholeAnswer{facts, lost}.make(response);
}

// --- streamed answers ----------------------------------------------------------------------------------------------

OAICOMPAT_INLINE ChatChunk ConverseChunks::chunk() const {
  ChatChunk out;
  out.id = Text{facts_.id};
  out.model = Text{facts_.model};
  out.created = facts_.created;
  if (facts_.with_usage) out.usage.set_null();
  return out;
}
OAICOMPAT_INLINE ChatChunk& ConverseChunks::add_piece(Delta delta, std::vector<ChatChunk>& out) const {
  auto& made = out.emplace_back(chunk());
  auto& choice = made.choices.emplace_back();
  choice.delta = std::move(delta);
  choice.logprobs.set_null();
  choice.finish_reason.set_null();
  return made;
}

OAICOMPAT_INLINE Result<void> ConverseChunks::add(const AwsEvent& event, std::vector<ChatChunk>& out) {
  if (event.message_type == "exception") return error_of(0, event.type, event.payload);
  if (event.message_type == "error")
    return error_of(0, event.type, "{\"message\":" + Json::string(event.message).text.str() + "}");
  const auto type = std::string_view{event.type};
  const auto read = parse_owned<ConverseEvent>(event.payload, {.reading = Reading::lenient});
  if (!read) {
    return local_error(ErrorKind::parse, "The answer could not be read: " + read.error().message, "unreadable_answer");
  }
  const auto block = read->content_block_index.value_or(0);
  if (type == "messageStart") {
    Delta delta;
    delta.role = Role::assistant;
    delta.content = Text{};
    add_piece(std::move(delta), out);
  } else if (type == "contentBlockStart") {
    return start(*read, out);
  } else if (type == "contentBlockDelta") {
    return piece(*read, out);
  } else if (type == "contentBlockStop") {
    stop_block(block, out);
  } else if (type == "messageStop") {
    return stop(*read, out);
  } else if (type == "metadata") {
    metadata(*read, out);
  }
  return {};
}

OAICOMPAT_INLINE Result<void> ConverseChunks::start(const ConverseEvent& event, std::vector<ChatChunk>& out) {
  constexpr std::size_t most_calls = 1024;
  if (!event.start) return {};
  if (!event.start->tool_use) {
    lost_.add("contentBlockStart.start", LossKind::dropped, "a chat has no such block");
    return {};
  }
  if (calls_.size() == most_calls)
    return local_error(ErrorKind::protocol, "The answer has too many calls.", "too_many_calls");
  const auto& use = *event.start->tool_use;
  const auto name = use.at("name").as_string().value_or("");
  const auto block = event.content_block_index.value_or(0);
  stop_block(block, out);  // the call of this number before, where its end was not told
  auto& call = calls_[block] = {};
  call.is_answer = !facts_.answer_tool.empty() && name == facts_.answer_tool;
  if (call.is_answer) return {};
  call.index = next_call_++;
  ToolCallDelta made{.index = call.index};
  made.id = Text{use.at("toolUseId").as_string().value_or("")};
  made.type = ToolType::function;
  auto& function = made.function.emplace();
  function.name = Text{name};
  function.arguments = Text{};
  Delta delta;
  delta.tool_calls.emplace().push_back(std::move(made));
  add_piece(std::move(delta), out);
  return {};
}

OAICOMPAT_INLINE Result<void> ConverseChunks::piece(const ConverseEvent& event, std::vector<ChatChunk>& out) {
  if (!event.delta) return {};
  const auto block = event.content_block_index.value_or(0);
  const auto& from = *event.delta;
  if (from.text) text(block, *from.text, out);
  if (from.tool_use && calls_.count(block) == 0) {
    return local_error(ErrorKind::parse, "The answer could not be read: a piece belongs to no call that began.",
                       "unreadable_answer");
  }
  if (from.tool_use) arguments(block, from.tool_use->at("input").as_string().value_or(""), out);
  if (from.reasoning_content) reasoning(*from.reasoning_content, block, out);
  if (from.citation) {
    Delta delta;
    delta.extra.set("citations", {Text{"[" + from.citation->text.str() + "]"}});
    add_piece(std::move(delta), out);
  }
  if (!from.text && !from.tool_use && !from.reasoning_content && !from.citation)
    lost_.add("contentBlockDelta.delta", LossKind::dropped, "a chat has no such piece");
  return {};
}

OAICOMPAT_INLINE void ConverseChunks::text(std::int64_t block, const Text& text, std::vector<ChatChunk>& out) {
  const bool first = texts_.empty() && next_call_ == 0;
  const auto [known, begins] = texts_.try_emplace(block, TextBlock{.told = !first && facts_.answer_tool.empty()});
  if (begins && known->second.told) place(block, std::nullopt, out);
  known->second.length += static_cast<std::int64_t>(text.size());
  Delta delta;
  delta.content = text;
  add_piece(std::move(delta), out);
}
OAICOMPAT_INLINE void ConverseChunks::place(std::int64_t block, std::optional<std::int64_t> length,
                                            std::vector<ChatChunk>& out) const {
  Delta delta;
  delta.extra.set(blocks_member, {Text{"[" + text_place(block, length).text.str() + "]"}});
  add_piece(std::move(delta), out);
}

OAICOMPAT_INLINE void ConverseChunks::reasoning(const Json& piece, std::int64_t block, std::vector<ChatChunk>& out) {
  Delta delta;
  Json detail;
  if (const auto text = piece.at("text").as_string()) {
    delta.extra.set(ext::reasoning_content, *text);
    detail = reasoning_detail(facts_, "reasoning.text", "text", *text, block);
  } else if (const auto signature = piece.at("signature").as_string()) {
    detail = reasoning_detail(facts_, "reasoning.text", "signature", *signature, block);
  } else if (const auto data = piece.at("redactedContent").as_string()) {
    detail = reasoning_detail(facts_, "reasoning.encrypted", "data", *data, block);
  } else {
    return;
  }
  delta.extra.set("reasoning_details", {Text{"[" + detail.text.str() + "]"}});
  add_piece(std::move(delta), out);
}

OAICOMPAT_INLINE void ConverseChunks::arguments(std::int64_t block, std::string_view text,
                                                std::vector<ChatChunk>& out) {
  const auto at = calls_.find(block);
  if (at == calls_.end() || text.empty()) return;
  at->second.has_input = true;
  Delta delta;
  if (at->second.is_answer) {
    delta.content = Text{text};
  } else {
    auto& made = delta.tool_calls.emplace().emplace_back();
    made.index = at->second.index;
    made.function.emplace().arguments = Text{text};
  }
  add_piece(std::move(delta), out);
}

// A call without arguments has none in its pieces; a chat's arguments are JSON.
OAICOMPAT_INLINE void ConverseChunks::stop_block(std::int64_t block, std::vector<ChatChunk>& out) {
  const auto at = calls_.find(block);
  if (at != calls_.end() && !at->second.has_input) arguments(block, "{}", out);
  const auto text = texts_.find(block);
  if (text != texts_.end() && std::exchange(text->second.told, false)) place(block, text->second.length, out);
}

OAICOMPAT_INLINE Result<void> ConverseChunks::stop(const ConverseEvent& event, std::vector<ChatChunk>& out) {
  if (stopped_) return {};
  if (!event.stop_reason || event.stop_reason->empty())
    return local_error(ErrorKind::parse, "The answer could not be read: it has no stopReason.", "unreadable_answer");
  for (const auto& [block, call] : calls_) stop_block(block, out);
  for (const auto& [block, text] : texts_) stop_block(block, out);
  auto finish = finish_of(*event.stop_reason, next_call_ > 0);
  if (!finish) return finish.error();
  auto& made = add_piece({}, out);
  made.choices.front().finish_reason = *std::move(finish);
  stopped_ = true;
  for (const auto& extra : event.extra) {
    if (extra.read_as == 0 && extra.key != "p") made.extra.add(extra);
  }
  return {};
}

OAICOMPAT_INLINE void ConverseChunks::metadata(const ConverseEvent& event, std::vector<ChatChunk>& out) {
  if (!event.usage || !facts_.with_usage) return;
  auto& made = out.emplace_back(chunk());
  made.usage = usage_of(*event.usage);
  for (const auto& extra : event.extra) {
    if (extra.read_as == 0 && extra.key != "p") made.extra.add(extra);
  }
}

}  // namespace oaicompat::inline v1::detail::bedrock
