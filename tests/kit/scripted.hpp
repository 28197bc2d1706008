// A backend that gives the answers of a script, one a request, and keeps the requests.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kit_test {

using namespace oaicompat;

/// A model of which each answer is known. The last answer is given for ever where `repeats`.
template <Operation Op>
struct Scripted {
  using Answer = std::variant<typename Op::Response, Error, std::vector<Event<Op>>>;
  std::deque<Answer> answers{};
  bool repeats = false;
  std::vector<typename Op::Request> requests{};
  std::function<void()> on_request{};

  Backend backend() {
    Backend made;
    made.on<Op>([this](const Parsed<typename Op::Request>& request, Context) -> StreamPtr<Event<Op>> {
      requests.push_back(*request);
      if (on_request) on_request();
      if (answers.empty()) return failed<Event<Op>>(api_error(500, "The script is at its end.", "no_more"));
      auto answer = answers.front();
      if (!repeats || answers.size() > 1) answers.pop_front();
      if (auto* error = std::get_if<1>(&answer)) return failed<Event<Op>>(std::move(*error));
      if (auto* whole = std::get_if<0>(&answer)) return one_item<Event<Op>>(Event<Op>{std::move(*whole)});
      return std::make_unique<Events>(std::get<2>(std::move(answer)));
    });
    return made;
  }

  class Events final : public Stream<Event<Op>> {
   public:
    explicit Events(std::vector<Event<Op>> events) : events_{std::move(events)} {}
    Pull pull(Event<Op>& out) override {
      if (at_ == events_.size()) return Pull::end;
      out = events_[at_++];
      return Pull::some;
    }

   private:
    std::vector<Event<Op>> events_;
    std::size_t at_ = 0;
  };
};
using ChatModel = Scripted<CreateChatCompletion>;

inline ChatCompletion answer(AssistantMessage message, OpenEnum<FinishReason> reason) {
  ChatCompletion made;
  made.id = "c";
  made.model = "m";
  made.usage = Usage{.prompt_tokens = 10, .completion_tokens = 2, .total_tokens = 12};
  made.usage->prompt_tokens_details.emplace().cached_tokens = 4;
  auto& choice = made.choices.emplace_back();
  choice.message = std::move(message);
  choice.finish_reason = std::move(reason);
  return made;
}
inline ChatCompletion says(std::string_view text, OpenEnum<FinishReason> reason = FinishReason::stop) {
  AssistantMessage message;
  message.content = Text{text};
  return answer(std::move(message), std::move(reason));
}
struct Asked {
  std::string id, name, arguments;
};
inline ChatCompletion calls(std::vector<Asked> asked) {
  AssistantMessage message;
  message.tool_calls.emplace();
  for (const auto& each : asked) {
    auto& call = message.tool_calls->emplace_back();
    call.id = each.id;
    call.function.emplace().name = each.name;
    call.function->arguments = each.arguments;
  }
  return answer(std::move(message), FinishReason::tool_calls);
}
/// A piece of a streamed answer.
inline Event<CreateChatCompletion> piece(std::string_view text, Maybe<OpenEnum<FinishReason>> reason = {}) {
  ChatChunk chunk;
  chunk.id = "c";
  auto& choice = chunk.choices.emplace_back();
  choice.delta.content = Text{text};
  choice.finish_reason = std::move(reason);
  return chunk;
}

}  // namespace kit_test
