// Which of Gemini's members a chat has no member for, and the names that they travel under.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace oaicompat::inline v1::detail::gemini {

// A member and the extra of the request that carries it.
struct Carried {
  std::string_view member, extra;
};
// Of `generationConfig`.
inline constexpr Carried carried_config[] = {{"topK", "top_k"},
                                             {"thinkingConfig", "thinking_config"},
                                             {"responseModalities", "response_modalities"},
                                             {"speechConfig", "speech_config"},
                                             {"imageConfig", "image_config"},
                                             {"mediaResolution", "media_resolution"},
                                             {"audioTimestamp", "audio_timestamp"},
                                             {"continuationToken", "continuation_token"}};
// Of the request.
inline constexpr Carried carried_members[] = {{"safetySettings", "safety_settings"},
                                              {"cachedContent", "cached_content"},
                                              {"labels", "labels"},
                                              {"modelArmorConfig", "model_armor_config"}};
// Tools of the server's, and the configuration of tools beside functions.
inline constexpr std::string_view server_tools = "google_tools", retrieval_config = "retrieval_config";
// Of a message or a delta: parts that a chat has no member for, and the places of texts, where the order is not that of
// a chat message: `[{"index":0,"part":{...}},{"index":2,"text":12}]`.
inline constexpr std::string_view other_parts = "google_parts";
// Members that are not known: of a request, its `generationConfig`, a candidate, a function's response.
inline constexpr std::string_view other_members = "google_members", other_config = "google_config",
                                  candidate_members = "google_candidate", response_members = "google_response";
// Members of a candidate that extras of a choice carry under the same names.
inline constexpr std::string_view carried_candidate[] = {"citationMetadata", "safetyRatings", "urlContextMetadata",
                                                         "continuationToken"};
// The extra of a choice that keeps `promptFeedback` as it came.
inline constexpr std::string_view feedback_member = "prompt_feedback";

}  // namespace oaicompat::inline v1::detail::gemini
