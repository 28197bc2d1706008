// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/read_error.ipp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// Whether an object says that something went wrong, and not merely how it went.
inline bool says_error(const AnyObject& object) {
  if (said(object, {"error", "errors", "detail", "fault"})) return true;
  if (const auto* success = object.extra.find("success"); success && success->view() == "false") return true;
  if (const auto* outcome = said(object, {"base_resp"})) {
    const auto inner = read_object(outcome->view());
    const auto* code = inner ? inner->extra.find("status_code") : nullptr;
    if (code && code->view() != "0") return true;
  }
  const auto* code = said_code(object);
  if (!code || !said_message(object)) return false;
  const auto word = json_words(*code);
  return word != "0" && word != "200" && !iequals(word, "ok") && !iequals(word, "success");
}

OAICOMPAT_INLINE std::string told_of(const Head& head, std::string_view body) {
  const auto type = head.headers.get("content-type");
  const auto coding = head.headers.get("content-encoding");
  std::string out = "status " + std::to_string(head.status);
  out += type.empty() ? ", no content type" : ", content type " + first_bytes(type, 128);
  if (!coding.empty()) out += ", content encoding " + first_bytes(coding, 128);
  const auto text = trimmed_text(body);
  return out + (text.empty() ? ", an empty body" : ", which begins: " + first_bytes(text, 256));
}

OAICOMPAT_INLINE Error unreadable(const Head& head, std::string_view body, const Error& why) {
  auto error =
      local_error(ErrorKind::parse, "The answer could not be read: " + why.message + " It has " + told_of(head, body),
                  "unreadable_answer");
  error.param = why.param;
  error.status = head.status;
  return error;
}

OAICOMPAT_INLINE std::optional<Error> error_in_place(const Head& head, std::string_view body, std::string_view member) {
  const auto text = trimmed_text(body);
  const auto object = read_object(text);
  if (!object) return std::nullopt;
  const auto* core = object->extra.find(member);
  const bool there = core && core->view() != "null";
  const bool fails = says_error(*object);
  if (there && (!fails || member == "type")) return std::nullopt;  // an item may hold an error of its own
  if (fails || said_message(*object)) return read_error(head, text);
  auto why = local_error(ErrorKind::parse, "it is not what was asked for, which has '" + std::string{member} + "'.");
  why.param = member;
  return unreadable(head, text, why);
}

OAICOMPAT_INLINE bool is_error_alone(std::string_view json) {
  auto text = trimmed_text(json);
  if (text.starts_with('[')) text = trimmed_text(text.substr(1, text.size() - 2));  // an object in a list
  const auto object = read_object(text);
  return object && (says_error(*object) || said_message(*object));
}

OAICOMPAT_INLINE bool is_list_of_objects(std::string_view json) {
  const auto items = Codec<std::vector<Json>>::parse_owned(json, {.reading = Reading::lenient});
  const auto is_object = [](const Json& each) { return each.view().starts_with('{'); };
  return items && std::all_of(items->begin(), items->end(), is_object);
}

OAICOMPAT_INLINE bool is_nested_error(std::string_view json) {
  const auto object = read_object(trimmed_text(json));
  const auto* inner = object ? object->extra.find("error") : nullptr;
  return inner && inner->view().starts_with('{') && !object->extra.find("message");
}

OAICOMPAT_INLINE std::optional<Error> null_embedding(const Head& head, std::string_view body) {
  const auto object = read_object(trimmed_text(body));
  const auto* data = object ? object->extra.find("data") : nullptr;
  if (!data) return std::nullopt;
  const auto items = Codec<std::vector<AnyObject>>::parse_owned(data->view(), {.reading = Reading::lenient});
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    const auto* vector = (*items)[i].extra.find("embedding");
    const auto view = vector ? vector->view() : std::string_view{"null"};
    const bool holds_null = view.starts_with('[') && view.find("null") != view.npos;
    if (view != "null" && !holds_null) continue;
    auto why = local_error(ErrorKind::parse, {});
    why.param = "data[" + std::to_string(i) + "].embedding";
    why.message = "'" + why.param + (holds_null ? "' holds null." : "' is null or missing.");
    return unreadable(head, body, why);
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
