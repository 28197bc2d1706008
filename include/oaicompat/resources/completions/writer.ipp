// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/counts.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/http/answer_fields.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/completions/writer.hpp>

#include <map>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

class CompletionWriterState {
 public:
  CompletionWriterState(CompletionWriter::Sink sink, std::string_view model, std::int64_t created, Context context)
      : context_{std::move(context)}, sink_{std::move(sink)} {
    chunk_.id = Text{random_id("cmpl-")};
    chunk_.created = created;
    chunk_.model = Text{model};
  }

  bool text(std::string_view piece, std::int64_t index) {
    auto* choice = open(index, "text()");
    if (!choice) return false;
    const auto whole = choice->joiner.join(piece);
    return whole.empty() || send(index, *choice, whole);
  }
  // They wait for the piece that their tokens are of, which may itself wait for the rest of a character.
  bool logprobs(const CompletionLogprobs& values, std::int64_t index) {
    auto* choice = open(index, "logprobs()");
    if (!choice) return false;
    std::size_t bytes = 0;
    join(choice->logprobs ? *choice->logprobs : choice->logprobs.emplace(), values, bytes);
    return true;
  }
  bool finish(FinishReason reason, std::int64_t index) {
    auto* choice = open(index, "finish()");
    if (!choice) return false;
    choice->finished = reason;
    return send(index, *choice, choice->joiner.rest());
  }
  bool header(std::string_view name, std::string_view value) {
    if (gone()) return false;
    const auto fault = fields_.add(name, value);
    return fault.empty() || misuse(fault);
  }
  bool usage(Usage usage) {
    usage_ = std::move(usage);
    return !gone();
  }
  bool fail(Error error) {
    if (!error_ && !closed_) error_ = std::move(error);
    return false;
  }
  bool gone() const { return gone_ || closed_ || error_.has_value() || context_.stop.stop_requested(); }
  const Context& context() const { return context_; }

  std::optional<Error> close() {
    if (std::exchange(closed_, true)) return error_;
    if (!error_ && !gone_ && !context_.stop.stop_requested()) complete();
    return error_;
  }

 private:
  struct Choice {
    Utf8Joiner joiner;
    std::optional<CompletionLogprobs> logprobs;
    std::optional<FinishReason> finished;
  };

  void complete() {
    if (choices_.empty()) return void(misuse("it returned without writing an answer"));
    for (const auto& [index, choice] : choices_) {
      if (!choice.finished) return void(misuse("it returned without finish()"));
    }
    if (!usage_) return;
    chunk_.choices.clear();
    chunk_.usage = *std::move(usage_);
    gone_ = !sink_(chunk_);
  }
  bool misuse(std::string_view what) {
    auto error = api_error(500, "The server's handler is at fault: " + std::string{what} + ".", "handler_misuse");
    error.kind = ErrorKind::invalid_argument;
    if (!error_) error_ = std::move(error);
    return false;
  }
  Choice* open(std::int64_t index, std::string_view call) {
    if (gone()) return nullptr;
    if (index < 0 || index >= 128) return misuse("choice " + std::to_string(index) + " is out of range"), nullptr;
    auto& choice = choices_[index];
    if (choice.finished) return misuse(std::string{call} + " after finish()"), nullptr;
    return &choice;
  }
  bool send(std::int64_t index, Choice& choice, std::string_view words) {
    chunk_.choices.clear();
    chunk_.usage.reset();
    auto& out = chunk_.choices.emplace_back();
    out.index = index;
    out.text = Text{words};
    out.logprobs.set_null();
    out.finish_reason.set_null();
    if (choice.logprobs) out.logprobs = *std::exchange(choice.logprobs, std::nullopt);
    if (choice.finished) out.finish_reason = OpenEnum<FinishReason>{*choice.finished};
    fields_.sent();
    gone_ = !sink_(chunk_);
    return !gone_;
  }

  Context context_;
  CompletionWriter::Sink sink_;
  Completion chunk_;
  std::map<std::int64_t, Choice> choices_;
  std::optional<Usage> usage_;
  std::optional<Error> error_;
  AnswerFields fields_{context_.on_passed};
  bool gone_ = false, closed_ = false;
};

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE CompletionWriter::CompletionWriter(Sink sink, std::string_view model, std::int64_t created,
                                                    Context context)
    : state_{std::make_unique<detail::CompletionWriterState>(std::move(sink), model, created, std::move(context))} {}
OAICOMPAT_INLINE CompletionWriter::~CompletionWriter() = default;
OAICOMPAT_INLINE bool CompletionWriter::text(std::string_view piece, std::int64_t choice) {
  return state_->text(piece, choice);
}
OAICOMPAT_INLINE bool CompletionWriter::logprobs(CompletionLogprobs values, std::int64_t choice) {
  return state_->logprobs(values, choice);
}
OAICOMPAT_INLINE bool CompletionWriter::finish(FinishReason reason, std::int64_t choice) {
  return state_->finish(reason, choice);
}
OAICOMPAT_INLINE bool CompletionWriter::header(std::string_view name, std::string_view value) {
  return state_->header(name, value);
}
OAICOMPAT_INLINE bool CompletionWriter::usage(std::int64_t prompt_tokens, std::int64_t completion_tokens) {
  Usage usage;
  usage.prompt_tokens = prompt_tokens;
  usage.completion_tokens = completion_tokens;
  usage.total_tokens = detail::sum_of(prompt_tokens, completion_tokens);
  return state_->usage(std::move(usage));
}
OAICOMPAT_INLINE bool CompletionWriter::fail(Error error) { return state_->fail(std::move(error)); }
OAICOMPAT_INLINE bool CompletionWriter::gone() const { return state_->gone(); }
OAICOMPAT_INLINE const Context& CompletionWriter::context() const { return state_->context(); }
OAICOMPAT_INLINE std::optional<Error> CompletionWriter::close() { return state_->close(); }

}  // namespace oaicompat::inline v1
