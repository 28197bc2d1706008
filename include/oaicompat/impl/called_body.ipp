// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/types/codec.hpp>

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
  const auto* error = value.extra.find("error");
  if (!error) return false;
  const auto json = error->view();
  return json != "null" && json != "false" && json != "\"\"";
}
// A response has a member for its error; only where it is nothing else that error is the answer.
inline bool carries_error(const Response& value) {
  return value.object == "error" || (value.id.empty() && value.error);
}
template <Tag Key, class... Cases>
bool carries_error(const Union<Key, Cases...>& event) {
  return event.tag() == "error";
}

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
  } else {
    return value.text.empty() ? "text" : "";
  }
}
// Whether a chunk says nothing that its kind has members for.
template <class Chunk>
bool says_nothing(const Chunk& chunk) {
  return chunk.choices.empty() && !chunk.usage && (chunk.id.empty() || chunk.extra.find("base_resp"));
}
template <Tag Key, class... Cases>
bool says_nothing(const Union<Key, Cases...>& event) {
  return event.tag().empty();
}

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
  return same_word(type, wanted);
}

// The whole body of a success.
template <Operation Op>
class CalledBody {
 public:
  using Response = typename Op::Response;

  CalledBody(const Head& head, std::string_view body, bool wants_text, ReadOptions reading)
      : head_{head},
        body_{body},
        text_{trimmed_text(body)},
        type_{head.headers.get("content-type")},
        wants_text_{wants_text},
        reading_{reading} {}

  Result<Response> read() const {
    if constexpr (TextOperation<Op>) {
      const bool none = is_media_type(type_, "text/html") || head_.status == 204;
      if (text_came()) return none ? Result<Response>{no("it is no text.")} : Op::from_text(body_);
    }
    if constexpr (MediaOperation<Op>) {
      return Media{{}, Bytes{body_}};
    } else {
      if (is_bare_list()) return parse_owned<Response>(R"({"data":)" + std::string{text_} + "}", reading_);
      return parse_owned<Response>(text_, reading_);
    }
  }
  // The error that stands in the place of an answer.
  std::optional<Error> error_instead(const Response& response) const {
    if constexpr (MediaOperation<Op>) {
      if (is_error_alone(text_)) return read_error(head_, text_);
      return unreadable(head_, body_, no("it is no media."));
    } else {
      if (text_came() || is_bare_list()) {
        if (is_error_alone(text_)) return read_error(head_, text_);
        if (is_bare_list() && (nameless(response) || !is_list_of_objects(text_)))
          return unreadable(head_, body_, no("its items have no names."));
        return std::nullopt;
      }
      if (carries_error(response)) return read_error(head_, text_);
      if (const auto member = doubtful_member(response); !member.empty()) return error_in_place(head_, body_, member);
      if constexpr (requires { response.data.front().embedding; }) {
        if (body_.find("null") != body_.npos || has_empty(response)) return null_embedding(head_, body_);
      }
      return std::nullopt;
    }
  }

 private:
  static Error no(std::string why) { return local_error(ErrorKind::parse, std::move(why)); }
  // Whether text came where text was asked for.
  bool text_came() const { return TextOperation<Op> && wants_text_ && !is_media_type(type_, "application/json"); }
  // Whether a list came without the object around it, as some servers give their models.
  bool is_bare_list() const {
    constexpr bool lists = Op::endpoint.method == "GET" && requires(Response & r) { r.data.size(); };
    return lists && text_.starts_with('[');
  }
  // Whether an item of the list has no name.
  static bool nameless(const Response& response) {
    if constexpr (requires { response.data.front().id; }) {
      return std::any_of(response.data.begin(), response.data.end(), [](const auto& each) { return each.id.empty(); });
    }
    return false;
  }
  static bool has_empty(const auto& list) {
    return std::any_of(list.data.begin(), list.data.end(), [](const auto& each) {
      const auto* numbers = each.embedding.template get_if<std::vector<float>>();
      return numbers && numbers->empty();
    });
  }

  const Head& head_;
  const std::string_view body_, text_, type_;
  const bool wants_text_;
  const ReadOptions reading_;
};

}  // namespace oaicompat::inline v1::detail
