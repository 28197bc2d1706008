// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/grounding.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

inline bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }
inline std::int64_t characters_in(std::string_view text) {
  return std::count_if(text.begin(), text.end(), begins_character);
}
// The first bytes of a text that are so many characters.
inline std::string_view first_characters(std::string_view text, std::int64_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (begins_character(text[at]) && characters-- <= 0) break;
  }
  return text.substr(0, at);
}
inline std::string_view first_bytes(std::string_view text, std::int64_t bytes) {
  return text.substr(
      0, static_cast<std::size_t>(std::clamp<std::int64_t>(bytes, 0, static_cast<std::int64_t>(text.size()))));
}

OAICOMPAT_INLINE std::string annotations_of(const Json& grounding, std::string_view text) {
  const auto chunks = grounding.at("groundingChunks").elements();
  Bytes list;
  for (const auto& support : grounding.at("groundingSupports").elements()) {
    const auto segment = support.at("segment");
    const auto end = segment.at("endIndex").as_integer().value_or(static_cast<std::int64_t>(text.size()));
    const auto begin = std::min(segment.at("startIndex").as_integer().value_or(0), end);
    for (const auto& place : support.at("groundingChunkIndices").elements()) {
      const auto index = place.as_integer().value_or(-1);
      if (index < 0 || index >= static_cast<std::int64_t>(chunks.size())) continue;
      const auto page = chunks[static_cast<std::size_t>(index)].at("web");
      const auto url = page.at("uri").as_string();
      if (!url) continue;
      list +=
          list.empty() ? R"([{"type":"url_citation","url_citation":)" : R"(,{"type":"url_citation","url_citation":)";
      ObjectText object{list};
      object.text("url", *url).text("title", page.at("title").as_string().value_or(""));
      object.number("start_index", characters_in(first_bytes(text, begin)));
      object.number("end_index", characters_in(first_bytes(text, end))).close();
      list += '}';
    }
  }
  return list.empty() ? std::string{} : std::string{list} + "]";
}

OAICOMPAT_INLINE std::string grounding_of(const Json& annotations, std::string_view text) {
  std::vector<std::string> urls;
  Bytes chunks, supports;
  for (const auto& each : annotations.elements()) {
    const auto cited = each.at("url_citation");
    const auto url = cited.at("url").as_string();
    if (!url) continue;
    auto place = static_cast<std::size_t>(std::find(urls.begin(), urls.end(), *url) - urls.begin());
    if (place == urls.size()) {
      urls.push_back(*url);
      chunks += chunks.empty() ? R"({"web":)" : R"(,{"web":)";
      ObjectText page{chunks};
      page.text("uri", *url).text("title", cited.at("title").as_string().value_or("")).close();
      chunks += '}';
    }
    const auto until = first_characters(text, cited.at("end_index").as_integer().value_or(0));
    const auto before = first_characters(until, cited.at("start_index").as_integer().value_or(0));
    supports += supports.empty() ? R"({"segment":)" : R"(,{"segment":)";
    ObjectText segment{supports};
    segment.number("startIndex", static_cast<std::int64_t>(before.size()));
    segment.number("endIndex", static_cast<std::int64_t>(until.size()));
    segment.text("text", until.substr(before.size())).close();
    supports += R"(,"groundingChunkIndices":[)" + std::to_string(place) + "]}";
  }
  if (urls.empty()) return {};
  return R"({"groundingChunks":[)" + chunks + R"(],"groundingSupports":[)" + supports + "]}";
}

}  // namespace oaicompat::inline v1::detail::gemini
