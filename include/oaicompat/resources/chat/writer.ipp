// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/counts.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/http/answer_fields.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/writer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

class ChatWriterState {
 public:
  ChatWriterState(ChatWriter::Sink sink, std::string_view model, std::int64_t created,
                  std::unique_ptr<const Context> context, std::function<void(Headers)> on_passed)
      : context_{std::move(context)},
        sink_{std::move(sink)},
        id_{random_id("chatcmpl-")},
        model_{model},
        created_{created},
        fields_{std::move(on_passed)} {}

  enum class Piece { text, reasoning, refusal };
  bool piece(std::int64_t index, Piece kind, std::string_view words) {
    auto* choice = open(index, kind == Piece::text ? "text()" : kind == Piece::refusal ? "refusal()" : "reasoning()");
    if (!choice || !start_to(index, kind)) return false;
    if ((choice->in_arguments || choice->piece != kind) && !flush(index, *choice)) return false;
    choice->piece = kind;
    const auto whole = choice->joiner.join(words);
    return whole.empty() || send_piece(index, *choice, whole);
  }
  bool tool_call(std::int64_t index, std::string_view id, std::string_view name, const std::string_view* custom_input) {
    auto* choice = open(index, custom_input ? "custom_tool_call()" : "tool_call()");
    if (!choice) return false;
    if (name.empty()) return misuse("a tool call without a name");
    if (!start_to(index, std::nullopt) || !flush(index, *choice)) return false;
    ToolCallDelta call;
    call.index = choice->calls++;
    call.id = Text{id.empty() ? random_id("call_") : std::string{id}};
    choice->takes_arguments = !custom_input;
    if (custom_input) {
      call.type = ToolType::custom;
      const CustomCall custom{.name = Text{name}, .input = Text{*custom_input}, .extra = {}};
      call.extra.set("custom", {Text{to_json(custom)}});
    } else {
      call.type = ToolType::function;
      call.function = FunctionCallDelta{.name = Text{name}, .arguments = Text{}, .extra = {}};
    }
    return send_call(index, std::move(call));
  }
  bool arguments(std::int64_t index, std::string_view fragment) {
    auto* choice = open(index, "arguments()");
    if (!choice) return false;
    if (!choice->takes_arguments) return misuse("arguments() before tool_call()");
    if (!choice->in_arguments && !flush(index, *choice)) return false;
    choice->in_arguments = true;
    const auto whole = choice->joiner.join(fragment);
    return whole.empty() || send_arguments(index, *choice, whole);
  }
  // They wait for the piece that their tokens are of, which may itself wait for the rest of a character.
  bool logprobs(std::int64_t index, const Logprobs& values) {
    auto* choice = open(index, "logprobs()");
    if (!choice) return false;
    if (!choice->logprobs) choice->logprobs = std::make_unique<Logprobs>();
    std::size_t bytes = 0;
    join(choice->logprobs->content, values.content, bytes);
    join(choice->logprobs->refusal, values.refusal, bytes);
    take_extras(choice->logprobs->extra, values.extra, bytes);
    return true;
  }
  bool finish(std::int64_t index, FinishReason reason) {
    auto* choice = open(index, "finish()");
    if (!choice || !start_to(index, Piece::text) || !flush(index, *choice)) return false;
    if (choice->logprobs && !send_logprobs(index, *choice)) return false;
    choice->finished = true;
    auto out = begin(index);
    out.choices[0].finish_reason = OpenEnum<FinishReason>{reason};
    return send(std::move(out));
  }
  bool header(std::string_view name, std::string_view value) {
    if (gone()) return false;
    const auto fault = fields_.add(name, value);
    return fault.empty() || misuse(fault);
  }
  bool usage(Usage usage) {
    if (closed_) return false;
    usage_ = std::make_unique<Usage>(std::move(usage));
    return !gone();
  }
  bool fail(Error error) {
    if (!error_ && !closed_) error_ = std::make_unique<const Error>(std::move(error));
    return false;
  }
  bool gone() const { return gone_ || closed_ || error_ || cancelled(); }
  // Precondition: it was made with one.
  const Context& context() const { return *context_; }

  // A handle that is kept after the end writes nowhere.
  void abandon() {
    closed_ = true;
    sink_ = nullptr;
  }
  std::optional<Error> close() {
    if (!std::exchange(closed_, true)) {
      if (!error_ && !gone_ && !cancelled()) complete();
      sink_ = nullptr;
    }
    return error_ ? std::optional{*error_} : std::nullopt;
  }

 private:
  struct Choice {
    bool started = false, finished = false, takes_arguments = false, in_arguments = false;
    Piece piece = Piece::text;
    std::int64_t calls = 0;
    Utf8Joiner joiner;
    std::unique_ptr<Logprobs> logprobs;
  };
  static constexpr std::int64_t max_choices = 128;

  bool cancelled() const { return context_ && context_->stop.stop_requested(); }
  void complete() {
    if (choices_.empty()) return void(misuse("it returned without writing an answer"));
    for (const auto& choice : choices_) {
      if (!choice.finished) return void(misuse("it returned without finish()"));
    }
    if (!usage_) return;
    auto out = chunk();
    out.usage = std::move(*usage_);
    send(std::move(out));
  }
  bool misuse(std::string_view what) {
    Error error = api_error(500, "The server's handler is at fault: " + std::string{what} + ".", "handler_misuse");
    error.kind = ErrorKind::invalid_argument;
    if (!error_) error_ = std::make_unique<const Error>(std::move(error));
    return false;
  }
  // The choice, if it may be written to.
  Choice* open(std::int64_t index, std::string_view call) {
    if (gone()) return nullptr;
    if (index < 0 || index >= max_choices)
      return misuse("choice " + std::to_string(index) + " is out of range"), nullptr;
    if (static_cast<std::size_t>(index) >= choices_.size()) choices_.resize(static_cast<std::size_t>(index) + 1);
    auto& choice = choices_[static_cast<std::size_t>(index)];
    if (choice.finished) return misuse(std::string{call} + " after finish()"), nullptr;
    return &choice;
  }
  // Sends the role of the choice, and before it that of those before it: clients take choices in the order they appear.
  bool start_to(std::int64_t index, std::optional<Piece> first) {
    for (std::int64_t i = 0; i <= index; ++i) {
      if (!start(i, i == index ? first : Piece::text)) return false;
    }
    return true;
  }
  bool start(std::int64_t index, std::optional<Piece> first) {
    auto& choice = choices_[static_cast<std::size_t>(index)];
    if (std::exchange(choice.started, true)) return true;
    auto out = begin(index);
    auto& delta = out.choices[0].delta;
    delta.role = OpenEnum<Role>{Role::assistant};
    first == Piece::text ? void(delta.content = Text{}) : delta.content.set_null();
    first == Piece::refusal ? void(delta.refusal = Text{}) : delta.refusal.set_null();
    return send(std::move(out));
  }
  // What is left of a character whose rest never came goes out before something else begins.
  bool flush(std::int64_t index, Choice& choice) {
    const auto rest = choice.joiner.rest();
    const bool in_arguments = std::exchange(choice.in_arguments, false);
    if (rest.empty()) return true;
    return in_arguments ? send_arguments(index, choice, rest) : send_piece(index, choice, rest);
  }
  bool send_piece(std::int64_t index, Choice& choice, std::string_view words) {
    auto out = begin(index);
    auto& delta = out.choices[0].delta;
    switch (choice.piece) {
      case Piece::text: delta.content = Text{words}; break;
      case Piece::refusal: delta.refusal = Text{words}; break;
      case Piece::reasoning: delta.extra.set("reasoning_content", Json::string(words)); break;
    }
    if (choice.piece != Piece::reasoning) take_logprobs(out, choice);
    return send(std::move(out));
  }
  // Those of tokens that gave no text, as one that ends the answer.
  bool send_logprobs(std::int64_t index, Choice& choice) {
    auto out = begin(index);
    take_logprobs(out, choice);
    return send(std::move(out));
  }
  static void take_logprobs(ChatChunk& out, Choice& choice) {
    if (const auto taken = std::exchange(choice.logprobs, nullptr)) out.choices[0].logprobs = std::move(*taken);
  }
  bool send_arguments(std::int64_t index, const Choice& choice, std::string_view fragment) {
    ToolCallDelta call;
    call.index = choice.calls - 1;
    call.function = FunctionCallDelta{.name = {}, .arguments = Text{fragment}, .extra = {}};
    return send_call(index, std::move(call));
  }
  bool send_call(std::int64_t index, ToolCallDelta call) {
    auto out = begin(index);
    out.choices[0].delta.tool_calls.emplace().push_back(std::move(call));
    return send(std::move(out));
  }
  ChatChunk chunk() const {
    ChatChunk out;
    out.id = id_;
    out.created = created_;
    out.model = model_;
    return out;
  }
  // A chunk with a piece of one choice.
  ChatChunk begin(std::int64_t index) const {
    auto out = chunk();
    auto& choice = out.choices.emplace_back();
    choice.index = index;
    choice.logprobs.set_null();
    choice.finish_reason.set_null();
    return out;
  }
  bool send(ChatChunk&& chunk) {
    fields_.sent();
    gone_ = gone_ || !sink_(std::move(chunk));
    return !gone_;
  }

  const std::unique_ptr<const Context> context_;  // null where no handler sees the writer
  ChatWriter::Sink sink_;
  const Text id_, model_;
  const std::int64_t created_;
  std::vector<Choice> choices_;
  std::unique_ptr<Usage> usage_;
  std::unique_ptr<const Error> error_;
  AnswerFields fields_;
  bool gone_ = false, closed_ = false;
};

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

using detail::ChatWriterState;

OAICOMPAT_INLINE bool ChoiceWriter::text(std::string_view piece) {
  return state_->piece(index_, ChatWriterState::Piece::text, piece);
}
OAICOMPAT_INLINE bool ChoiceWriter::reasoning(std::string_view piece) {
  return state_->piece(index_, ChatWriterState::Piece::reasoning, piece);
}
OAICOMPAT_INLINE bool ChoiceWriter::refusal(std::string_view piece) {
  return state_->piece(index_, ChatWriterState::Piece::refusal, piece);
}
OAICOMPAT_INLINE bool ChoiceWriter::tool_call(std::string_view id, std::string_view name) {
  return state_->tool_call(index_, id, name, nullptr);
}
OAICOMPAT_INLINE bool ChoiceWriter::arguments(std::string_view fragment) { return state_->arguments(index_, fragment); }
OAICOMPAT_INLINE bool ChoiceWriter::custom_tool_call(std::string_view id, std::string_view name,
                                                     std::string_view input) {
  return state_->tool_call(index_, id, name, &input);
}
OAICOMPAT_INLINE bool ChoiceWriter::logprobs(Logprobs values) { return state_->logprobs(index_, values); }
OAICOMPAT_INLINE bool ChoiceWriter::finish(FinishReason reason) { return state_->finish(index_, reason); }

OAICOMPAT_INLINE ChatWriter::ChatWriter(Sink sink, std::string_view model, std::int64_t created, Context context)
    : state_{std::make_shared<ChatWriterState>(std::move(sink), model, created,
                                               std::make_unique<const Context>(context), context.on_passed)} {}
OAICOMPAT_INLINE ChatWriter::ChatWriter(Sink sink, std::function<void(Headers)> on_passed, std::string_view model,
                                        std::int64_t created)
    : state_{std::make_shared<ChatWriterState>(std::move(sink), model, created, nullptr, std::move(on_passed))} {}
OAICOMPAT_INLINE ChatWriter::~ChatWriter() { state_->abandon(); }
OAICOMPAT_INLINE ChoiceWriter ChatWriter::choice(std::int64_t index) const { return {state_, index}; }
OAICOMPAT_INLINE bool ChatWriter::header(std::string_view name, std::string_view value) {
  return state_->header(name, value);
}
OAICOMPAT_INLINE bool ChatWriter::usage(Usage usage) { return state_->usage(std::move(usage)); }
OAICOMPAT_INLINE bool ChatWriter::usage(std::int64_t prompt_tokens, std::int64_t completion_tokens) {
  Usage usage;
  usage.prompt_tokens = prompt_tokens;
  usage.completion_tokens = completion_tokens;
  usage.total_tokens = detail::sum_of(prompt_tokens, completion_tokens);
  return state_->usage(std::move(usage));
}
OAICOMPAT_INLINE bool ChatWriter::fail(Error error) { return state_->fail(std::move(error)); }
OAICOMPAT_INLINE bool ChatWriter::gone() const { return state_->gone(); }
OAICOMPAT_INLINE const Context& ChatWriter::context() const { return state_->context(); }
OAICOMPAT_INLINE std::optional<Error> ChatWriter::close() { return state_->close(); }

}  // namespace oaicompat::inline v1
