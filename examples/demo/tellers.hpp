// Tellers: each tells one of the answers, a word at a time.
// SPDX-License-Identifier: MIT
#pragma once

#include "plan.hpp"

#include <oaicompat/api/chat_writer.hpp>
#include <oaicompat/api/completion_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace demo {

/// Tells an answer of a chat. **Lifetime**: the plan and the writer outlive it.
class ChatTeller {
 public:
  /// Without `likely` there are no log probabilities; with it each word comes with so many.
  ChatTeller(const Choice& choice, oaicompat::ChoiceWriter out, std::optional<std::int64_t> likely)
      : choice_{choice}, out_{out}, likely_{likely} {}
  bool done() const { return done_; }
  /// Tells the next word, and after the last one why that was all. False once nobody listens.
  bool tell();

 private:
  bool tell_word(const Passage& passage);

  const Choice& choice_;
  oaicompat::ChoiceWriter out_;
  std::optional<std::int64_t> likely_;
  std::size_t passage_ = 0, told_ = 0;  // where the next word is
  bool calling_ = false, done_ = false;
};

/// Tells an answer of a legacy completion.
class CompletionTeller {
 public:
  CompletionTeller(std::string text, oaicompat::FinishReason finish, std::int64_t index,
                   oaicompat::CompletionWriter& out, std::optional<std::int64_t> likely)
      : text_{std::move(text)}, finish_{finish}, index_{index}, out_{&out}, likely_{likely} {}
  bool done() const { return done_; }
  bool tell();

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
