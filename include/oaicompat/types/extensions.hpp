// The fields that engines add, typed: `request.extra.set(ext::top_k, 40)`, `request.extra.get(ext::min_p)`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// Names and types of fields that engines add to the API. The comments say who reads or writes them.
namespace ext {
// to be filled
}  // namespace ext

/// The reasoning in the extras of an answer's message or delta: `reasoning_content` (SGLang, llama.cpp, DeepSeek), else
/// `reasoning` (vLLM, Ollama, OpenRouter).
OAICOMPAT_API std::optional<std::string> reasoning_of(const Extras& extra);

/// Puts reasoning into the extras of an answer's message or delta: where it stands already, else `reasoning_content`.
OAICOMPAT_API void set_reasoning(Extras& extra, std::string_view text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/types_extensions.ipp>
#endif
