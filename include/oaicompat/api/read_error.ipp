// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/error_words.ipp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

struct AnyObject {
  Extras extra;
};
constexpr auto describe(Type<AnyObject>) { return object("AnyObject"); }

inline std::string json_words(const Json& json) {
  Extras one;
  one.set("value", json);
  return one.get(ExtraKey<std::string>{"value"}).value_or(json.text.str());
}

// How a body begins, for people. Of bytes that are no text, those that cannot be printed stand as `\x1f`.
inline std::string first_bytes(std::string_view body, std::size_t most) {
  const auto is_control = [](char c) {
    return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  };
  const bool cut = body.size() > most;
  body = body.substr(0, most);
  if (std::none_of(body.begin(), body.end(), is_control)) return std::string{cut ? Utf8Joiner{}.join(body) : body};
  std::string out;
  for (const char c : body) {
    c >= ' ' && c < 0x7F ? void(out += c) : void(out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c)));
  }
  return out;
}

inline bool says_something(const Json* json) {
  if (!json) return false;
  const auto view = json->view();
  return view != "null" && view != "false" && view != "\"\"" && view != "{}" && view != "[]";
}
// What stands under the first of these names that says something.
inline const Json* said(const AnyObject& from, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const auto* json = from.extra.find(name); says_something(json)) return json;
  }
  return nullptr;
}

inline const Json* said_message(const AnyObject& from) {
  return said(from, {"message", "msg", "Message", "errorMessage", "error_message", "error_msg", "errMsg",
                     "error_description", "status_msg", "faultstring"});
}
inline const Json* said_code(const AnyObject& from) { return said(from, {"code", "error_code", "errorCode", "Code"}); }

inline std::optional<AnyObject> read_object(std::string_view json) {
  auto read = Codec<AnyObject>::parse_owned(json, {.reading = Reading::lenient});
  return read ? std::optional{*std::move(read)} : std::nullopt;
}

// Reads what an error body says, in any of the shapes that servers use, into an Error.
class ErrorReader {
 public:
  explicit ErrorReader(Error& error) : error_{error} {}

  // An object, or an array with one in it.
  bool read(std::string_view json) {
    if (!json.starts_with('[')) {
      const auto object = read_object(json);
      if (object) take(*object, 0);
      return object.has_value();
    }
    const auto several = Codec<std::vector<AnyObject>>::parse_owned(json, {.reading = Reading::lenient});
    if (!several || several->empty()) return false;
    take(several->front(), 0);
    return true;
  }
  // The status that the body names; 0 where it names none.
  int status() const {
    if (status_ != 0) return status_;
    for (const std::string_view word :
         {std::string_view{error_.code}, std::string_view{status_word_}, std::string_view{error_.type}}) {
      if (const int named = status_named(word)) return named;
    }
    return 0;
  }
  // Whether the body has a member that says anything.
  bool any() const { return any_; }

 private:
  static constexpr int deepest = 4;

  void take(const AnyObject& from, int depth) {
    for (const auto& [key, json] : from.extra) any_ = any_ || says_something(&json);
    put(error_.message, said_message(from));
    if (const auto* type = said(from, {"type", "error_type", "__type"}); type && json_words(*type) != "error")
      put(error_.type, type);  // "error" names the event, or the body
    put(error_.param, said(from, {"param"}));
    put(error_.code, said_code(from));
    take_status(from);
    take_nested(from, depth);
    if (error_.message.empty()) put(error_.message, said(from, {"title", "reason", "description"}));
  }
  static void put(std::string& to, const Json* json) {
    if (json) to = json_words(*json);
  }
  void take_status(const AnyObject& from) {
    const auto* json = said(from, {"status", "status_code", "statusCode", "http_status"});
    if (!json) return;
    const auto words = json_words(*json);
    if (const int status = status_in(words)) {
      status_ = status;
    } else if (from.extra.find("status")) {
      status_word_ = words;
    } else if (error_.code.empty()) {
      error_.code = words;
    }
  }
  void take_nested(const AnyObject& from, int depth) {
    if (depth == deepest) return;
    for (const auto* name : {"base_resp", "fault", "detail", "error", "Error"}) {
      const auto* json = from.extra.find(name);
      if (!says_something(json)) continue;
      const auto view = json->view();
      if (view.starts_with('{')) {
        if (const auto inner = read_object(view)) take(*inner, depth + 1);
        if (error_.message.empty() && std::string_view{name} == "detail") error_.message = json_words(*json);
      } else if (view.starts_with('[') && std::string_view{name} != "detail") {
        take_list(view, depth);
      } else if (error_.message.empty()) {
        error_.message = json_words(*json);
      } else if (error_.code.empty() && view.starts_with('"')) {
        error_.code = json_words(*json);  // `{"error":"X","message":"why"}`
      }
    }
    if (const auto* errors = said(from, {"errors"})) take_list(errors->view(), depth);
  }
  // Texts, or objects: their messages one after the other, and all else of the first.
  void take_list(std::string_view json, int depth) {
    const auto items = Codec<std::vector<Json>>::parse_owned(json, {.reading = Reading::lenient});
    if (!error_.message.empty()) return;
    if (!items) return void(error_.message = std::string{json});
    for (const auto& item : *items) {
      const auto inner = item.view().starts_with('{') ? read_object(item.view()) : std::nullopt;
      Error one;
      ErrorReader reader{one};
      if (inner) {
        reader.take(*inner, depth + 1);
      } else {
        one.message = json_words(item);
      }
      if (error_.message.empty()) {
        error_.type = error_.type.empty() ? one.type : error_.type;
        error_.code = error_.code.empty() ? one.code : error_.code;
        error_.param = error_.param.empty() ? one.param : error_.param;
      }
      error_.message += (error_.message.empty() || one.message.empty() ? "" : "; ") + one.message;
    }
  }

  Error& error_;
  int status_ = 0;
  std::string status_word_;
  bool any_ = false;
};

// The data of the first event, where the body is an event stream.
inline std::string first_event(std::string_view body) {
  constexpr std::string_view fields[] = {"data:", "event:", "id:", "retry:", ":"};
  if (std::none_of(std::begin(fields), std::end(fields), [&](auto field) { return body.starts_with(field); }))
    return {};
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  SseEvent event;
  while (decoder.next(event) == Pull::some) {
    const auto data = trimmed_text(event.data);
    if (!data.empty()) return std::string{data};
  }
  return {};
}

inline std::string redirect_message(const Head& head) {
  const auto to = head.headers.get("location");
  if (head.status < 300 || head.status > 399 || to.empty()) return {};
  return "The server answered with status " + std::to_string(head.status) + ", which leads to " +
         first_bytes(without_password(to), 1024) + ".";
}

inline std::string nothing_said(const Head& head, bool in_band) {
  return in_band ? "The server failed and did not say why."
                 : "The server answered with status " + std::to_string(head.status) + ".";
}

}  // namespace detail

OAICOMPAT_INLINE Error read_error(const Head& head, std::string_view body) {
  Error error = local_error(ErrorKind::api, {});
  const bool in_band = head.status < 300;
  error.request_id = std::string{head.headers.get("x-request-id")};
  auto text = detail::trimmed_text(body);
  const auto event = detail::first_event(text);
  if (!event.empty()) text = event;
  detail::ErrorReader reader{error};
  const bool read = reader.read(text);
  error.status = in_band ? reader.status() : head.status;
  // Text, HTML, or an object that says nothing we know: the first of it tells most.
  if (!read) {
    error.message = text.starts_with('"') ? detail::json_words({Text{text}}) : detail::first_bytes(text, 1024);
  } else if (error.message.empty() && reader.any()) {
    error.message = detail::first_bytes(text, 1024);
  }
  if (auto redirect = detail::redirect_message(head); !redirect.empty()) error.message = std::move(redirect);
  if (error.message.empty()) error.message = detail::nothing_said(head, in_band);
  if (error.type.empty()) error.type = error_type(error.status == 0 ? 500 : error.status);
  return error;
}

}  // namespace oaicompat::inline v1
