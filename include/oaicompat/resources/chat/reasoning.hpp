// Names the reasoning in chat answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/reasoning.hpp>
#include <oaicompat/config.hpp>

namespace oaicompat::inline v1 {

class Extras;
struct ChatChunk;
struct ChatCompletion;

/// Writes the reasoning that stands under either name under these. Where neither holds a text nothing changes.
OAICOMPAT_API void name_reasoning(Extras& extra, ReasoningMembers members);
OAICOMPAT_API void name_reasoning(ChatChunk& chunk, ReasoningMembers members);
OAICOMPAT_API void name_reasoning(ChatCompletion& completion, ReasoningMembers members);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/reasoning.ipp>
#endif
