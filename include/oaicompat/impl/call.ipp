// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

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
                field("param", &ErrorFields::param), field("code", &ErrorFields::code), field("error", &ErrorFields::error),
                field("detail", &ErrorFields::detail), field("error_type", &ErrorFields::error_type));
}

inline std::string json_words(const Json& json) {
  Extras one;
  one.set("value", json);
  return one.get(ExtraKey<std::string>{"value"}).value_or(json.text.str());
}

inline void take_fields(Error& error, const ErrorFields& from) {
  if (!from.message.empty()) error.message = from.message.str();
  if (!from.type.empty()) error.type = from.type.str();
  if (!from.param.empty()) error.param = from.param.str();
  if (!from.code.empty()) error.code = from.code.str();
  if (!from.error_type.empty()) error.type = from.error_type.str();
  if (from.detail && error.message.empty()) error.message = json_words(*from.detail);
  if (!from.error) return;
  const auto inner = from.error->view();
  if (!inner.starts_with('{')) return void(error.message = json_words(*from.error));
  if (const auto fields = Codec<ErrorFields>::parse_owned(inner, {.reading = Reading::lenient})) take_fields(error, *fields);
}

struct AnyObject {
  Extras extra;
};
constexpr auto describe(Type<AnyObject>) { return object("AnyObject"); }

OAICOMPAT_INLINE Error place_members(const Bytes& json, Request& request) {
  const auto members = Codec<AnyObject>::parse_owned(json, {});
  if (!members) return members.error();
  auto& path = request.path;
  auto& query = request.query;
  for (const auto& [name, value] : members->extra) {
    const auto words = json_words(value);
    const auto place = "{" + name.str() + "}";
    if (const auto at = path.find(place); at != path.npos) {
      if (words.empty()) return api_error(400, "Missing required parameter: '" + name.str() + "'.", "missing_required_parameter", name.str());
      path.replace(at, place.size(), percent_encoded(words));
    } else if (!value.text.empty() && value.view() != "null") {
      query += (query.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(words);
    }
  }
  return {};
}

}  // namespace detail

OAICOMPAT_INLINE Error read_error(const Head& head, std::string_view body) {
  Error error = local_error(ErrorKind::api, {});
  error.status = head.status >= 300 ? head.status : 0;
  error.request_id = std::string{head.headers.get("x-request-id")};
  if (const auto fields = Codec<detail::ErrorFields>::parse_owned(body, {.reading = Reading::lenient})) {
    detail::take_fields(error, *fields);
  } else {
    // Plain text or HTML: the first of it tells most.
    error.message = std::string{body.substr(0, 1024)};
  }
  if (error.message.empty()) error.message = "The server answered with status " + std::to_string(head.status) + ".";
  if (error.type.empty()) error.type = error_type(error.status);
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
