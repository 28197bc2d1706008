// ChatSession: a conversation with a model, whose history the caller's side keeps.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/kit/trim_messages.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What a session talks to, and how long its history gets.
struct ChatSessionOptions {
  /// The model's id.
  std::string model = {};
  /// The system message; empty for none. Default none.
  std::string system = {};
  /// The most messages that are sent, without the system message. Default 0: no bound.
  std::size_t max_messages = 0;
  /// The most tokens of the messages that are sent. Default 0: no bound.
  std::size_t max_tokens = 0;
  /// How many tokens a message takes. Default an estimate, as `TrimOptions` has it.
  std::function<std::size_t(const ChatMessage& message)> count_tokens = {};
  /// What each request has beside its model and its messages: a temperature, say.
  ChatRequest request = {};
  /// How each request is sent. `run` takes options of its own.
  RequestOptions options = {};
};

/// Keeps the history of a conversation, and sends it with what is said next:
///
///     ChatSession session{client, {.model = "my-model", .system = "Be brief.", .max_messages = 40}};
///     auto answer = session.say("Hello");
///     if (!answer) return report(answer.error());
///     fmt::print("{}\n", *answer);
///
/// What is too long is left out by `trim_messages`, from the history too. **Threads**: one at a time, as each call
/// waits for its answer. **Errors**: those of the request; `no_choices`; `tool_calls` where the model calls tools and
/// `run` was not used. After an error the history is as it was.
class OAICOMPAT_API ChatSession {
 public:
  ChatSession(const Backend& client, ChatSessionOptions options);

  /// Says something, and gives the answer's text, or the refusal.
  Result<std::string> say(std::string_view text) { return say(user(Text{text})); }
  Result<std::string> say(ChatMessage message);
  /// The same as a stream: `on_text` is called, on this thread, with the text as it comes.
  Result<std::string> stream(std::string_view text, const std::function<void(std::string_view)>& on_text);
  /// Says something, and lets the model call tools until it answers. The history takes a run that has finished.
  ToolRun run(std::string_view text, const Toolbox& tools, const RunToolsOptions& options = {});

  /// The history, the system message first. **Lifetime**: until the session is used again.
  const std::vector<ChatMessage>& messages() const noexcept { return messages_; }
  /// Goes on from another history; its system message, where it begins with one, takes the place of the session's.
  void restore(std::vector<ChatMessage> messages);
  /// Forgets all but the system message.
  void clear();
  /// The last answer, with its usage; nothing before the first.
  const std::optional<ChatCompletion>& last() const noexcept { return last_; }

 private:
  ChatRequest request_with(ChatMessage message) const;
  Result<std::string> take(std::vector<ChatMessage> sent, ChatCompletion answer);

  Backend client_;
  ChatSessionOptions options_;
  std::vector<ChatMessage> messages_;
  std::optional<ChatCompletion> last_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/chat_session.ipp>
#endif
