// trim_messages: a history made short enough for a model's context.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/message.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace oaicompat::inline v1 {

/// How long a history may be.
struct TrimOptions {
  /// The most messages, system messages at the beginning not counted. Default 0: no bound.
  std::size_t max_messages = 0;
  /// The most tokens of all messages. Default 0: no bound.
  std::size_t max_tokens = 0;
  /// How many tokens a message takes. Default an estimate: a token for four bytes of text, names and arguments, and
  /// four for the message.
  std::function<std::size_t(const ChatMessage& message)> count_tokens = {};
};

/// Leaves out the oldest messages until the others are within the bounds.
///
/// System and developer messages at the beginning stay. A turn goes as a whole: a message of the user's and all up to
/// the next one. The last turn stays; where it alone is too long, its oldest answers go, each with the results of its
/// calls, but not the user's message nor the last answer. So no call is ever without its result, and what is left may
/// be longer than the bounds.
OAICOMPAT_API std::vector<ChatMessage> trim_messages(std::vector<ChatMessage> messages, const TrimOptions& options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/trim_messages.ipp>
#endif
