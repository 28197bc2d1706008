// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/ollama/frames.hpp>
#include <oaicompat/dialects/ollama/options.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail::ollama {

inline void put_member(ObjectText& object, std::string_view name, const Json& value) {
  const auto quoted = Json::string(name).text.str();
  object.raw(std::string_view{quoted}.substr(1, quoted.size() - 2), value.view());
}

OAICOMPAT_INLINE Frames::Frames(Route route, std::string model, ClockPtr clock)
    : route_{route}, model_{std::move(model)}, clock_{std::move(clock)}, started_{clock_->now()} {}

OAICOMPAT_INLINE void Frames::begin(ObjectText& object, std::int64_t created) {
  const auto at = told_.at("created_at").as_string();  // to the nanosecond
  object.text("model", model_)
      .text("created_at", at && unix_seconds(*at) == created && created != 0
                              ? *at
                              : rfc3339(created == 0 ? clock_->unix_time() : created));
}
OAICOMPAT_INLINE void Frames::take_told(const Extras& extra) {
  if (const auto* content = extra.find(ext::extra_content.name)) {
    if (auto told = content->at("ollama"); told.is_object()) told_ = std::move(told);
  }
}

inline void put_calls(Bytes& out, const std::vector<ToolCall>& calls, std::int64_t first) {
  out += '[';
  auto index = first;
  for (const auto& call : calls) {
    if (!call.function) continue;
    if (index > first) out += ',';
    ObjectText object{out};
    object.text("id", call.id).name("function");
    ObjectText function{out};
    function.number("index", index++).text("name", call.function->name).name("arguments");
    // A model may write what is no object; it is handed on as a text in one.
    if (const auto arguments = object_in(call.function->arguments)) {
      out += arguments->view();
    } else if (call.function->arguments.empty()) {
      out += "{}";
    } else {
      ObjectText wrapped{out};
      wrapped.text("arguments", call.function->arguments).close();
    }
    const auto* more = call.extra.find(call_members);
    if (const auto inner = more ? more->find("function") : std::nullopt) put_more(function, *inner);
    function.close();
    for (const auto& [key, value] : more ? more->members() : Json{}.members()) {
      if (key != "function") put_member(object, key, value);
    }
    object.close();
  }
  out += ']';
}

OAICOMPAT_INLINE void Frames::put_words(ObjectText& object, Bytes& out, const Words& words) const {
  if (route_ == Route::generate) {
    object.text("response", words.content);
    if (!words.thinking.empty()) object.text("thinking", words.thinking);
    if (words.calls) {
      object.name("tool_calls");
      put_calls(out, *words.calls, words.first_call);
    }
  } else {
    object.name("message");
    ObjectText message{out};
    message.text("role", "assistant").text("content", words.content);
    if (!words.thinking.empty()) message.text("thinking", words.thinking);
    if (words.calls) {
      message.name("tool_calls");
      put_calls(out, *words.calls, words.first_call);
    }
    if (words.more) put_more(message, *words.more);
    message.close();
  }
  if (words.logprobs && words.logprobs->content) {
    object.name("logprobs");
    // The list alone: Ollama has no object around it.
    const Json whole{Text{to_json(*words.logprobs)}};
    out += whole.at("content").view();
  }
}

OAICOMPAT_INLINE std::string_view Frames::reason_of(const OpenEnum<FinishReason>& reason) {
  if (reason == FinishReason::length) return "length";
  if (reason == FinishReason::content_filter)
    lost.add("choices[0].finish_reason", LossKind::approximated, "there is no word for a filter");
  return "stop";  // with calls of tools too
}

OAICOMPAT_INLINE void Frames::put_end(ObjectText& object, std::string_view reason, const Usage* usage) {
  const auto nanoseconds = [](Duration time) {
    const auto count = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
    return static_cast<std::int64_t>(count < 1 ? 1 : count);  // clients divide by it
  };
  const auto now = clock_->now();
  const auto first = first_.value_or(now);
  // What the provider measured goes before what is measured here.
  const auto measured = [&](std::string_view name, std::int64_t here) {
    object.number(name, told_.at(name).as_integer().value_or(here));
  };
  object.flag("done", true).text("done_reason", told_.at("done_reason").as_string().value_or(std::string{reason}));
  measured("total_duration", nanoseconds(now - started_));
  measured("load_duration", 1);
  if (usage) object.number("prompt_eval_count", usage->prompt_tokens);
  measured("prompt_eval_duration", nanoseconds(first - started_));
  if (usage) object.number("eval_count", usage->completion_tokens);
  measured("eval_duration", nanoseconds(now - first));
  for (const auto& [key, value] : told_.members()) {
    constexpr std::string_view own[] = {"created_at",    "done_reason",          "total_duration",
                                        "load_duration", "prompt_eval_duration", "eval_duration"};
    if (!is_among(own, key)) put_member(object, key, value);
  }
}

// --- a stream ------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void Frames::line(Bytes& out, const Words& words) {
  if (!first_) first_ = clock_->now();
  if (opening_.empty()) {
    ObjectText object{opening_};
    begin(object, created_);
    opening_ += ',';
  }
  // What most lines are.
  if (route_ == Route::chat && words.thinking.empty() && !words.calls && !words.logprobs && !words.more) {
    out += opening_;
    out += R"("message":{"role":"assistant","content":)";
    write_quoted(out, words.content);
    out += "},\"done\":false}\n";
    return;
  }
  ObjectText object{out};
  begin(object, created_);
  put_words(object, out, words);
  object.flag("done", false).close();
  out += '\n';
}

// Calls and the finish reason wait for the end.
OAICOMPAT_INLINE void Frames::keep(const ChatChunk& chunk, const ChunkChoice& choice) {
  ChatChunk kept;
  kept.id = chunk.id;
  auto& to = kept.choices.emplace_back();
  if (choice.delta.tool_calls) has_calls_ = true;
  to.delta.tool_calls = choice.delta.tool_calls;
  to.finish_reason = choice.finish_reason;
  if (auto added = calls_.add(kept); !added && !broken_) broken_ = added.error();
}

OAICOMPAT_INLINE void Frames::add(const ChatChunk& chunk, Bytes& out) {
  if (chunk.usage) usage_ = *chunk.usage;
  take_told(chunk.extra);
  if (created_ == 0) created_ = chunk.created;
  for (const auto& choice : chunk.choices) {
    if (choice.index > 0) {
      lost.add("choices[1]", LossKind::dropped, "an answer has one choice");
      continue;
    }
    const auto& delta = choice.delta;
    const bool speaks = (delta.content && !delta.content->empty()) || !delta.extra.empty();
    if (has_calls_ && !delta.tool_calls && speaks) tell_calls(out, Calls::whole);
    if (delta.tool_calls || choice.finish_reason) keep(chunk, choice);
    if (choice.finish_reason) finish_ = *choice.finish_reason;
    Words words;
    if (delta.content) words.content = *delta.content;
    if (delta.refusal && !delta.refusal->empty()) {
      lost.add("choices[0].message.refusal", LossKind::approximated, "it stands in the content");
      words.content = *delta.refusal;
    }
    std::optional<std::string> thinking;
    if (!delta.extra.empty()) thinking = reasoning_of(delta.extra);
    if (thinking) words.thinking = *thinking;
    if (choice.logprobs) words.logprobs = &*choice.logprobs;
    words.more = delta.extra.find(message_members);
    if (!words.content.empty() || !words.thinking.empty() || words.logprobs || words.more) line(out, words);
  }
}
// Calls that are whole stand before what is said next.
OAICOMPAT_INLINE void Frames::tell_calls(Bytes& out, Calls which) {
  const auto gathered = calls_.so_far();
  if (!gathered || gathered->choices.empty() || !gathered->choices.front().message.tool_calls) return;
  const auto& all = *gathered->choices.front().message.tool_calls;
  const std::vector<ToolCall> due{all.begin() + static_cast<std::ptrdiff_t>(calls_told_), all.end()};
  const bool whole = std::all_of(due.begin(), due.end(), [](const ToolCall& call) {
    return call.function && object_in(call.function->arguments);
  });
  if (due.empty() || (which == Calls::whole && !whole)) return;
  Words words;
  words.calls = &due;
  words.first_call = static_cast<std::int64_t>(calls_told_);
  line(out, words);
  calls_told_ = all.size();
}

OAICOMPAT_INLINE std::optional<Error> Frames::end(Bytes& out) {
  if (broken_) return broken_;
  if (!finish_) return local_error(ErrorKind::protocol, "The answer ended without a finish reason.", "stream_cut_off");
  if (has_calls_) tell_calls(out, Calls::all);
  ObjectText object{out};
  begin(object, created_);
  put_words(object, out, {});
  put_end(object, reason_of(*finish_), usage_ ? &*usage_ : nullptr);
  object.close();
  out += '\n';
  return std::nullopt;
}

OAICOMPAT_INLINE void Frames::fail(const Error& error, Bytes& out) {
  ObjectText object{out};
  object.text("error", error_message_for(ErrorDialect::ollama, error)).close();
  out += '\n';
}

// --- a whole answer ------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Bytes Frames::whole(const ChatCompletion& answer) {
  Bytes out;
  take_told(answer.extra);
  ObjectText object{out};
  begin(object, answer.created);
  Words words;
  std::optional<std::string> thinking;
  std::string_view reason = "stop";
  if (answer.choices.size() > 1) lost.add("choices[1]", LossKind::dropped, "an answer has one choice");
  if (!answer.choices.empty()) {
    const auto& choice = answer.choices.front();
    const auto& message = choice.message;
    if (message.content) words.content = *message.content;
    if (words.content.empty() && message.refusal) {
      lost.add("choices[0].message.refusal", LossKind::approximated, "it stands in the content");
      words.content = *message.refusal;
    }
    if (!message.extra.empty()) thinking = reasoning_of(message.extra);
    if (thinking) words.thinking = *thinking;
    if (message.tool_calls && !message.tool_calls->empty()) words.calls = &*message.tool_calls;
    words.more = message.extra.find(message_members);
    if (choice.logprobs) words.logprobs = &*choice.logprobs;
    reason = reason_of(choice.finish_reason);
  }
  put_words(object, out, words);
  put_end(object, reason, answer.usage ? &*answer.usage : nullptr);
  object.close();
  return out;
}

}  // namespace oaicompat::inline v1::detail::ollama
