// Thoughts and their signatures: between Gemini's parts and the members that a chat has for them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/dialects/gemini/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// The signature of a call of a chat: `extra_content.google.thought_signature`, or what stands after `__thought__` in
// its id.
OAICOMPAT_API std::optional<std::string> signature_of(const Extras& call, std::string_view id);
OAICOMPAT_API void set_signature(Extras& call, std::string_view signature);
// An id without the signature that some proxies put into it.
OAICOMPAT_API std::string_view plain_id(std::string_view id);

// An item of `reasoning_details`.
struct Detail {
  std::string text, signature;
  bool is_text = false;  // a thought; else a signature of the answer's own text
  bool is_ours = false;  // it is of Gemini's, or of another provider's
  std::optional<std::int64_t> index{};
  Json json;
};
OAICOMPAT_API std::vector<Detail> details_of(const Extras& extra);
// Adds the detail that a part's signature is. The signature of another provider's is wrapped, and comes back as it was.
OAICOMPAT_API void add_detail(std::vector<Json>& details, const GeminiPart& part, std::int64_t index);
OAICOMPAT_API void set_details(Extras& extra, const std::vector<Json>& details);
// The signature that a detail is in a part.
OAICOMPAT_API std::string wrapped(const Detail& detail);

// Stands for a signature that another model's history has not: the API's own sentinel.
inline constexpr std::string_view no_signature = "skip_thought_signature_validator";

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/thoughts.ipp>
#endif
