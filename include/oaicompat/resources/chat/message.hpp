// ChatMessage: what a request says, whoever says it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/content_part.hpp>
#include <oaicompat/resources/chat/tool.hpp>

namespace oaicompat::inline v1 {

/// Who says a message.
enum class Role {
  system,     ///< Whoever runs the model; newer models call it developer.
  developer,  ///< Whoever builds on the model.
  user,       ///< Whoever asks.
  assistant,  ///< The model.
  tool,       ///< A tool that the model called.
  function,   ///< A function that the model called; old clients' word for tool.
};
constexpr auto describe(Type<Role>) {
  return std::array<Word<Role>, 6>{{{"system", Role::system},
                                    {"developer", Role::developer},
                                    {"user", Role::user},
                                    {"assistant", Role::assistant},
                                    {"tool", Role::tool},
                                    {"function", Role::function}}};
}

/// An earlier audio answer. Mirrors `ChatCompletionRequestAssistantMessage.audio`.
struct AudioReference {
  /// The answer's id.
  Text id{};
  Extras extra{};
  bool operator==(const AudioReference&) const = default;
};

/// What a message says: text, or parts. Mirrors the `content` of `ChatCompletionRequestMessage`.
using Content = OneOf<Text, std::vector<ContentPart>>;

/// A message of a request, of any role. Mirrors `ChatCompletionRequestMessage`.
///
/// Which members a role takes: `system`, `developer` and `user` content and name; `assistant` all but tool_call_id;
/// `tool` content and tool_call_id; `function` content and name.
struct ChatMessage {
  /// Who says it.
  OpenEnum<Role> role{};
  /// What it says.
  Maybe<Content> content{};
  /// The speaker's name, to tell speakers of one role apart; for `function` the function's.
  std::optional<Text> name{};
  /// The model's refusal.
  Maybe<Text> refusal{};
  /// The model's earlier audio answer.
  Maybe<AudioReference> audio{};
  /// The calls that the model made.
  std::optional<std::vector<ToolCall>> tool_calls{};
  /// The id of the call that this message answers.
  std::optional<Text> tool_call_id{};
  /// The call that the model made (deprecated: see tool_calls).
  Maybe<FunctionCall> function_call{};
  Extras extra{};
  bool operator==(const ChatMessage&) const = default;

  /// What the message says as one string: its text, or its text parts one after another.
  OAICOMPAT_API std::string text() const;
};

/// A message of this role that says this.
OAICOMPAT_API ChatMessage message(OpenEnum<Role> role, Content content);
/// A message that instructs the model. Write `oaicompat::system`: the C library has a `system` too, which runs
/// commands.
OAICOMPAT_API ChatMessage system(Text text);
/// The same. Makes an unqualified `system("...")` ambiguous, so that it does not compile, rather than a command.
OAICOMPAT_API ChatMessage system(const char* text);
/// A message that instructs a newer model.
OAICOMPAT_API ChatMessage developer(Text text);
/// A message that asks.
OAICOMPAT_API ChatMessage user(Text text);
/// A message that asks, in parts: `user({text_part("What is this?"), image_part(url)})`.
OAICOMPAT_API ChatMessage user(std::vector<ContentPart> parts);
/// An earlier answer of the model's.
OAICOMPAT_API ChatMessage assistant(Text text);
/// What a tool gave for the call with this id.
OAICOMPAT_API ChatMessage tool_result(Text call_id, Text text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/message.ipp>
#endif
