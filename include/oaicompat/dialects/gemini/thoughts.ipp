// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <utility>

namespace oaicompat::inline v1::detail::gemini {

inline constexpr std::string_view in_id = "__thought__", google_format = "google-gemini-v1", wrap_mark = "oaicompat:";

// Base64 of either alphabet in the standard one; the sentinel is a word.
inline std::string standard_signature(std::string_view signature) {
  return signature == no_signature ? std::string{signature} : standard_base64(signature);
}

OAICOMPAT_INLINE std::optional<std::string> signature_of(const Extras& call, std::string_view id) {
  if (const auto* extra = call.find(ext::extra_content.name)) {
    if (auto signature = extra->at("google").at("thought_signature").as_string()) return signature;
  }
  const auto at = id.find(in_id);
  if (at == id.npos) return std::nullopt;
  return std::string{id.substr(at + in_id.size())};
}
OAICOMPAT_INLINE void set_signature(Extras& call, std::string_view signature) {
  const auto quoted = Json::string(standard_signature(signature)).text.str();
  call.set(ext::extra_content.name, Json{Text{"{\"google\":{\"thought_signature\":" + quoted + "}}"}});
}
OAICOMPAT_INLINE std::string_view plain_id(std::string_view id) { return id.substr(0, id.find(in_id)); }

OAICOMPAT_INLINE std::vector<Detail> details_of(const Extras& extra) {
  std::vector<Detail> out;
  const auto* list = extra.find(ext::reasoning_details.name);
  if (!list || !list->is_array()) return out;
  for (auto& each : list->elements()) {
    Detail made;
    const auto type = each.at("type").as_string().value_or("");
    made.is_text = type == "reasoning.text";
    made.is_ours = each.at("format").as_string().value_or("").starts_with("google");
    made.index = each.at("index").as_integer();
    made.text = each.at("text").as_string().value_or("");
    made.signature = each.at(made.is_text ? "signature" : "data").as_string().value_or("");
    made.json = std::move(each);
    out.push_back(std::move(made));
  }
  return out;
}

OAICOMPAT_INLINE void add_detail(std::vector<Json>& details, const GeminiPart& part, std::int64_t index) {
  const auto signature = standard_signature(part.thought_signature->view());
  if (const auto bytes = from_base64(signature); bytes && bytes->starts_with(wrap_mark)) {
    if (auto inside = object_in(std::string_view{*bytes}.substr(wrap_mark.size())))
      return details.push_back(*std::move(inside));
  }
  Bytes out;
  ObjectText object{out};
  const bool thought = part.thought.value_or(false);
  if (thought) {
    object.text("type", "reasoning.text").text("text", part.text ? part.text->view() : std::string_view{});
    object.text("signature", signature);
  } else {
    object.text("type", "reasoning.encrypted").text("data", signature);
  }
  object.text("format", google_format).number("index", index).close();
  details.push_back(Json{Text{out}});
}
OAICOMPAT_INLINE void set_details(Extras& extra, const std::vector<Json>& details) {
  if (details.empty()) return;
  Bytes out{"["};
  for (const auto& each : details) {
    if (out.size() > 1) out += ',';
    out += each.view();
  }
  extra.set(ext::reasoning_details.name, Json{Text{out + "]"}});
}
OAICOMPAT_INLINE std::string wrapped(const Detail& detail) {
  return detail.is_ours ? detail.signature : to_base64(std::string{wrap_mark}.append(detail.json.view()));
}

}  // namespace oaicompat::inline v1::detail::gemini
