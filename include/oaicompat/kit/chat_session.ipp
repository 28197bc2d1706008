// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/kit/chat_session.hpp>
#include <oaicompat/kit/chat_text.ipp>
#include <oaicompat/resources/chat/operations.hpp>

#include <iterator>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ChatSession::ChatSession(const Backend& client, ChatSessionOptions options)
    : client_{client}, options_{std::move(options)} {
  clear();
}

OAICOMPAT_INLINE void ChatSession::clear() {
  messages_.clear();
  if (!options_.system.empty()) messages_.push_back(oaicompat::system(Text{options_.system}));
}

OAICOMPAT_INLINE void ChatSession::restore(std::vector<ChatMessage> messages) {
  const bool own = !messages.empty() && (messages[0].role == Role::system || messages[0].role == Role::developer);
  clear();
  if (own) {
    messages_ = std::move(messages);
  } else {
    messages_.insert(messages_.end(), std::make_move_iterator(messages.begin()),
                     std::make_move_iterator(messages.end()));
  }
}

OAICOMPAT_INLINE ChatRequest ChatSession::request_with(ChatMessage message) const {
  auto request = options_.request;
  request.model = options_.model;
  request.messages = messages_;
  request.messages.push_back(std::move(message));
  request.messages = trim_messages(std::move(request.messages), {.max_messages = options_.max_messages,
                                                                 .max_tokens = options_.max_tokens,
                                                                 .count_tokens = options_.count_tokens});
  return request;
}

OAICOMPAT_INLINE Result<std::string> ChatSession::take(std::vector<ChatMessage> sent, ChatCompletion answer) {
  if (answer.choices.empty()) return local_error(ErrorKind::protocol, "The answer has no choice.", "no_choices");
  const auto& message = answer.choices.front().message;
  if (message.tool_calls && !message.tool_calls->empty()) {
    return local_error(ErrorKind::invalid_argument, "The model calls tools, which `run` performs.", "tool_calls");
  }
  auto text = answer.text();
  if (text.empty() && message.refusal) text = message.refusal->str();
  sent.push_back(to_message(message));
  messages_ = std::move(sent);
  last_ = std::move(answer);
  return text;
}

OAICOMPAT_INLINE Result<std::string> ChatSession::say(ChatMessage message) {
  auto request = request_with(std::move(message));
  auto sent = request.messages;
  auto reply = detail::send<CreateChatCompletion>(client_, std::move(request), options_.options);
  if (!reply) return reply.error();
  return take(std::move(sent), *std::move(reply));
}

OAICOMPAT_INLINE Result<std::string> ChatSession::stream(std::string_view text,
                                                         const std::function<void(std::string_view)>& on_text) {
  auto request = request_with(user(Text{text}));
  auto sent = request.messages;
  auto chunks = detail::stream<CreateChatCompletion>(client_, std::move(request), options_.options);
  auto whole = detail::collect_text(chunks, on_text);
  if (!whole) return whole.error();
  return take(std::move(sent), *std::move(whole));
}

OAICOMPAT_INLINE ToolRun ChatSession::run(std::string_view text, const Toolbox& tools, const RunToolsOptions& options) {
  auto run = run_tools(client_, request_with(user(Text{text})), tools, options);
  if (run && run.end == ToolRunEnd::finished) {
    messages_ = run.messages;
    last_ = run.answer;
  }
  return run;
}

}  // namespace oaicompat::inline v1
