// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/kit/read_chat.hpp>
#include <oaicompat/resources/chat/tool_call_places.hpp>

#include <cstddef>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Tells the events of one stream.
class ChatEventEmitter {
 public:
  explicit ChatEventEmitter(const ChatEvents& on) : on_{on} {}

  void add(const ChatChunk& chunk) {
    for (const auto& choice : chunk.choices) {
      if (choice.index == 0) add(choice.delta);
    }
    if (!on_.on_reasoning) return;
    if (const auto text = chunk.reasoning(); text && !text->empty()) on_.on_reasoning(*text);
  }
  void finish(const ChatCompletion& whole) {
    for (const auto& choice : whole.choices) {
      if (choice.index != 0) continue;
      finish_calls(choice.message);
      if (on_.on_finish) on_.on_finish(choice.finish_reason);
    }
    if (on_.on_usage && whole.usage) on_.on_usage(*whole.usage);
  }

 private:
  struct Call {
    RequestedCall call;
    JsonEnd end;
    bool is_whole() const { return !call.id.empty() && !call.name.empty() && end.reached(); }
  };

  void add(const Delta& delta) {
    if (on_.on_text && delta.content && !delta.content->empty()) on_.on_text(*delta.content);
    if (on_.on_refusal && delta.refusal && !delta.refusal->empty()) on_.on_refusal(*delta.refusal);
    if (on_.on_tool_call_done && delta.tool_calls) add(*delta.tool_calls);
  }
  void add(const std::vector<ToolCallDelta>& pieces) {
    const auto places = places_.place(pieces, AccumulateOptions{}.max_tool_calls);
    if (!places) return;  // the stream fails of it
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto place = (*places)[i];
      if (place >= calls_.size()) calls_.resize(place + 1);
      add(calls_[place], pieces[i]);
    }
    while (told_ + 1 < calls_.size() && calls_[told_].is_whole()) on_.on_tool_call_done(calls_[told_++].call);
  }
  static void add(Call& to, const ToolCallDelta& piece) {
    if (to.call.id.empty() && piece.id) to.call.id = piece.id->str();
    if (!piece.function) return;
    if (to.call.name.empty() && piece.function->name) to.call.name = piece.function->name->str();
    if (!piece.function->arguments) return;
    to.call.arguments += piece.function->arguments->view();
    to.end.feed(*piece.function->arguments);
  }
  // Those that were not told before; the whole knows ids that were missing.
  void finish_calls(const AssistantMessage& message) {
    if (!on_.on_tool_call_done || !message.tool_calls) return;
    for (std::size_t i = told_; i < message.tool_calls->size(); ++i) {
      const auto& made = (*message.tool_calls)[i];
      RequestedCall call{.id = made.id.str()};
      if (made.function) call.name = made.function->name.str(), call.arguments = made.function->arguments.str();
      if (made.custom) call.name = made.custom->name.str(), call.arguments = made.custom->input.str();
      on_.on_tool_call_done(call);
    }
  }

  const ChatEvents& on_;
  ToolCallPlaces places_;
  std::vector<Call> calls_;
  std::size_t told_ = 0;  // of the calls
};

}  // namespace detail

OAICOMPAT_INLINE Result<ChatCompletion> read_chat(ChatStream& stream, const ChatEvents& events) {
  detail::ChatEventEmitter emitter{events};
  while (const auto* chunk = stream.next()) emitter.add(*chunk);
  auto whole = stream.collect();
  if (whole) emitter.finish(*whole);
  return whole;
}
OAICOMPAT_INLINE Result<ChatCompletion> read_chat(ChatStream&& stream, const ChatEvents& events) {
  return read_chat(stream, events);
}

}  // namespace oaicompat::inline v1
