// Emitters: each emits one of the answers, a word at a time.
// SPDX-License-Identifier: MIT
#pragma once

#include "plan.hpp"

#include <oaicompat/resources/chat/sink.hpp>
#include <oaicompat/resources/chat/writer.hpp>
#include <oaicompat/resources/completions/writer.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace demo {

/// A choice of a sink, as a `ChoiceWriter` is one of a writer. The usage is told at the end: a sink keeps what it is
/// told. **Lifetime**: the sink and the plan outlive it.
class SinkChoice {
 public:
  SinkChoice(oaicompat::ChatSink& out, std::int64_t index, const Plan& plan)
      : out_{&out}, index_{index}, plan_{&plan} {}
  bool text(std::string_view piece) { return out_->try_text(piece, index_); }
  bool reasoning(std::string_view piece) { return out_->try_reasoning(piece, index_); }
  bool tool_call(std::string_view id, std::string_view name) { return out_->try_tool_call(id, name, index_); }
  bool arguments(std::string_view fragment) { return out_->try_arguments(fragment, index_); }
  bool custom_tool_call(std::string_view id, std::string_view name, std::string_view input) {
    return out_->try_custom_tool_call(id, name, input, index_);
  }
  bool logprobs(oaicompat::Logprobs values) { return out_->try_logprobs(std::move(values), index_); }
  bool finish(oaicompat::FinishReason reason) { return out_->usage(plan_->usage()) && out_->finish(reason, index_); }

 private:
  oaicompat::ChatSink* out_;
  std::int64_t index_;
  const Plan* plan_;
};

/// Tells an answer of a chat into a `ChoiceWriter` or a `SinkChoice`. **Lifetime**: the plan and the writer outlive it.
template <class Out>
class ChatEmitter {
 public:
  /// Without `likely` there are no log probabilities; with it each word comes with so many.
  ChatEmitter(const Choice& choice, Out out, std::optional<std::int64_t> likely)
      : choice_{&choice}, out_{out}, likely_{likely} {}
  bool done() const { return done_; }
  /// Tells the next word, and after the last one why that was all. False once nobody listens.
  bool emit();

 private:
  bool emit_word(const Passage& passage);

  const Choice* choice_;
  Out out_;
  std::optional<std::int64_t> likely_;
  std::size_t passage_ = 0, told_ = 0;  // where the next word is
  bool calling_ = false, done_ = false;
};
extern template class ChatEmitter<oaicompat::ChoiceWriter>;
extern template class ChatEmitter<SinkChoice>;

/// How many log probabilities each word of an answer comes with; nothing where none are asked for.
std::optional<std::int64_t> likely_of(const oaicompat::ChatRequest& request);

/// Tells an answer of a legacy completion.
class CompletionEmitter {
 public:
  CompletionEmitter(std::string text, oaicompat::FinishReason finish, std::int64_t index,
                    oaicompat::CompletionWriter& out, std::optional<std::int64_t> likely)
      : text_{std::move(text)}, finish_{finish}, index_{index}, out_{&out}, likely_{likely} {}
  bool done() const { return done_; }
  bool emit();

 private:
  oaicompat::CompletionLogprobs logprobs(std::string_view word) const;

  std::string text_;
  oaicompat::FinishReason finish_;
  std::int64_t index_;
  oaicompat::CompletionWriter* out_;
  std::optional<std::int64_t> likely_;
  std::size_t told_ = 0;
  bool done_ = false;
};

}  // namespace demo
