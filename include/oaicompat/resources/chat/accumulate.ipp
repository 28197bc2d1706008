// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/json/odd.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ChatAccumulator::ChatAccumulator(AccumulateOptions options) : options_{options} {}
OAICOMPAT_INLINE ChatAccumulator::ChatAccumulator(const ChatAccumulator&) = default;
OAICOMPAT_INLINE ChatAccumulator::ChatAccumulator(ChatAccumulator&&) noexcept = default;
OAICOMPAT_INLINE ChatAccumulator& ChatAccumulator::operator=(const ChatAccumulator&) = default;
OAICOMPAT_INLINE ChatAccumulator& ChatAccumulator::operator=(ChatAccumulator&&) noexcept = default;
OAICOMPAT_INLINE ChatAccumulator::~ChatAccumulator() = default;

OAICOMPAT_INLINE Result<void> ChatAccumulator::add(const ChatChunk& chunk) {
  began_ = true;
  if (whole_.id.empty()) whole_.id = chunk.id;
  if (whole_.model.empty()) whole_.model = chunk.model;
  if (whole_.created == 0) whole_.created = chunk.created;
  detail::take_last(whole_.service_tier, chunk.service_tier);
  detail::take_last(whole_.system_fingerprint, chunk.system_fingerprint);
  if (chunk.usage) whole_.usage = *chunk.usage;
  detail::take_last(whole_.moderation, chunk.moderation);
  detail::take_extras(whole_.extra, chunk.extra, bytes_);
  for (const auto& choice : chunk.choices) {
    if (auto added = add_choice(choice); !added) return added;
    if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  }
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return {};
}

OAICOMPAT_INLINE void ChatAccumulator::add_text(std::string& to, std::string_view more) {
  to += more;
  bytes_ += more.size();
}

OAICOMPAT_INLINE Result<void> ChatAccumulator::add_choice(const ChunkChoice& from) {
  const auto index = detail::counted_index(from.index);
  if (index < 0 || index >= options_.max_choices) return detail::bad_index("choice", from.index);
  auto& choice = choices_[index];
  add_delta(choice, from.delta);
  if (from.delta.tool_calls) {
    if (auto added = add_calls(choice, *from.delta.tool_calls); !added) return added;
  }
  if (from.logprobs) {
    if (!choice.logprobs) choice.logprobs = Logprobs{.content = null, .refusal = null};
    detail::join(choice.logprobs->content, from.logprobs->content, bytes_);
    detail::join(choice.logprobs->refusal, from.logprobs->refusal, bytes_);
    detail::take_extras(choice.logprobs->extra, from.logprobs->extra, bytes_);
  }
  if (detail::finishes(from.finish_reason)) choice.finish_reason = *from.finish_reason;
  for (const auto& extra : from.extra) {
    if (!add_list(choice.own_lists, choice.extra, extra)) detail::take_extra(choice.extra, extra, bytes_);
  }
  return {};
}

OAICOMPAT_INLINE void ChatAccumulator::add_delta(Choice& choice, const Delta& delta) {
  if (delta.role && !delta.role->word().empty()) choice.role = *delta.role;
  add_content(choice, delta);
  if (delta.refusal) {
    choice.has_refusal = true;
    add_text(choice.refusal, *delta.refusal);
  }
  if (delta.function_call) {
    if (!choice.function_call) choice.function_call.emplace();
    add_function(*choice.function_call, *delta.function_call);
  }
  for (const auto& extra : delta.extra) add_extra(choice, extra);
}

// Content in parts is kept in parts; text that comes beside them is one more.
OAICOMPAT_INLINE void ChatAccumulator::add_content(Choice& choice, const Delta& delta) {
  if (!delta.content) return;
  const auto* form = delta.extra.form("content");
  const bool in_parts = form && form->json.view().starts_with('[');
  const auto as_part = [](std::string_view text) {
    return Json{Text{R"([{"type":"text","text":)" + Json::string(text).text.str() + "}]"}};
  };
  if (in_parts && !choice.parts) {
    choice.parts.emplace(detail::JsonGrowth::Items::by_type);
    if (!choice.content.empty()) bytes_ += choice.parts->add(as_part(choice.content));
  }
  if (choice.parts && (in_parts || !delta.content->empty()))
    bytes_ += choice.parts->add(in_parts ? form->json : as_part(*delta.content));
  choice.has_content = true;
  add_text(choice.content, *delta.content);
}

OAICOMPAT_INLINE void ChatAccumulator::add_extra(Choice& choice, const Extra& extra) {
  if (detail::is_reasoning(extra.key)) {
    if (extra.json.view() == "null") return;
    Extras one;
    one.add(extra);
    if (const auto text = one.get(ExtraKey<std::string>{extra.key})) {
      detail::take_extra(choice.message_extra, {extra.key, {}}, bytes_);  // its place
      return add_text(choice.reasoning[extra.key.str()], *text);
    }
  }
  if (extra.key == "audio" && add_audio(choice, extra)) return;
  if (extra.key == "annotations" && add_annotations(choice, extra)) return;
  if (!add_list(choice.lists, choice.message_extra, extra)) {
    detail::take_extra(choice.message_extra, extra, bytes_);
  }
}

OAICOMPAT_INLINE bool ChatAccumulator::add_list(std::map<std::string, detail::JsonGrowth, std::less<>>& lists,
                                                Extras& extras, const Extra& extra) {
  if (extra.read_as != 0) return false;
  const auto known = lists.find(extra.key.view());
  if (known != lists.end() && extra.json.view() == "null") return true;
  if (!extra.json.view().starts_with('[')) {
    if (known != lists.end()) lists.erase(known);
    return false;
  }
  detail::take_extra(extras, {extra.key, {}}, bytes_);  // its place
  if (bytes_ < detail::far_too_many) bytes_ += lists[extra.key.str()].add(extra.json);
  return true;
}

// Fragments of audio: the data and the transcript are joined. The last one may hold `expires_at` alone.
OAICOMPAT_INLINE bool ChatAccumulator::add_audio(Choice& choice, const Extra& extra) {
  if (extra.json.view() == "null") return true;
  auto message = detail::read_member<AssistantMessage>(extra.key, extra.json);
  if (!message || !message->audio) return false;
  auto& from = *message->audio;
  if (!choice.audio) choice.audio.emplace();
  auto& [rest, data, transcript] = *choice.audio;
  if (!from.id.empty()) rest.id = from.id;
  if (from.expires_at != 0) rest.expires_at = from.expires_at;
  detail::take_extras(rest.extra, from.extra, bytes_);
  add_text(data, from.data);
  add_text(transcript, from.transcript);
  return true;
}

OAICOMPAT_INLINE bool ChatAccumulator::add_annotations(Choice& choice, const Extra& extra) {
  if (extra.json.view() == "null") return true;
  auto message = detail::read_member<AssistantMessage>(extra.key, extra.json);
  if (!message || !message->annotations) return false;
  if (!choice.annotations) choice.annotations.emplace();
  for (auto& each : *message->annotations) choice.annotations->push_back(std::move(each));
  bytes_ += extra.json.text.size() + message->annotations->size() * sizeof(Annotation);
  return true;
}

// --- tool calls ----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> ChatAccumulator::add_calls(Choice& choice, const std::vector<ToolCallDelta>& pieces) {
  const auto places = choice.places.place(pieces, options_.max_tool_calls);
  if (!places) return places.error();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto at = (*places)[i];
    if (at >= choice.calls.size()) choice.calls.resize(at + 1);
    add_call(choice.calls[at], pieces[i]);
  }
  return {};
}

OAICOMPAT_INLINE void ChatAccumulator::add_call(Call& call, const ToolCallDelta& delta) {
  if (call.id.empty() && delta.id) call.id = *delta.id;
  if (delta.type && !delta.type->word().empty()) call.type = *delta.type;
  for (const auto& extra : delta.extra) {
    if (extra.key == "custom" && add_custom(call, extra.json)) continue;
    detail::take_extra(call.extra, extra, bytes_);
  }
  if (delta.function) add_function(call, *delta.function);
}

// The specification has no member for a streamed call of a custom tool: it comes as an extra, in pieces or whole.
OAICOMPAT_INLINE bool ChatAccumulator::add_custom(Call& call, const Json& json) {
  const auto read = parse_owned<CustomCall>(json.view(), {.reading = Reading::lenient});
  if (!read) return false;
  call.has_custom = true;
  add_name(call, read->name);
  add_text(call.words, read->input);
  detail::take_extras(call.inner_extra, read->extra, bytes_);
  return true;
}

OAICOMPAT_INLINE void ChatAccumulator::add_function(Call& call, const FunctionCallDelta& delta) {
  call.has_function = true;
  if (delta.name) add_name(call, *delta.name);
  if (delta.arguments) add_text(call.words, *delta.arguments);
  detail::take_extras(call.inner_extra, delta.extra, bytes_);
}

OAICOMPAT_INLINE void ChatAccumulator::add_name(Call& call, std::string_view name) {
  if (name != call.name) add_text(call.name, name);
}

// --- the whole -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool ChatAccumulator::complete() const {
  return !choices_.empty() &&
         std::all_of(choices_.begin(), choices_.end(), [](auto& c) { return c.second.finish_reason.has_value(); });
}

OAICOMPAT_INLINE AssistantMessage ChatAccumulator::message(Choice& choice) const {
  const auto function_of = [](const Call& call) {
    return FunctionCall{.name = Text{call.name}, .arguments = Text{call.words}, .extra = call.inner_extra};
  };
  AssistantMessage out;
  out.role = choice.role;
  choice.has_content ? void(out.content = Text{choice.content}) : out.content.set_null();
  choice.has_refusal ? void(out.refusal = Text{choice.refusal}) : out.refusal.set_null();
  out.extra = std::move(choice.message_extra);
  for (const auto& [key, text] : choice.reasoning) out.extra.set(key, Json::string(text));
  for (const auto& [key, list] : choice.lists) out.extra.set(key, list.whole());
  if (choice.parts) out.extra.add_form({Text::literal("content"), choice.parts->whole(), detail::mark_of(out.content)});
  if ((out.annotations = std::move(choice.annotations))) out.extra.remove("annotations");
  if (choice.audio) {
    out.extra.remove("audio");
    auto& audio = out.audio.emplace() = std::move(choice.audio->rest);
    audio.data = Text{choice.audio->data};
    audio.transcript = Text{choice.audio->transcript};
  }
  if (choice.function_call) out.function_call = function_of(*choice.function_call);
  for (auto& call : choice.calls) {
    auto& made = (out.tool_calls ? *out.tool_calls : out.tool_calls.emplace()).emplace_back();
    made.id = call.id.empty() ? Text{random_id("call_")} : std::move(call.id);
    made.type = call.type;
    made.extra = std::move(call.extra);
    if (call.has_custom) made.custom = CustomCall{Text{call.name}, Text{call.words}, std::move(call.inner_extra)};
    if (call.has_function && !call.has_custom) made.function = function_of(call);
  }
  return out;
}

OAICOMPAT_INLINE ChatCompletion ChatAccumulator::made() {
  for (auto& [index, choice] : choices_) {
    auto& out = whole_.choices.emplace_back();
    out.index = index;
    out.message = message(choice);
    choice.logprobs ? void(out.logprobs = *std::move(choice.logprobs)) : out.logprobs.set_null();
    out.finish_reason = choice.finish_reason ? *choice.finish_reason : OpenEnum<FinishReason>{""};
    out.extra = std::move(choice.extra);
    out.extra.remove("message");  // some servers repeat it in a chunk
    for (const auto& [key, list] : choice.own_lists) out.extra.set(key, list.whole());
  }
  choices_.clear();
  if (const auto* metadata = whole_.extra.find("metadata")) {
    if (auto read = detail::read_member<ChatCompletion>("metadata", *metadata); read && read->metadata) {
      whole_.metadata = std::move(read->metadata);
      whole_.extra.remove("metadata");
    }
  }
  return std::move(whole_);
}

OAICOMPAT_INLINE Result<ChatCompletion> ChatAccumulator::finish() {
  if (!began_) return detail::no_chunks();
  const auto nameless = [](const Call& call) {
    return call.name.empty() && (call.has_function || call.has_custom || call.type == ToolType::function);
  };
  for (const auto& [index, choice] : choices_) {
    if (!choice.finish_reason) return detail::no_finish_reason(index);
    if (std::any_of(choice.calls.begin(), choice.calls.end(), nameless)) return detail::no_tool_name(index);
  }
  began_ = false;
  return made();
}

OAICOMPAT_INLINE std::optional<ChatCompletion> ChatAccumulator::so_far() const {
  if (!began_) return std::nullopt;
  auto copy = *this;
  return copy.made();
}

}  // namespace oaicompat::inline v1
