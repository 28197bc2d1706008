// The JSON form of the options of a chat request.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/content_part_json.hpp>
#include <oaicompat/resources/chat/options.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<PromptCacheOptions>) {
  return object("PromptCacheOptions", field("ttl", &PromptCacheOptions::ttl, "How long a cached prefix lives."),
                field("mode", &PromptCacheOptions::mode, "Who says what is cached."));
}
constexpr auto describe(Type<StreamOptions>) {
  return object("StreamOptions",
                field("include_usage", &StreamOptions::include_usage,
                      "Whether a last chunk carries the usage of the whole request. Default false."),
                field("include_obfuscation", &StreamOptions::include_obfuscation,
                      "Whether chunks are padded to hide their lengths. Default is the server's."));
}
constexpr auto describe(Type<WebSearchLocation>) {
  return object(
      "WebSearchLocation", field("country", &WebSearchLocation::country, "The country as two letters (ISO 3166-1)."),
      field("region", &WebSearchLocation::region, "The region."), field("city", &WebSearchLocation::city, "The city."),
      field("timezone", &WebSearchLocation::timezone, "The time zone: `Europe/Rome`."));
}
constexpr auto describe(Type<UserLocation>) {
  return object("UserLocation", field("type", &UserLocation::type, "Always `approximate`."),
                field("approximate", &UserLocation::approximate, "Where, roughly."));
}
constexpr auto describe(Type<WebSearchOptions>) {
  return object("WebSearchOptions", field("user_location", &WebSearchOptions::user_location, "Where the user is."),
                field("search_context_size", &WebSearchOptions::search_context_size,
                      "How much of the context the search may take. Default medium."));
}
constexpr auto describe(Type<CustomVoice>) {
  return object("CustomVoice", field("id", &CustomVoice::id, "The voice's id."));
}
constexpr auto describe(Type<AudioOptions>) {
  return object("AudioOptions", field("voice", &AudioOptions::voice, "The voice."),
                field("format", &AudioOptions::format, "The format of the audio."));
}
constexpr auto describe(Type<Prediction>) {
  return object("Prediction", field("type", &Prediction::type, "Always `content`."),
                field("content", &Prediction::content, "The text, or parts of it."));
}

}  // namespace oaicompat::inline v1
