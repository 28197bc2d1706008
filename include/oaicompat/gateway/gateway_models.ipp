// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/gateway_models.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view models_path = "/v1/models";

OAICOMPAT_INLINE bool may_use(const GatewayKey& key, std::string_view model) {
  return key.models.empty() ||
         std::any_of(key.models.begin(), key.models.end(), [&](const auto& glob) { return matches_glob(glob, model); });
}

OAICOMPAT_INLINE std::vector<std::string> models_of(const Rules& rules, const GatewayKey* key) {
  const auto tenant = key ? std::string_view{key->tenant} : std::string_view{};
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (name.empty() || name.find('*') != name.npos || (key && !may_use(*key, name))) return;
    const bool taken = std::any_of(rules.routes.begin(), rules.routes.end(), [&](const Route& route) {
      return matches_glob(route.match.model, name) && matches_glob(route.match.tenant, tenant);
    });
    if (taken) out.push_back(name);
  };
  for (const auto& route : rules.routes) add(route.match.model);
  for (const auto& target : rules.targets) {
    for (const auto& [name, own] : target.models) add(name);
  }
  if (key) std::for_each(key->models.begin(), key->models.end(), add);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

OAICOMPAT_INLINE bool is_models_path(std::string_view path) {
  return path == models_path || (path.starts_with(models_path) && path[models_path.size()] == '/');
}

inline std::string model_object(const std::string& name) {
  std::string out = R"({"id":)";
  write_quoted(out, name);
  return out + R"(,"object":"model","created":0,"owned_by":"gateway"})";
}

OAICOMPAT_INLINE Answer models_answer(const Rules& rules, const GatewayKey* key, const Request& request) {
  const auto models = models_of(rules, key);
  if (request.path.size() > models_path.size()) {
    const auto name = percent_decoded(std::string_view{request.path}.substr(models_path.size() + 1));
    if (std::binary_search(models.begin(), models.end(), name)) return json_answer(200, model_object(name));
    return error_answer(api_error(404, "There is no such model, or this key may not use it.", "model_not_found"),
                        request.context);
  }
  std::string out = R"({"object":"list","data":[)";
  for (const auto& name : models) {
    if (out.back() != '[') out += ',';
    out += model_object(name);
  }
  return json_answer(200, out + "]}");
}

}  // namespace oaicompat::inline v1::detail
