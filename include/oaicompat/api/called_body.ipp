// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/json/kinds.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// What a success that is no answer is told as. In called_answer.ipp.
OAICOMPAT_API std::string told_of(const Head& head, std::string_view body);
OAICOMPAT_API Error unreadable(const Head& head, std::string_view body, const Error& why);
// The error in the place of an object that should have this member; nothing where it has.
OAICOMPAT_API std::optional<Error> error_in_place(const Head& head, std::string_view body, std::string_view member);
OAICOMPAT_API std::optional<Error> null_embedding(const Head& head, std::string_view body);
// Whether an object says that something went wrong.
OAICOMPAT_API bool is_error_alone(std::string_view json);
// Whether JSON is a list that holds objects alone.
OAICOMPAT_API bool is_list_of_objects(std::string_view json);
// Whether an error event has what it says in an object `error`, and not in members of its own.
OAICOMPAT_API bool is_nested_error(std::string_view json);

// Whether a success carries an error all the same: `{"error":{...}}`, or `{"object":"error",...}`.
template <class T>
bool carries_error(const T& value) {
  if constexpr (requires { value.object; }) {
    if (value.object == "error") return true;
  }
  // Where a member of its own tells its error, that is the answer only where it is nothing else.
  if constexpr (requires {
                  value.error;
                  value.id.empty();
                }) {
    return value.id.empty() && value.error;
  }
  const auto* error = value.extra.find("error");
  if (!error) return false;
  const auto json = error->view();
  return json != "null" && json != "false" && json != "\"\"";
}
template <class Event>
requires is_union<Event>
bool carries_error(const Event& event) { return event.tag() == "error"; }

// The member that makes an answer one of its kind, where this one lacks it or has nothing in it: then it is looked at
// more closely.
template <class T>
std::string_view doubtful_member(const T& value) {
  if constexpr (requires { value.choices.empty(); }) {
    return value.choices.empty() ? "choices" : "";
  } else if constexpr (requires { value.output.empty(); }) {
    return value.id.empty() && value.output.empty() ? "output" : "";
  } else if constexpr (requires {
                         value.data.size();
                         value.created;
                       }) {
    return value.data.empty() ? "created" : "";  // images: the description asks for no more
  } else if constexpr (requires { value.data.size(); }) {
    return value.data.empty() ? "data" : "";
  } else if constexpr (requires { value.results.empty(); }) {
    return value.results.empty() ? "results" : "";
  } else if constexpr (requires { value.input_tokens; }) {
    return value.input_tokens == 0 ? "input_tokens" : "";
  } else if constexpr (requires { value.tag(); }) {
    return "type";  // where it is missing, another member may have implied it
  } else if constexpr (requires { value.id.empty(); }) {
    return value.id.empty() ? "id" : "";
  } else if constexpr (requires { value.text.empty(); }) {
    return value.text.empty() ? "text" : "";
  } else {
    return "";
  }
}
// Whether a chunk says nothing that its kind has members for.
template <class Chunk>
bool says_nothing(const Chunk& chunk) {
  return chunk.choices.empty() && !chunk.usage && (chunk.id.empty() || chunk.extra.find("base_resp"));
}
template <class Event>
requires is_union<Event>
bool says_nothing(const Event& event) { return event.tag().empty(); }

// Without the blanks at both ends, and without a byte order mark before them.
constexpr std::string_view trimmed_text(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n", byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto from = text.find_first_not_of(blank);
  return from == text.npos ? std::string_view{} : text.substr(from, text.find_last_not_of(blank) - from + 1);
}

// Whether a content type, with or without parameters, is this one.
inline bool is_media_type(std::string_view content_type, std::string_view wanted) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return iequals(type, wanted);
}

// Whether an item of a list has no name.
template <class List>
bool is_nameless(const List& list) {
  if constexpr (requires { list.data.front().id; }) {
    return std::any_of(list.data.begin(), list.data.end(), [](const auto& each) { return each.id.empty(); });
  }
  return false;
}
template <class List>
bool has_empty_vector(const List& list) {
  return std::any_of(list.data.begin(), list.data.end(), [](const auto& each) {
    const auto* numbers = each.embedding.template get_if<std::vector<float>>();
    return numbers && numbers->empty();
  });
}

}  // namespace oaicompat::inline v1::detail
