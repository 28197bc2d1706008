// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/stream_reader.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace oaicompat::inline v1::detail {

// --- chunks --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE ChatChunk AnthropicStreamReader::chunk() const {
  ChatChunk out;
  out.id = id_;
  out.created = created_;
  out.model = model_;
  out.service_tier = tier_;
  out.extra.note_from_wire();
  return out;
}
OAICOMPAT_INLINE Delta& AnthropicStreamReader::say(std::deque<ChatChunk>& out) const {
  auto& choice = out.emplace_back(chunk()).choices.emplace_back();
  choice.logprobs.set_null();
  choice.finish_reason.set_null();
  return choice.delta;
}
OAICOMPAT_INLINE void AnthropicStreamReader::keep(JsonObjectText entry, std::deque<ChatChunk>& out) const {
  JsonArrayText list;
  list.add(entry.take().view());
  say(out).extra.set(blocks_member, list.take());
}
OAICOMPAT_INLINE void AnthropicStreamReader::detail(const Json& detail, std::string_view thought,
                                                    std::deque<ChatChunk>& out) const {
  JsonArrayText list;
  list.add(detail.view());
  auto& delta = say(out);
  if (!thought.empty()) delta.extra.set("reasoning_content", Json::string(thought));
  delta.extra.set("reasoning_details", list.take());
}
OAICOMPAT_INLINE ToolCallDelta& AnthropicStreamReader::piece(std::int64_t call, std::deque<ChatChunk>& out) const {
  auto& made = say(out).tool_calls.emplace().emplace_back();
  made.index = call;
  return made;
}

// --- events --------------------------------------------------------------------------------------------------------

constexpr std::size_t most_open = 64;
inline Error stream_fault(std::string why) { return local_error(ErrorKind::parse, std::move(why)); }

// Most events are of one form: more text of the block that is open.
OAICOMPAT_INLINE bool AnthropicStreamReader::add_text(std::string_view data, std::deque<ChatChunk>& out) {
  constexpr std::string_view before = R"({"type":"content_block_delta","index":)";
  constexpr std::string_view between = R"(,"delta":{"type":"text_delta","text":")", after = R"("}})";
  if (!data.starts_with(before) || !data.ends_with(after)) return false;
  std::int64_t index = 0;
  const auto* digits = data.data() + before.size();
  const auto [end, error] = std::from_chars(digits, data.data() + data.size(), index);
  if (error != std::errc{}) return false;
  data.remove_prefix(static_cast<std::size_t>(end - data.data()));
  if (!data.starts_with(between) || data.size() < between.size() + after.size()) return false;
  const auto text = data.substr(between.size(), data.size() - between.size() - after.size());
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\' && static_cast<unsigned char>(c) < 128;
  };
  const auto block = blocks_.find(index);
  if (block == blocks_.end() || block->second.kind != Kind::text || !std::all_of(text.begin(), text.end(), plain))
    return false;
  block->second.length += static_cast<std::int64_t>(text.size());
  if (!text.empty()) say(out).content = Text{text};
  return true;
}

OAICOMPAT_INLINE Result<void> AnthropicStreamReader::add(std::string_view data, std::deque<ChatChunk>& out) {
  if (add_text(data, out)) return {};
  const auto read = parse_owned<AnthropicEvent>(data, {.reading = Reading::lenient});
  if (!read) return read.error();
  const auto& event = *read;
  if (event.type == "error" || (event.type.empty() && event.error)) return read_anthropic_error({.status = 0}, data);
  if (event.type == "ping" || stopped_) return {};
  const auto index = event.index.value_or(0);
  const auto open = blocks_.find(index);
  if (event.type == "message_start" && event.message && !began_) {
    start_message(*event.message, out);
  } else if (event.type == "content_block_start" && event.content_block) {
    // One that is open under this number has ended, whatever was not said of it.
    if (open != blocks_.end()) stop_block(std::exchange(open->second, {}), out);
    if (blocks_.size() >= most_open) return stream_fault("too many of its blocks are open.");
    start_block(index, *event.content_block, out);
  } else if (event.type == "content_block_delta" && event.delta) {
    if (open == blocks_.end()) return stream_fault("a piece of it belongs to no open block.");
    delta(open->second, *event.delta, data, out);
  } else if (event.type == "content_block_stop" && open != blocks_.end()) {
    stop_block(open->second, out);
    blocks_.erase(open);
  } else if (event.type == "message_delta") {
    end_message(event, out);
  } else if (event.type == "message_stop") {
    stop_message(out);
  }
  began_ = true;
  return {};
}

OAICOMPAT_INLINE void AnthropicStreamReader::start_message(const AnthropicMessage& message,
                                                           std::deque<ChatChunk>& out) {
  id_ = chat_id(message.id);
  model_ = message.model;
  usage_ = message.usage;
  take_tier(tier_, usage_.service_tier);
  foreign_ = message.extra;
  auto& delta = say(out);
  delta.role = Role::assistant;
  delta.content = Text{};
  if (auto foreign = foreign_members(foreign_, usage_); !foreign.is_null())
    out.back().extra.set(ext::extra_content, foreign);
}

OAICOMPAT_INLINE void AnthropicStreamReader::start_block(std::int64_t index, const Json& json,
                                                         std::deque<ChatChunk>& out) {
  auto& block = blocks_[index] = Block{.index = index};
  const auto read = parse_owned<AnthropicBlock>(json.view(), {.reading = Reading::lenient});
  if (!read) return;
  if (const auto* text = read->get_if<AnthropicText>()) {
    block.kind = Kind::text;
    block.first_text = texts_++ == 0 && calls_ == 0;
    JsonObjectText entry;
    if (!block.first_text) keep(std::move(entry.number("index", index).add("type", "text").extras(text->extra)), out);
    block.length = static_cast<std::int64_t>(text->text.size());
    if (!text->text.empty()) say(out).content = text->text;
  } else if (const auto* thought = read->get_if<AnthropicThinking>()) {
    block.kind = Kind::thinking;
    if (!thought->thinking.empty() || !thought->signature.empty())
      detail(thinking_detail(*thought, index), thought->thinking, out);
  } else if (const auto* sealed = read->get_if<AnthropicRedactedThinking>()) {
    block.kind = Kind::redacted;
    detail(redacted_detail(*sealed, index), {}, out);
  } else if (const auto* use = read->get_if<AnthropicToolUse>()) {
    start_call(block, *use, out);
  } else {
    JsonObjectText entry;
    keep(std::move(entry.number("index", index).members_of(json.view())), out);
  }
}
OAICOMPAT_INLINE void AnthropicStreamReader::start_call(Block& block, const AnthropicToolUse& use,
                                                        std::deque<ChatChunk>& out) {
  block.kind = Kind::call;
  block.name = use.name.str();
  if (asked_.unwraps_schema && use.name == schema_tool) return void(block.answer = unwrapped_ = true);
  block.call = calls_++;
  const auto& custom = asked_.custom_tools;
  block.custom = std::find(custom.begin(), custom.end(), block.name) != custom.end();
  auto& made = piece(block.call, out);
  made.id = use.id;
  made.type = block.custom ? ToolType::custom : ToolType::function;
  made.extra = without_direct_caller(use.extra);
  if (!block.custom) made.function = FunctionCallDelta{.name = use.name, .arguments = Text{}, .extra = {}};
  if (use.input.size() > 0 || !use.input.is_object()) {
    if (const auto input = arguments_in(use.input); input != "{}") arguments(block, input, out);
  }
}

OAICOMPAT_INLINE void AnthropicStreamReader::arguments(Block& block, std::string_view more,
                                                       std::deque<ChatChunk>& out) {
  if (more.empty()) return;
  block.has_delta = true;
  if (block.answer) {
    say(out).content = Text{more};
  } else if (block.custom) {
    constexpr std::size_t most = std::size_t{64} << 20;
    if (block.words.size() < most) block.words += more;
  } else {
    piece(block.call, out).function = FunctionCallDelta{.name = {}, .arguments = Text{more}, .extra = {}};
  }
}

OAICOMPAT_INLINE void AnthropicStreamReader::delta(Block& block, const AnthropicDelta& delta, std::string_view data,
                                                   std::deque<ChatChunk>& out) {
  const auto type = delta.type ? delta.type->view() : std::string_view{};
  const auto entry = [&] { return std::move(JsonObjectText{}.number("index", block.index)); };
  if (block.kind == Kind::text && delta.text) {
    block.length += static_cast<std::int64_t>(delta.text->size());
    if (!delta.text->empty()) say(out).content = *delta.text;
  } else if (block.kind == Kind::text && delta.citation) {
    block.cited = true;
    JsonArrayText one;
    one.add(delta.citation->view());
    keep(std::move(entry().add("type", "text").raw("citations", one.take().view())), out);
  } else if (block.kind == Kind::thinking && (delta.thinking || delta.signature)) {
    AnthropicThinking more;
    if (delta.thinking) more.thinking = *delta.thinking;
    if (delta.signature) more.signature = *delta.signature;
    if (!more.thinking.empty() || !more.signature.empty())
      detail(thinking_detail(more, block.index), more.thinking, out);
  } else if (block.kind == Kind::call && delta.partial_json) {
    arguments(block, *delta.partial_json, out);
  } else if (delta.partial_json) {
    if (!delta.partial_json->empty()) keep(std::move(entry().add("partial_json", *delta.partial_json)), out);
  } else if (!type.empty()) {
    JsonArrayText one;
    one.add(Json{Text{data}}.at("delta").view());
    keep(std::move(entry().raw("deltas", one.take().view())), out);
  }
}

OAICOMPAT_INLINE void AnthropicStreamReader::stop_block(const Block& block, std::deque<ChatChunk>& out) {
  if (block.kind == Kind::text && (!block.first_text || block.cited)) {
    keep(std::move(JsonObjectText{}.number("index", block.index).add("type", "text").number("length", block.length)),
         out);
  }
  if (block.kind != Kind::call) return;
  if (block.custom) {
    const auto input = Json{Text{block.words}}.at("input").as_string().value_or(block.words);
    piece(block.call, out).extra.set("custom", JsonObjectText{}.add("name", block.name).add("input", input).take());
  } else if (!block.has_delta && !block.answer) {
    piece(block.call, out).function = FunctionCallDelta{.name = {}, .arguments = Text::literal("{}"), .extra = {}};
  }
}

// Some servers do not say that a block ends.
OAICOMPAT_INLINE void AnthropicStreamReader::stop_blocks(std::deque<ChatChunk>& out) {
  for (const auto& [index, block] : std::exchange(blocks_, {})) stop_block(block, out);
}

OAICOMPAT_INLINE void AnthropicStreamReader::end_message(const AnthropicEvent& event, std::deque<ChatChunk>& out) {
  if (event.usage) update_usage(usage_, *event.usage);
  if (!event.delta || !event.delta->stop_reason || std::exchange(ended_, true)) return;
  stop_blocks(out);
  const auto& delta = *event.delta;
  auto made = chunk();
  auto& choice = made.choices.emplace_back();
  choice.logprobs.set_null();
  OpenEnum<FinishReason> reason;
  set_finish(reason, choice.extra, delta.stop_reason, delta.stop_sequence, delta.stop_details);
  if (unwrapped_ && calls_ == 0 && reason == FinishReason::tool_calls) reason = FinishReason::stop;
  choice.finish_reason = reason;
  if (auto refusal = refusal_in(delta.stop_details); !refusal.empty()) choice.delta.refusal = Text{refusal};
  for (const auto& each : delta.extra) foreign_.set(each.key, each.json);
  if (auto foreign = foreign_members(foreign_, {.extra = usage_.extra}); !foreign.is_null())
    made.extra.set(ext::extra_content, foreign);
  out.push_back(std::move(made));
}
OAICOMPAT_INLINE void AnthropicStreamReader::stop_message(std::deque<ChatChunk>& out) {
  stopped_ = true;
  stop_blocks(out);
  if (!asked_.include_usage) return;
  auto made = chunk();
  made.usage = usage_of(usage_);
  out.push_back(std::move(made));
}

}  // namespace oaicompat::inline v1::detail
