// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/impl/called_answer.ipp>
#include <oaicompat/impl/read_error.ipp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline Error missing_member(const std::string& name) {
  auto error =
      local_error(ErrorKind::usage, "Missing required parameter: '" + name + "'.", "missing_required_parameter");
  error.param = name;
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
