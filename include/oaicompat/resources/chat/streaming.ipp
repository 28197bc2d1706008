// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/choice_shape.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/chunk_json.hpp>
#include <oaicompat/resources/chat/late_thoughts.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

// --- progress ------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> ChatProgress::add(const ChatChunk& chunk) {
  for (const auto& choice : chunk.choices) {
    if (auto added = ChoiceProgress::add(choice.index, detail::finishes(choice.finish_reason)); !added) return added;
  }
  return {};
}
OAICOMPAT_INLINE void ChatProgress::number_calls(ChatChunk& chunk) {
  const auto unnumbered = [](const ToolCallDelta& call) { return was_absent(call, "index"); };
  for (auto& choice : chunk.choices) {
    if (!choice.delta.tool_calls || choice.delta.tool_calls->empty()) continue;
    auto& calls = *choice.delta.tool_calls;
    auto known = places_.find(choice.index);
    if (known == places_.end() && std::none_of(calls.begin(), calls.end(), unnumbered)) continue;
    if (known == places_.end()) known = places_.try_emplace(choice.index).first;
    const auto places = known->second.place(calls, AccumulateOptions{}.max_tool_calls);
    for (std::size_t i = 0; places && i < calls.size(); ++i) {
      if (!unnumbered(calls[i])) continue;
      calls[i].index = static_cast<std::int64_t>((*places)[i]);
      calls[i].extra.note_given(detail::type_mark<ToolCallDelta>, detail::field_bit<ToolCallDelta>("index"));
    }
  }
}

namespace detail {

// --- a whole completion in chunks ----------------------------------------------------------------------------------

class ChatSplitter {
 public:
  explicit ChatSplitter(const ChatCompletion& whole) : whole_{whole} {}

  std::vector<ChatChunk> chunks() {
    for (const auto& choice : whole_.choices) split(choice);
    if (whole_.usage || out_.empty()) add();
    if (whole_.usage) out_.back().usage = *whole_.usage;
    auto& first = out_.front();
    first.moderation = whole_.moderation;
    first.extra = whole_.extra;
    if (whole_.metadata) first.extra.set("metadata", as_json(*whole_.metadata));
    return std::move(out_);
  }

 private:
  void add() {
    auto& chunk = out_.emplace_back();
    chunk.id = whole_.id;
    chunk.created = whole_.created;
    chunk.model = whole_.model;
    chunk.service_tier = whole_.service_tier;
    chunk.system_fingerprint = whole_.system_fingerprint;
  }
  ChunkChoice& add(std::int64_t index, Delta delta) {
    add();
    auto& choice = out_.back().choices.emplace_back();
    choice.index = index;
    choice.delta = std::move(delta);
    choice.logprobs.set_null();
    choice.finish_reason.set_null();
    return choice;
  }

  // The role; then a member a chunk; then the finish reason.
  void split(const ChatChoice& choice) {
    const auto& message = choice.message;
    Delta role;
    role.role = message.role;
    message.content ? void(role.content = Text{}) : role.content.set_null();
    message.refusal ? void(role.refusal = Text{}) : role.refusal.set_null();
    add(choice.index, std::move(role));
    LateThoughts late{message};
    const auto say_due = [&](std::optional<Delta> thoughts) {
      if (thoughts) add(choice.index, *std::move(thoughts));
    };
    split_extras(choice, late);
    if (message.content && !message.content->empty()) say_due(late.before_next());
    split_words(choice);
    if (message.function_call) split_function_call(choice);
    std::int64_t index = 0;
    if (message.tool_calls) {
      for (const auto& call : *message.tool_calls) {
        say_due(late.before_next());
        split_call(choice.index, index++, call);
      }
    }
    say_due(late.rest());
    auto& last = add(choice.index, {});
    last.finish_reason = choice.finish_reason;
    last.extra = choice.extra;
  }
  static bool is_reasoning(std::string_view name) {
    return name == ext::reasoning_content.name || name == ext::reasoning.name || name == ext::reasoning_details.name;
  }
  // What the specification gives a message but not a delta travels as extras.
  void split_extras(const ChatChoice& choice, const LateThoughts& late) {
    Delta delta;
    if (late.any()) delta.extra = late.early();
    for (const auto& each : choice.message.extra) {
      if (each.read_as == 0 && !(late.any() && is_reasoning(each.key))) delta.extra.add(each);
    }
    if (const auto& annotations = choice.message.annotations) {
      std::string list{"["};
      for (const auto& each : *annotations) {
        if (list.size() > 1) list += ',';
        append_json(list, each);
      }
      delta.extra.set("annotations", {Text{list + "]"}});
    }
    if (choice.message.audio) delta.extra.set("audio", {Text{to_json(*choice.message.audio)}});
    if (!delta.extra.empty()) add(choice.index, std::move(delta));
  }
  void split_words(const ChatChoice& choice) {
    const auto& message = choice.message;
    auto logprobs = choice.logprobs;
    const auto add_words = [&](Maybe<Text> Delta::*member, const Maybe<Text>& words) {
      Delta delta;
      delta.*member = words;
      const auto* parts = member == &Delta::content ? message.extra.form("content") : nullptr;
      if (parts) delta.extra.add_form(*parts);
      auto& made = add(choice.index, std::move(delta));
      if (logprobs) made.logprobs = std::exchange(logprobs, null);
    };
    if (message.content && !message.content->empty()) add_words(&Delta::content, message.content);
    if (message.refusal && !message.refusal->empty()) add_words(&Delta::refusal, message.refusal);
    if (logprobs) add(choice.index, {}).logprobs = std::move(logprobs);
  }
  void split_function_call(const ChatChoice& choice) {
    const auto& call = *choice.message.function_call;
    Delta opening, rest;
    opening.function_call = FunctionCallDelta{.name = call.name, .arguments = Text{}, .extra = call.extra};
    rest.function_call = FunctionCallDelta{.name = {}, .arguments = call.arguments, .extra = {}};
    add(choice.index, std::move(opening));
    if (!call.arguments.empty()) add(choice.index, std::move(rest));
  }
  void split_call(std::int64_t choice, std::int64_t index, const ToolCall& call) {
    ToolCallDelta opening, rest;
    opening.index = rest.index = index;
    opening.id = call.id;
    opening.type = call.type;
    opening.extra = call.extra;
    if (call.function) {
      const auto& function = *call.function;
      opening.function = FunctionCallDelta{.name = function.name, .arguments = Text{}, .extra = function.extra};
      rest.function = FunctionCallDelta{.name = {}, .arguments = function.arguments, .extra = {}};
    }
    // The specification has no member for a streamed custom call: it travels whole, as an extra.
    if (call.custom) opening.extra.set("custom", {Text{to_json(*call.custom)}});
    add_call(choice, std::move(opening));
    if (rest.function && !rest.function->arguments->empty()) add_call(choice, std::move(rest));
  }
  void add_call(std::int64_t choice, ToolCallDelta call) {
    Delta delta;
    delta.tool_calls.emplace().push_back(std::move(call));
    add(choice, std::move(delta));
  }
  static Json as_json(const Map<Text>& map) {
    Bytes out{"{"};
    for (const auto& [key, value] : map.items) {
      if (out.size() > 1) out += ',';
      write_quoted(out, key);
      out += ':';
      write_quoted(out, value);
    }
    return {Text{out + "}"}};
  }

  const ChatCompletion& whole_;
  std::vector<ChatChunk> out_;
};

}  // namespace detail

// --- how they stream -----------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool ChatStreaming::wanted(const ChatRequest& request) { return request.stream.value_or(false); }
OAICOMPAT_INLINE void ChatStreaming::want(ChatRequest& request, bool streamed) { detail::want(request, streamed); }
OAICOMPAT_INLINE ChunkShape ChatStreaming::shape_for(const ChatRequest& request) { return detail::shape_for(request); }
OAICOMPAT_INLINE bool ChatStreaming::shape(ChatChunk& chunk, const ChunkShape& wanted) {
  return detail::shape(chunk, wanted);
}
OAICOMPAT_INLINE std::vector<ChatChunk> ChatStreaming::split(const ChatCompletion& whole) {
  return detail::ChatSplitter{whole}.chunks();
}
OAICOMPAT_INLINE Text* ChatStreaming::delta_text(ChatChunk& chunk) {
  if (chunk.choices.size() != 1 || chunk.usage || chunk.choices[0].logprobs) return nullptr;
  auto& delta = chunk.choices[0].delta;
  // Words that came in another form do not travel alone.
  if (delta.content) return delta.extra.has_forms() ? nullptr : &*delta.content;
  if (!delta.tool_calls || delta.tool_calls->size() != 1) return nullptr;
  auto& function = delta.tool_calls->front().function;
  return function && function->arguments && !function->extra.has_forms() ? &*function->arguments : nullptr;
}

}  // namespace oaicompat::inline v1
