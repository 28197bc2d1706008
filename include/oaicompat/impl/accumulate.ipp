// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/types/codec.hpp>
#include <oaicompat/types/extensions.hpp>

#include <algorithm>

namespace oaicompat::inline v1 {
namespace detail {

inline Error bad_index(std::string_view what, std::int64_t index) {
  return local_error(ErrorKind::protocol, "The stream has a " + std::string{what} + " with the index " + std::to_string(index) + ".",
                     "index_out_of_bounds");
}
inline Error too_many_bytes() {
  return local_error(ErrorKind::protocol, "The streamed answer is too large.", "answer_too_large");
}
inline Error no_finish_reason(std::int64_t index) {
  return api_error(500, "The answer ended without a finish reason for choice " + std::to_string(index) + ".", "no_finish_reason");
}

inline bool is_reasoning(std::string_view key) { return key == "reasoning_content" || key == "reasoning"; }

// What a later chunk says of itself wins.
inline void take_extras(Extras& to, const Extras& from) {
  for (const auto& each : from) to.set(each.key, each.json);
}
template <class T>
void take_last(T& to, const T& from) {
  if (from) to = from;
}
// Fragments of audio: the data and the transcript are joined.
inline void join(Maybe<AudioAnswer>& to, const AudioAnswer& from, std::size_t& bytes) {
  if (!to) to.emplace();
  if (to->id.empty()) to->id = from.id;
  if (from.expires_at != 0) to->expires_at = from.expires_at;
  to->data.append(from.data);
  to->transcript.append(from.transcript);
  bytes += from.data.size() + from.transcript.size();
}
template <class T>
void join(Maybe<std::vector<T>>& to, const Maybe<std::vector<T>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  to->insert(to->end(), from->begin(), from->end());
}

}  // namespace detail

// --- chat ----------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<Done> ChatAccumulator::add(const ChatChunk& chunk) {
  if (whole_.id.empty()) whole_.id = chunk.id;
  if (whole_.model.empty()) whole_.model = chunk.model;
  if (whole_.created == 0) whole_.created = chunk.created;
  detail::take_last(whole_.service_tier, chunk.service_tier);
  detail::take_last(whole_.system_fingerprint, chunk.system_fingerprint);
  if (chunk.usage) whole_.usage = *chunk.usage;
  if (chunk.moderation) whole_.moderation = chunk.moderation;
  detail::take_extras(whole_.extra, chunk.extra);
  for (const auto& choice : chunk.choices) {
    if (auto added = add_choice(choice); !added) return added;
  }
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return Done{};
}

OAICOMPAT_INLINE void ChatAccumulator::add_text(std::string& to, std::string_view more) {
  to += more;
  bytes_ += more.size();
}

OAICOMPAT_INLINE Result<Done> ChatAccumulator::add_choice(const ChunkChoice& from) {
  const auto index = from.index == -1 ? 0 : from.index;  // some servers count so
  if (index < 0 || index >= options_.max_choices) return detail::bad_index("choice", index);
  auto& choice = choices_[index];
  const auto& delta = from.delta;
  if (delta.role && !delta.role->word().empty()) choice.role = *delta.role;
  if (delta.content) {
    choice.has_content = true;
    add_text(choice.content, *delta.content);
  }
  if (delta.refusal) {
    choice.has_refusal = true;
    add_text(choice.refusal, *delta.refusal);
  }
  for (const auto& extra : delta.extra) add_extra(choice, extra);
  if (delta.tool_calls) {
    for (const auto& call : *delta.tool_calls) {
      if (auto added = add_call(choice, call); !added) return added;
    }
  }
  if (const auto& call = delta.function_call) {
    if (!choice.function_call) choice.function_call.emplace();
    auto& kept = *choice.function_call;
    if (call->name && !kept.name) kept.name = call->name;
    if (call->arguments) {
      if (!kept.arguments) kept.arguments.emplace();
      kept.arguments->append(*call->arguments);
      bytes_ += call->arguments->size();
    }
  }
  if (from.logprobs) {
    if (!choice.logprobs) choice.logprobs.emplace();
    detail::join(choice.logprobs->content, from.logprobs->content);
    detail::join(choice.logprobs->refusal, from.logprobs->refusal);
    detail::take_extras(choice.logprobs->extra, from.logprobs->extra);
  }
  if (from.finish_reason) choice.finish_reason = *from.finish_reason;
  detail::take_extras(choice.extra, from.extra);
  return Done{};
}

// Members that the specification gives a message but not a delta come as extras.
OAICOMPAT_INLINE void ChatAccumulator::add_extra(Choice& choice, const Extra& extra) {
  if (detail::is_reasoning(extra.key)) {
    Extras one;
    one.add(extra);
    const auto text = one.get(ExtraKey<std::string>{extra.key});
    if (text && (choice.reasoning_key.empty() || choice.reasoning_key == extra.key)) {
      choice.reasoning_key = extra.key.str();
      return add_text(choice.reasoning, *text);
    }
    if (text) return;  // the same words under another name
  }
  if (extra.key == "audio" || extra.key == "annotations") {
    const auto json = "{\"" + extra.key.str() + "\":" + std::string{extra.json.view()} + "}";
    const auto message = parse_owned<AssistantMessage>(json, {.reading = Reading::lenient});
    if (message && message->audio) return detail::join(choice.audio, *message->audio, bytes_);
    if (message && message->annotations) {
      if (!choice.annotations) choice.annotations.emplace();
      choice.annotations->insert(choice.annotations->end(), message->annotations->begin(), message->annotations->end());
      return;
    }
  }
  choice.message_extra.set(extra.key, extra.json);
}

OAICOMPAT_INLINE Result<Done> ChatAccumulator::add_call(Choice& choice, const ToolCallDelta& delta) {
  if (delta.index < 0 || delta.index >= options_.max_tool_calls) return detail::bad_index("tool call", delta.index);
  const auto known = choice.call_at.find(delta.index);
  const bool has_id = delta.id && !delta.id->empty();
  const bool other_id = known != choice.call_at.end() && has_id && !choice.calls[known->second].id.empty() &&
                        choice.calls[known->second].id != *delta.id;
  if (known == choice.call_at.end() || other_id) {
    if (choice.calls.size() >= static_cast<std::size_t>(options_.max_tool_calls)) return detail::bad_index("tool call", delta.index);
    choice.call_at[delta.index] = choice.calls.size();
    choice.calls.emplace_back();
  }
  auto& call = choice.calls[choice.call_at[delta.index]];
  if (has_id) call.id = *delta.id;
  if (delta.type && !delta.type->word().empty()) call.type = *delta.type;
  detail::take_extras(call.extra, delta.extra);
  if (const auto* custom = delta.extra.find("custom")) {
    if (auto read = parse_owned<CustomCall>(custom->view(), {.reading = Reading::lenient})) {
      call.custom = *std::move(read);
      call.extra.remove("custom");
    }
  }
  if (!delta.function) return Done{};
  call.has_function = true;
  if (const auto& name = delta.function->name; name && *name != call.name) call.name.append(*name);
  if (delta.function->arguments) add_text(call.arguments, *delta.function->arguments);
  detail::take_extras(call.function_extra, delta.function->extra);
  return Done{};
}

OAICOMPAT_INLINE bool ChatAccumulator::complete() const {
  return !choices_.empty() && std::all_of(choices_.begin(), choices_.end(), [](auto& c) { return c.second.finish_reason.has_value(); });
}

OAICOMPAT_INLINE AssistantMessage ChatAccumulator::message(Choice& choice) const {
  AssistantMessage out;
  out.role = choice.role;
  if (choice.has_content) out.content = Text{choice.content};
  if (choice.has_refusal) out.refusal = Text{choice.refusal};
  if (!choice.reasoning_key.empty()) out.extra.set(ExtraKey<std::string>{choice.reasoning_key}, choice.reasoning);
  detail::take_extras(out.extra, choice.message_extra);
  out.annotations = choice.annotations;
  out.audio = choice.audio;
  if (choice.function_call) {
    out.function_call = FunctionCall{.name = choice.function_call->name.value_or(Text{}),
                                     .arguments = choice.function_call->arguments.value_or(Text{}),
                                     .extra = choice.function_call->extra};
  }
  if (choice.calls.empty()) return out;
  out.tool_calls.emplace();
  for (auto& call : choice.calls) {
    auto& made = out.tool_calls->emplace_back();
    made.id = call.id;
    made.type = call.type;
    if (call.has_function || !call.custom) {
      made.function = FunctionCall{.name = call.name, .arguments = Text{call.arguments}, .extra = call.function_extra};
    }
    made.custom = call.custom;
    made.extra = call.extra;
  }
  return out;
}

OAICOMPAT_INLINE Result<ChatCompletion> ChatAccumulator::finish() {
  for (auto& [index, choice] : choices_) {
    if (!choice.finish_reason) return detail::no_finish_reason(index);
    ChatChoice out;
    out.index = index;
    out.message = message(choice);
    if (choice.logprobs) out.logprobs = *std::move(choice.logprobs);
    out.finish_reason = *choice.finish_reason;
    out.extra = std::move(choice.extra);
    whole_.choices.push_back(std::move(out));
  }
  choices_.clear();
  return std::move(whole_);
}

// --- legacy completions ---------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<Done> CompletionAccumulator::add(const Completion& chunk) {
  if (whole_.id.empty()) whole_.id = chunk.id;
  if (whole_.model.empty()) whole_.model = chunk.model;
  if (whole_.created == 0) whole_.created = chunk.created;
  detail::take_last(whole_.system_fingerprint, chunk.system_fingerprint);
  detail::take_last(whole_.usage, chunk.usage);
  detail::take_extras(whole_.extra, chunk.extra);
  for (const auto& from : chunk.choices) {
    const auto index = from.index == -1 ? 0 : from.index;
    if (index < 0 || index >= options_.max_choices) return detail::bad_index("choice", index);
    auto& [text, choice] = choices_[index];
    text += from.text.view();
    bytes_ += from.text.size();
    if (from.finish_reason) choice.finish_reason = from.finish_reason;
    if (from.logprobs) {
      if (!choice.logprobs) choice.logprobs.emplace();
      const auto append = [](auto& to, const auto& more) {
        if (!more) return;
        if (!to) to.emplace();
        to->insert(to->end(), more->begin(), more->end());
      };
      append(choice.logprobs->text_offset, from.logprobs->text_offset);
      append(choice.logprobs->token_logprobs, from.logprobs->token_logprobs);
      append(choice.logprobs->tokens, from.logprobs->tokens);
      append(choice.logprobs->top_logprobs, from.logprobs->top_logprobs);
    }
    detail::take_extras(choice.extra, from.extra);
  }
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return Done{};
}

OAICOMPAT_INLINE bool CompletionAccumulator::complete() const {
  return !choices_.empty() &&
         std::all_of(choices_.begin(), choices_.end(), [](auto& c) { return c.second.second.finish_reason.has_value(); });
}

OAICOMPAT_INLINE Result<Completion> CompletionAccumulator::finish() {
  for (auto& [index, kept] : choices_) {
    auto& [text, choice] = kept;
    if (!choice.finish_reason) return detail::no_finish_reason(index);
    choice.index = index;
    choice.text = Text{text};
    whole_.choices.push_back(std::move(choice));
  }
  choices_.clear();
  return std::move(whole_);
}

// --- progress ------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<Done> ChoiceProgress::saw(std::int64_t index, bool finished) {
  if (index == -1) index = 0;
  if (index < 0 || index >= AccumulateOptions{}.max_choices) return detail::bad_index("choice", index);
  const auto at = static_cast<std::size_t>(index);
  if (at >= seen_.size()) {
    seen_.resize(at + 1);
    finished_.resize(at + 1);
  }
  seen_[at] = true;
  if (finished) finished_[at] = true;
  return Done{};
}
OAICOMPAT_INLINE Result<Done> ChoiceProgress::add(const ChatChunk& chunk) {
  for (const auto& choice : chunk.choices) {
    if (auto added = saw(choice.index, choice.finish_reason.has_value()); !added) return added;
  }
  return Done{};
}
OAICOMPAT_INLINE Result<Done> ChoiceProgress::add(const Completion& chunk) {
  for (const auto& choice : chunk.choices) {
    if (auto added = saw(choice.index, choice.finish_reason.has_value()); !added) return added;
  }
  return Done{};
}
OAICOMPAT_INLINE bool ChoiceProgress::complete() const { return !seen_.empty() && seen_ == finished_; }

// --- how they stream -----------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool ChatStreaming::wanted(const ChatRequest& request) { return request.stream.value_or(false); }
OAICOMPAT_INLINE void ChatStreaming::want(ChatRequest& request, bool streamed) {
  if (streamed) {
    request.stream = true;
  } else if (request.stream) {
    request.stream = false;
  }
}

OAICOMPAT_INLINE bool ChatStreaming::shape(ChatChunk& chunk, const ChatRequest& request) {
  const bool asked = request.stream_options && request.stream_options->include_usage.value_or(false);
  if (asked) {
    if (chunk.usage.absent()) chunk.usage.set_null();
    return true;
  }
  const bool only_usage = chunk.choices.empty() && chunk.usage.has_value();
  chunk.usage.reset();
  return !only_usage;
}

namespace detail {

inline ChatChunk chunk_of(const ChatCompletion& whole) {
  ChatChunk out;
  out.id = whole.id;
  out.created = whole.created;
  out.model = whole.model;
  out.service_tier = whole.service_tier;
  out.system_fingerprint = whole.system_fingerprint;
  return out;
}
inline ChatChunk chunk_of(const ChatCompletion& whole, std::int64_t index, Delta delta) {
  auto out = chunk_of(whole);
  out.choices.emplace_back();
  out.choices.back().index = index;
  out.choices.back().delta = std::move(delta);
  return out;
}

inline void split_calls(std::vector<ChatChunk>& out, const ChatCompletion& whole, const ChatChoice& choice) {
  std::int64_t position = 0;
  for (const auto& call : *choice.message.tool_calls) {
    ToolCallDelta opening, rest;
    opening.index = rest.index = position++;
    opening.id = call.id;
    opening.type = call.type;
    opening.extra = call.extra;
    if (call.function) {
      opening.function = FunctionCallDelta{.name = call.function->name, .arguments = Text{}, .extra = call.function->extra};
      rest.function = FunctionCallDelta{.name = {}, .arguments = call.function->arguments, .extra = {}};
    } else if (call.custom) {
      // The specification has no member for a streamed custom call: it travels whole, as an extra.
      opening.extra.set("custom", {Text{to_json(*call.custom)}});
    }
    for (auto* part : {&opening, &rest}) {
      if (part == &rest && !rest.function) continue;
      Delta delta;
      delta.tool_calls.emplace().push_back(std::move(*part));
      out.push_back(chunk_of(whole, choice.index, std::move(delta)));
    }
  }
}

template <class T>
std::string json_list(const std::vector<T>& items) {
  std::string out{"["};
  for (const auto& each : items) {
    if (out.size() > 1) out += ',';
    append_json(out, each);
  }
  return out + "]";
}

inline void split_choice(std::vector<ChatChunk>& out, const ChatCompletion& whole, const ChatChoice& choice) {
  const auto& message = choice.message;
  Delta role, content;
  role.role = message.role;
  if (message.content) role.content = Text{};
  if (message.content.is_null()) role.content.set_null();
  role.refusal = message.refusal ? Maybe<Text>{Text{}} : Maybe<Text>{Null{}};
  role.extra = message.extra;
  if (message.function_call) {
    role.function_call = FunctionCallDelta{
        .name = message.function_call->name, .arguments = message.function_call->arguments, .extra = message.function_call->extra};
  }
  // What the specification gives a message but not a delta travels as extras.
  if (message.annotations) role.extra.set("annotations", {Text{json_list(*message.annotations)}});
  if (message.audio) role.extra.set("audio", {Text{to_json(*message.audio)}});
  out.push_back(chunk_of(whole, choice.index, std::move(role)));
  if (message.content) content.content = message.content;
  if (message.refusal) content.refusal = message.refusal;
  if (message.content || message.refusal || choice.logprobs) {
    out.push_back(chunk_of(whole, choice.index, std::move(content)));
    out.back().choices[0].logprobs = choice.logprobs;
  }
  if (message.tool_calls) split_calls(out, whole, choice);
  out.push_back(chunk_of(whole, choice.index, {}));
  out.back().choices[0].finish_reason = choice.finish_reason;
  out.back().choices[0].extra = choice.extra;
}

}  // namespace detail

OAICOMPAT_INLINE std::vector<ChatChunk> ChatStreaming::split(const ChatCompletion& whole) {
  std::vector<ChatChunk> out;
  for (const auto& choice : whole.choices) detail::split_choice(out, whole, choice);
  if (!out.empty()) {
    out.front().extra = whole.extra;
    out.front().moderation = whole.moderation;
  }
  if (whole.usage) {
    out.push_back(detail::chunk_of(whole));
    out.back().usage = *whole.usage;
  }
  return out;
}

OAICOMPAT_INLINE bool CompletionStreaming::wanted(const CompletionRequest& request) { return request.stream.value_or(false); }
OAICOMPAT_INLINE void CompletionStreaming::want(CompletionRequest& request, bool streamed) {
  if (streamed) {
    request.stream = true;
  } else if (request.stream) {
    request.stream = false;
  }
}
OAICOMPAT_INLINE bool CompletionStreaming::shape(Completion& chunk, const CompletionRequest& request) {
  if (request.stream_options && request.stream_options->include_usage.value_or(false)) return true;
  const bool only_usage = chunk.choices.empty() && chunk.usage.has_value();
  chunk.usage.reset();
  return !only_usage;
}
OAICOMPAT_INLINE std::vector<Completion> CompletionStreaming::split(const Completion& whole) {
  std::vector<Completion> out;
  for (const auto& choice : whole.choices) {
    auto chunk = whole;
    chunk.usage.reset();
    chunk.choices = {choice};
    out.push_back(std::move(chunk));
  }
  if (whole.usage) {
    out.push_back(whole);
    out.back().choices.clear();
  }
  return out;
}

}  // namespace oaicompat::inline v1
