// ReasoningMembers: under which names the reasoning of an answer is written.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1 {

/// The members of a message or delta that hold the reasoning. The API has none; engines and clients know two.
enum class ReasoningMembers {
  as_given,           ///< Those that the backend gives.
  reasoning_content,  ///< What clients of SGLang, llama.cpp and DeepSeek read.
  reasoning,          ///< What clients of gpt-oss, vLLM, Ollama and OpenRouter read.
  both,               ///< Both, with the same text.
};

}  // namespace oaicompat::inline v1
