// ReasoningMembers: under which names the reasoning of a chat answer is written.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

namespace oaicompat::inline v1 {

class Extras;
struct ChatChunk;
struct ChatCompletion;

/// The members of a message or delta that hold the reasoning. The API has none; engines and clients know two.
enum class ReasoningMembers {
  as_given,           ///< Those that the backend gives.
  reasoning_content,  ///< What clients of SGLang, llama.cpp and DeepSeek read.
  reasoning,          ///< What clients of gpt-oss, vLLM, Ollama and OpenRouter read.
  both,               ///< Both, with the same text.
};

/// Writes the reasoning that stands under either name under these. Where neither holds a text nothing changes.
OAICOMPAT_API void name_reasoning(Extras& extra, ReasoningMembers members);
OAICOMPAT_API void name_reasoning(ChatChunk& chunk, ReasoningMembers members);
OAICOMPAT_API void name_reasoning(ChatCompletion& completion, ReasoningMembers members);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/reasoning.ipp>
#endif
