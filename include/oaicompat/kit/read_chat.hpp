// read_chat: the events of a chat stream, each told to a function of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/kit/tool_progress.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <functional>
#include <string_view>

namespace oaicompat::inline v1 {

/// Who is told what of a chat stream; those that are not set are not told. All but the usage is of the first choice.
struct ChatEvents {
  /// More of the content.
  std::function<void(std::string_view text)> on_text = {};
  /// More of the refusal.
  std::function<void(std::string_view text)> on_refusal = {};
  /// More of the reasoning, where the server gives it.
  std::function<void(std::string_view text)> on_reasoning = {};
  /// A call that is whole, once, in the order of the calls: when the next one begins and its arguments are whole JSON,
  /// else at the end of the stream.
  std::function<void(const RequestedCall& call)> on_tool_call_done = {};
  /// Why the answer ends; at the end of the stream, after all of its calls.
  std::function<void(const OpenEnum<FinishReason>& reason)> on_finish = {};
  /// What the request took, last, where the server says it: `stream_options` asks for it.
  std::function<void(const Usage& usage)> on_usage = {};
};

/// Reads a stream to its end, telling what comes, and gives the whole completion:
///
///     auto stream = client.chat_stream(request);
///     auto whole = read_chat(stream, {.on_text = [](std::string_view text) { fmt::print("{}", text); },
///                                     .on_tool_call_done = [](const RequestedCall& call) { start(call); }});
///     if (!whole) return report(whole.error());
///
/// **Threads**: blocks this one, on which the functions are called; what they throw comes out. **Errors**: those of the
/// stream; of one that breaks off no finish and no usage is told, and `stream.so_far()` has what came.
OAICOMPAT_API Result<ChatCompletion> read_chat(ChatStream& stream, const ChatEvents& events);
OAICOMPAT_API Result<ChatCompletion> read_chat(ChatStream&& stream, const ChatEvents& events);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/read_chat.ipp>
#endif
