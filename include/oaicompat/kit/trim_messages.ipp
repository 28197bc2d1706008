// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/kit/trim_messages.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::size_t tokens_of_message(const ChatMessage& message) {
  std::size_t bytes = message.text().size();
  if (message.tool_calls) {
    for (const auto& call : *message.tool_calls) {
      if (call.function) bytes += call.function->name.size() + call.function->arguments.size();
      if (call.custom) bytes += call.custom->name.size() + call.custom->input.size();
    }
  }
  return 4 + bytes / 4;
}

class Trimmer {
 public:
  Trimmer(std::vector<ChatMessage> messages, const TrimOptions& options)
      : messages_{std::move(messages)}, keep_(messages_.size(), true), options_{options} {
    while (head_ < messages_.size() && is(head_, Role::system, Role::developer)) ++head_;
    count_ = messages_.size() - head_;
    if (options_.max_tokens == 0) return;
    tokens_.reserve(messages_.size());
    for (const auto& each : messages_) {
      tokens_.push_back(options_.count_tokens ? options_.count_tokens(each) : tokens_of_message(each));
      total_ += tokens_.back();
    }
  }

  std::vector<ChatMessage> trimmed() {
    auto at = head_;
    for (auto next = end_of_turn(at); too_long() && next < messages_.size(); next = end_of_turn(at)) {
      leave_out(at, next);
      at = next;
    }
    while (at < messages_.size() && is(at, Role::user, Role::user)) ++at;
    for (auto next = end_of_answer(at); too_long() && next < messages_.size(); next = end_of_answer(at)) {
      leave_out(at, next);
      at = next;
    }
    std::vector<ChatMessage> out;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      if (keep_[i]) out.push_back(std::move(messages_[i]));
    }
    return out;
  }

 private:
  bool is(std::size_t at, Role one, Role other) const {
    return messages_[at].role == one || messages_[at].role == other;
  }
  bool too_long() const {
    return (options_.max_messages > 0 && count_ > options_.max_messages) ||
           (options_.max_tokens > 0 && total_ > options_.max_tokens);
  }
  /// Where the next turn begins: at a message of the user's that follows another one's.
  std::size_t end_of_turn(std::size_t at) const {
    while (at < messages_.size() && is(at, Role::user, Role::user)) ++at;
    while (at < messages_.size() && !is(at, Role::user, Role::user)) ++at;
    return at;
  }
  /// Where the results of an answer's calls end.
  std::size_t end_of_answer(std::size_t at) const {
    if (at < messages_.size()) ++at;
    while (at < messages_.size() && is(at, Role::tool, Role::function)) ++at;
    return at;
  }
  void leave_out(std::size_t from, std::size_t to) {
    for (auto at = from; at < to; ++at) {
      keep_[at] = false;
      --count_;
      if (!tokens_.empty()) total_ -= tokens_[at];
    }
  }

  std::vector<ChatMessage> messages_;
  std::vector<bool> keep_;
  const TrimOptions& options_;
  std::size_t head_ = 0, count_ = 0, total_ = 0;
  std::vector<std::size_t> tokens_;
};

}  // namespace detail

OAICOMPAT_INLINE std::vector<ChatMessage> trim_messages(std::vector<ChatMessage> messages, const TrimOptions& options) {
  return detail::Trimmer{std::move(messages), options}.trimmed();
}

}  // namespace oaicompat::inline v1
