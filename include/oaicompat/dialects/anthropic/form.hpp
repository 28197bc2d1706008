// The form of Anthropic's answers: ids, members that are always there, and members that chat has none for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/json/extras.hpp>

#include <string_view>

namespace oaicompat::inline v1::detail {

// The id of a chat completion as a message's: `msg_` stands before it where it does not yet.
Text message_id(std::string_view chat_id);
// The way back: `msg_chatcmpl-a` is `chatcmpl-a`. A provider's own id stays as it is.
Text chat_id(std::string_view message_id);

// What the API always says is null where there is nothing to say: of a whole message, and of the usage at its end.
// `citations` alone are left out, as the API does: @ai-sdk/anthropic refuses a null there.
void say_always(AnthropicMessage& message);
void say_always_at_end(AnthropicUsage& usage);
// Who calls a tool where nothing else is said: the model itself.
inline constexpr std::string_view direct_caller = R"({"type":"direct"})";
// The extras of a called answer's call, without that.
Extras without_direct_caller(Extras extra);

// Members of messages and usages that chat has none for: `extra_content.anthropic`.
Json foreign_members(const Extras& message, const AnthropicUsage& usage);
void take_foreign(const Extras& from, AnthropicMessage& to);
// What the beginning of a stream says of its usage, where it says anything.
AnthropicUsage foreign_usage(const Extras& from);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/form.ipp>
#endif
