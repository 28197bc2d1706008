// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/azure/model_name.hpp>
#include <oaicompat/dialects/azure/paths.hpp>
#include <oaicompat/dialects/azure/serve.hpp>
#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::azure {

inline constexpr std::string_view root = "/openai";

inline bool is_azure_path(std::string_view path) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

// Brings a request to the API's own form.
inline void to_own_form(Request& request, const std::string& prefix) {
  if (!is_azure_path(request.path)) return;
  std::string_view rest = std::string_view{request.path}.substr(root.size());
  constexpr std::string_view v1 = "/v1", deployments = "/deployments/";
  if (rest == v1 || rest.starts_with("/v1/")) {
    rest.remove_prefix(v1.size());
  } else if (rest.starts_with(deployments)) {
    rest.remove_prefix(deployments.size());
    const auto end = std::min(rest.find('/'), rest.size());
    const auto model = percent_decoded(rest.substr(0, end));
    rest.remove_prefix(end);
    if (request.method == "POST" && is_deployed(rest)) set_model(request, model);
  }
  request.query = without_version(request.query);
  request.path = prefix + std::string{rest};
}

inline void show_key(Request& head) {
  const auto* key = head.headers.find("api-key");
  if (key && !head.headers.has("authorization")) head.headers.add("authorization", "Bearer " + *key);
}

}  // namespace detail::azure

OAICOMPAT_INLINE Handler serve_azure(Backend backend, ServeAzureOptions options) {
  const auto prefix = options.serve.prefix;
  return [inner = serve(std::move(backend), std::move(options.serve)), prefix](Request&& request) -> Answer {
    detail::azure::to_own_form(request, prefix);
    return inner(std::move(request));
  };
}

OAICOMPAT_INLINE Dialect azure_dialect(ServeAzureOptions options) {
  Dialect out;
  out.name = "azure";
  out.speaks = [](const Request& head) { return detail::azure::is_azure_path(head.path); };
  out.serve = [options = std::move(options)](Backend backend) { return serve_azure(std::move(backend), options); };
  out.normalize = detail::azure::show_key;
  out.finish_head = [](Head& head) {
    const auto* id = head.headers.find("x-request-id");
    if (id && !head.headers.has("apim-request-id")) head.headers.add("apim-request-id", std::string{*id});
  };
  return out;
}

}  // namespace oaicompat::inline v1
