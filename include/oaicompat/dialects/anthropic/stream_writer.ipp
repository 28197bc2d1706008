// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/anthropic/form.hpp>
#include <oaicompat/dialects/anthropic/stream_writer.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void JsonEndFinder::add(std::string_view more) {
  for (const char c : more) {
    if (in_text_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_text_ = false;
    } else if (c == '"') {
      in_text_ = true;
    } else if (c == '{' || c == '[') {
      began_ = true;
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
      --depth_;
    }
  }
}

// --- blocks --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void AnthropicStreamWriter::open(Open what, std::string_view block, Bytes& out) {
  close(out);
  open_ = what;
  ++block_;
  out += "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":";
  ((out += std::to_string(block_)) += ",\"content_block\":").append(block).append("}\n\n");
  if (!std::exchange(pinged_, true)) out += "event: ping\ndata: {\"type\":\"ping\"}\n\n";
}
OAICOMPAT_INLINE void AnthropicStreamWriter::close(Bytes& out) {
  if (open_ == Open::nothing) return;
  if (open_ == Open::thinking && !signature_.empty()) delta("signature_delta", "signature", signature_, out);
  signature_.clear();
  detail_.reset();
  kept_index_.reset();
  open_ = Open::nothing;
  out += "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":";
  (out += std::to_string(block_)) += "}\n\n";
}
OAICOMPAT_INLINE void AnthropicStreamWriter::whole(std::string_view block, Bytes& out) {
  open(Open::other, block, out);
}
OAICOMPAT_INLINE void AnthropicStreamWriter::raw_delta(std::string_view json, Bytes& out) {
  out += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":";
  ((out += std::to_string(block_)) += ",\"delta\":").append(json).append("}\n\n");
}
OAICOMPAT_INLINE void AnthropicStreamWriter::delta(std::string_view type, std::string_view member,
                                                   std::string_view text, Bytes& out) {
  out += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":";
  ((out += std::to_string(block_)) += ",\"delta\":{\"type\":\"").append(type).append("\",\"").append(member) += "\":";
  write_quoted(out, text);
  out += "}}\n\n";
}

OAICOMPAT_INLINE void AnthropicStreamWriter::begin(const ChatChunk& chunk, Bytes& out) {
  if (std::exchange(began_, true)) return;
  AnthropicMessage message;
  message.id = message_id(chunk.id);
  message.model = chunk.model;
  message.usage.input_tokens = input_tokens_;
  message.usage.output_tokens = 1;
  if (chunk.usage) {
    message.usage = usage_of(*chunk.usage);
    message.usage.output_tokens = std::max<std::int64_t>(chunk.usage->completion_tokens, 1);
  }
  update_usage(message.usage, foreign_usage(chunk.extra));
  take_foreign(chunk.extra, message);
  begun_.extra = message.extra;
  begun_.usage.extra = message.usage.extra;
  message.usage.service_tier = anthropic_tier(chunk.service_tier);
  say_always(message);
  Bytes data{R"({"type":"message_start","message":)"};
  append_json(data, message);
  append_sse_event(out, "message_start", data + "}");
}

// --- what is said --------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void AnthropicStreamWriter::think(std::string_view text, std::optional<std::int64_t> index,
                                                   const Extras& extra, Bytes& out) {
  const bool same =
      open_ == Open::thinking && (!index || !detail_ || *index == *detail_) && (signature_.empty() || index);
  if (!same) {
    JsonObjectText block;
    open(Open::thinking,
         block.add("type", "thinking").add("thinking", "").add("signature", "").extras(extra).take().view(), out);
    detail_ = index;
  }
  if (index) detail_ = index;
  if (!text.empty()) delta("thinking_delta", "thinking", text, out);
}
OAICOMPAT_INLINE void AnthropicStreamWriter::detail(const Json& each, Bytes& out) {
  const auto type = each.at("type").as_string().value_or("");
  const auto index = each.at("index").as_integer();
  if (type == "reasoning.encrypted") {
    const auto data = each.at("data").as_string().value_or("");
    if (!data.empty())
      whole(JsonObjectText{}.add("type", "redacted_thinking").add("data", data).take().view(), out), close(out);
    return;
  }
  // Another format has types of its own: a summary.
  const auto text = each.at(type == "reasoning.summary" ? "summary" : "text").as_string().value_or("");
  const auto signature = each.at("signature").as_string().value_or("");
  if (text.empty() && signature.empty()) return;
  think(text, index, {}, out);
  signature_ += signature;
}
OAICOMPAT_INLINE void AnthropicStreamWriter::details(const Json& list, Bytes& out) {
  for (const auto& each : list.elements()) detail(each, out);
}

OAICOMPAT_INLINE void AnthropicStreamWriter::say(std::string_view text, Bytes& out) {
  if (open_ != Open::text) open(Open::text, R"({"type":"text","text":""})", out);
  if (!text.empty()) delta("text_delta", "text", text, out);
}
OAICOMPAT_INLINE void AnthropicStreamWriter::cite(std::string_view citation, Bytes& out) {
  say({}, out);
  raw_delta(JsonObjectText{}.add("type", "citations_delta").raw("citation", citation).take().view(), out);
}

// Blocks that chat has no member for: they come whole, or their input in pieces; of text where the next block begins,
// and what it cites.
OAICOMPAT_INLINE void AnthropicStreamWriter::kept(const Json& list, Bytes& out) {
  for (const auto& each : list.elements()) {
    const auto index = each.at("index").as_integer();
    if (index) kept_block(each, *index, out);
  }
}
OAICOMPAT_INLINE void AnthropicStreamWriter::kept_block(const Json& each, std::int64_t index, Bytes& out) {
  const auto type = each.at("type").as_string();
  if (type == "text") {
    const bool begins = !each.find("length") && !each.find("citations");
    if (begins && open_ == Open::text) close(out);
    for (const auto& cited : each.at("citations").elements()) cite(cited.view(), out);
    return;
  }
  if (type) {
    JsonObjectText block;
    for (const auto& [key, value] : each.members()) {
      if (key != "index" && key != "partial_json" && key != "deltas") block.raw(key, value.view());
    }
    whole(block.take().view(), out);
    kept_index_ = index;
  }
  if (kept_index_ != index || open_ != Open::other) return;
  if (const auto json = each.at("partial_json").as_string()) delta("input_json_delta", "partial_json", *json, out);
  for (const auto& raw : each.at("deltas").elements()) raw_delta(raw.view(), out);
}

// --- calls ---------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> AnthropicStreamWriter::call(const ToolCallDelta& piece, Bytes& out) {
  auto known = places_.find(piece.index);
  if (known != places_.end() && piece.id && !piece.id->empty() && *piece.id != calls_[known->second].id &&
      piece.function && piece.function->name && calls_[known->second].begun) {
    places_.erase(known);  // a server that numbers all of its calls alike
    known = places_.end();
  }
  if (known == places_.end()) {
    if (calls_.size() == most_calls) return bad_index("tool call", piece.index);
    known = places_.emplace(piece.index, calls_.size()).first;
    calls_.emplace_back();
  }
  auto& call = calls_[known->second];
  if (piece.id && call.id.empty()) call.id = piece.id->str();
  for (const auto& each : piece.extra) {
    if (each.key == "custom") {
      const auto name = each.json.at("name").as_string().value_or("");
      call.name += call.name == name ? "" : name;
      call.custom = true;
      call.waiting += each.json.at("input").as_string().value_or("");
    } else if (each.key != ext::extra_content.name) {
      call.extra.set(each.key, each.json);
    }
  }
  std::string_view more;
  if (piece.function) {
    if (piece.function->name && call.name != piece.function->name->view() && !call.begun)
      call.name += piece.function->name->view();
    if (piece.function->arguments) more = *piece.function->arguments;
  }
  waiting_ += more.size();
  if (waiting_ > most_waiting && !(call.begun && !call.ended)) return too_many_bytes();
  call.waiting += more;
  next_calls(out);
  return {};
}

// Says what can be said of the calls in their order.
OAICOMPAT_INLINE void AnthropicStreamWriter::next_calls(Bytes& out) {
  for (std::size_t i = open_call_; i < calls_.size(); ++i) {
    auto& each = calls_[i];
    if (each.name.empty() || each.custom) return;  // of a custom tool all must be known
    if (!each.begun) begin_call(i, out);
    grow_call(each, out);
    if (!each.end.is_whole()) return;
    if (i + 1 == calls_.size()) return;  // more blanks may come
    each.ended = true;
    open_call_ = i + 1;
  }
}
OAICOMPAT_INLINE void AnthropicStreamWriter::begin_call(std::size_t place, Bytes& out) {
  auto& call = calls_[place];
  if (call.id.empty()) call.id = random_id("toolu_");
  JsonObjectText block;
  block.add("type", "tool_use").add("id", call.id).add("name", call.name).raw("input", "{}").extras(call.extra);
  if (!call.extra.find("caller")) block.raw("caller", direct_caller);
  open(Open::call, block.take().view(), out);
  open_call_ = place;
  call.begun = true;
}
OAICOMPAT_INLINE void AnthropicStreamWriter::grow_call(Call& call, Bytes& out) {
  if (call.waiting.empty()) return;
  waiting_ -= std::min(waiting_, call.waiting.size());
  call.end.add(call.waiting);
  delta("input_json_delta", "partial_json", call.waiting, out);
  call.waiting.clear();
}
OAICOMPAT_INLINE void AnthropicStreamWriter::flush_calls(Bytes& out) {
  for (std::size_t i = open_call_; i < calls_.size(); ++i) {
    auto& each = calls_[i];
    if (each.ended || each.name.empty()) continue;
    if (each.custom) each.waiting = custom_input(each.waiting).text.str();
    if (!each.begun) begin_call(i, out);
    grow_call(each, out);
    each.ended = true;
  }
  open_call_ = calls_.size();
}

// Whether the block of a call is open, and its arguments have not come to their end.
OAICOMPAT_INLINE bool AnthropicStreamWriter::in_arguments() const {
  return open_ == Open::call && open_call_ < calls_.size() && calls_[open_call_].end.is_open();
}

// --- chunks --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> AnthropicStreamWriter::add(const ChatChunk& chunk, Bytes& out) {
  begin(chunk, out);
  if (chunk.usage) {
    usage_ = usage_of(*chunk.usage);
    has_usage_ = true;
  }
  if (const auto* foreign = chunk.extra.find(ext::extra_content.name)) foreign_.set(ext::extra_content.name, *foreign);
  for (const auto& choice : chunk.choices) {
    if (choice.index > 0 || finish_) continue;
    const auto& delta = choice.delta;
    const auto* list = delta.extra.find(ext::reasoning_details.name);
    const auto thought = list && !list->elements().empty() ? std::nullopt : reasoning_of(delta.extra);
    const bool speaks = (thought && !thought->empty()) || list || (delta.content && !delta.content->empty());
    const bool waits = in_arguments();
    if (speaks && open_ == Open::call && !waits) flush_calls(out);
    if (list && !waits) details(*list, out);
    if (thought && !thought->empty() && !waits) think(*thought, std::nullopt, {}, out);
    if (const auto* blocks = delta.extra.find(blocks_member)) {
      flush_calls(out);
      kept(*blocks, out);
    }
    if (delta.content && !delta.content->empty())
      waits ? void(held_ += delta.content->view()) : say(*delta.content, out);
    if (delta.refusal) refusal_ += delta.refusal->view();
    if (const auto* notes = delta.extra.find("annotations")) {
      const auto message = read_member<AssistantMessage>("annotations", *notes);
      const bool kept_too = delta.extra.find(blocks_member);
      if (message && message->annotations && !kept_too) {
        for (const auto& each : citations_of(*message->annotations, {})) cite(each.view(), out);
      }
    }
    for (std::size_t i = 0; delta.tool_calls && i < delta.tool_calls->size(); ++i) {
      if (auto added = call((*delta.tool_calls)[i], out); !added) return added;
    }
    if (held_.size() > most_waiting) return too_many_bytes();
    if (!held_.empty() && (!in_arguments() || finishes(choice.finish_reason))) {
      flush_calls(out);
      say(std::exchange(held_, {}), out);
    }
    for (const auto& each : choice.extra) choice_extra_.set(each.key, each.json);
    if (!finishes(choice.finish_reason)) continue;
    finish_ = *choice.finish_reason;
    flush_calls(out);
    close(out);
  }
  return {};
}

OAICOMPAT_INLINE AnthropicMessage AnthropicStreamWriter::late_foreign() const {
  const auto changed = [](const Extras& before, const Extras& after) {
    Extras out;
    for (const auto& each : after) {
      const auto* known = before.find(each.key);
      // What was searched is told at the end, also where it is what it was.
      if (!known || !(*known == each.json) || each.key == "server_tool_use") out.add(each);
    }
    return out;
  };
  AnthropicMessage all;
  take_foreign(foreign_, all);
  all.extra = changed(begun_.extra, all.extra);
  all.usage.extra = changed(begun_.usage.extra, all.usage.extra);
  return all;
}

OAICOMPAT_INLINE void AnthropicStreamWriter::finish(Bytes& out) {
  if (block_ < 0) say({}, out);  // clients expect some content
  close(out);
  auto late = late_foreign();
  auto usage = has_usage_ ? usage_ : AnthropicUsage{.input_tokens = input_tokens_, .output_tokens = 0};
  usage.extra = std::move(late.usage.extra);
  say_always_at_end(usage);
  auto stop = stop_of(*finish_, choice_extra_, !calls_.empty(), refusal_);
  Bytes data{R"({"type":"message_delta","delta":{"stop_reason":)"};
  write_quoted(data, *stop.reason);
  data += R"(,"stop_sequence":)";
  stop.sequence ? write_quoted(data, *stop.sequence) : void(data += "null");
  (data += R"(,"stop_details":)") += stop.details ? stop.details->view() : std::string_view{"null"};
  if (!late.extra.find("container")) late.extra.set("container", Json{});
  for (const auto& each : late.extra) {
    write_quoted(data += ',', each.key);
    (data += ':') += each.json.view();
  }
  append_json(data += R"(},"usage":)", usage);
  append_sse_event(out, "message_delta", data + "}");
  append_sse_event(out, "message_stop", R"({"type":"message_stop"})");
}

}  // namespace oaicompat::inline v1::detail
