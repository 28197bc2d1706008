// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// An error body in any shape, as far as it holds these members.
struct ErrorFields {
  Text message, type, param, code;
  std::optional<Json> error, detail;
  Text error_type;
};
constexpr auto describe(Type<ErrorFields>) {
  return object("ErrorFields", field("message", &ErrorFields::message), field("type", &ErrorFields::type),
                field("param", &ErrorFields::param), field("code", &ErrorFields::code),
                field("error", &ErrorFields::error), field("detail", &ErrorFields::detail),
                field("error_type", &ErrorFields::error_type));
}

inline std::string json_words(const Json& json) {
  Extras one;
  one.set("value", json);
  return one.get(ExtraKey<std::string>{"value"}).value_or(json.text.str());
}

inline void take_fields(Error& error, const ErrorFields& from) {
  if (!from.message.empty()) error.message = from.message.str();
  if (!from.type.empty() && from.type != "error") error.type = from.type.str();  // "error" names the event, or the body
  if (!from.param.empty()) error.param = from.param.str();
  if (!from.code.empty()) error.code = from.code.str();
  if (!from.error_type.empty()) error.type = from.error_type.str();
  if (from.detail && error.message.empty()) error.message = json_words(*from.detail);
  if (!from.error) return;
  const auto inner = from.error->view();
  if (!inner.starts_with('{')) return void(error.message = json_words(*from.error));
  if (const auto fields = Codec<ErrorFields>::parse_owned(inner, {.reading = Reading::lenient}))
    take_fields(error, *fields);
}

inline std::string_view trimmed_text(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto from = text.find_first_not_of(blank);
  return from == text.npos ? std::string_view{} : text.substr(from, text.find_last_not_of(blank) - from + 1);
}

// An object, or, as some servers have it, an array with one in it.
inline std::optional<ErrorFields> read_fields(std::string_view body) {
  constexpr ReadOptions lenient{.reading = Reading::lenient};
  if (!trimmed_text(body).starts_with('[')) {
    const auto one = Codec<ErrorFields>::parse_owned(body, lenient);
    return one ? std::optional{*one} : std::nullopt;
  }
  const auto several = Codec<std::vector<ErrorFields>>::parse_owned(body, lenient);
  return several && !several->empty() ? std::optional{several->front()} : std::nullopt;
}

struct AnyObject {
  Extras extra;
};
constexpr auto describe(Type<AnyObject>) { return object("AnyObject"); }

inline Error missing_member(const std::string& name) {
  auto error = api_error(400, "Missing required parameter: '" + name + "'.", "missing_required_parameter", name);
  error.kind = ErrorKind::usage;
  return error;
}

inline void add_query(std::string& query, std::string_view name, std::string_view value) {
  query += (query.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
}

// A list as `name[]=a&name[]=b`, a map as `name[key]=a`; null is left out.
inline void place_in_query(std::string_view name, const Json& value, std::string& query) {
  const auto plain = std::string{name};
  if (value.view().starts_with('[')) {
    const auto items = Codec<std::vector<Json>>::parse_owned(value.view(), {});
    for (std::size_t i = 0; items && i < items->size(); ++i) add_query(query, plain + "[]", json_words((*items)[i]));
  } else if (value.view().starts_with('{')) {
    const auto map = Codec<AnyObject>::parse_owned(value.view(), {});
    if (!map) return;
    for (const auto& [key, each] : map->extra) add_query(query, plain + "[" + key.str() + "]", json_words(each));
  } else if (value.view() != "null") {
    add_query(query, name, json_words(value));
  }
}

OAICOMPAT_INLINE Error place_members(const Endpoint& endpoint, const Bytes& json, Request& request) {
  const auto members = Codec<AnyObject>::parse_owned(json, {});
  if (!members) return members.error();
  AnyObject body;
  for (const auto& [name, value] : members->extra) {
    const auto place = "{" + name.str() + "}";
    if (const auto at = request.path.find(place); at != std::string::npos) {
      const auto words = json_words(value);
      if (words.empty()) return missing_member(name.str());
      request.path.replace(at, place.size(), percent_encoded(words));
    } else if (takes_body(endpoint) && name != endpoint.query) {
      body.extra.set(name, value);
    } else {
      place_in_query(name, value, request.query);
    }
  }
  if (!body.extra.empty()) {
    request.body = to_json(body);
    request.headers.add("content-type", "application/json");
  }
  return {};
}

}  // namespace detail

OAICOMPAT_INLINE Error read_error(const Head& head, std::string_view body) {
  Error error = local_error(ErrorKind::api, {});
  const bool in_band = head.status < 300;
  error.status = in_band ? 0 : head.status;
  error.request_id = std::string{head.headers.get("x-request-id")};
  if (const auto fields = detail::read_fields(body)) {
    detail::take_fields(error, *fields);
  } else {
    // Plain text or HTML: the first of it tells most.
    const auto text = detail::trimmed_text(body);
    error.message = text.starts_with('"') ? detail::json_words({Text{text}}) : std::string{text.substr(0, 1024)};
  }
  if (error.message.empty()) {
    error.message = in_band ? "The server failed and did not say why."
                            : "The server answered with status " + std::to_string(head.status) + ".";
  }
  if (error.type.empty()) error.type = error_type(in_band ? 500 : head.status);
  return error;
}

OAICOMPAT_INLINE Backend call(Handler handler, CallOptions options) {
  const auto shared = std::make_shared<const Handler>(std::move(handler));
  Backend backend;
  for (const auto& row : detail::bindings()) row.call(backend, shared, options);
  return backend;
}

OAICOMPAT_INLINE Backend offload(Backend blocking, std::shared_ptr<WorkerPool> pool) {
  Backend backend;
  for (const auto& row : detail::bindings()) row.offload(backend, blocking, pool);
  return backend;
}

}  // namespace oaicompat::inline v1
