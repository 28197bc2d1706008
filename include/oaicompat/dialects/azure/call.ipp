// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/dialects/azure/call.hpp>
#include <oaicompat/dialects/azure/model_name.hpp>
#include <oaicompat/dialects/azure/paths.hpp>
#include <oaicompat/dialects/renewed.hpp>
#include <oaicompat/http/url.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::azure {

// A path's parts: what the base URL adds before Azure's own, and the operation's.
struct Path {
  std::string_view before, operation;
};
inline Path path_parts(std::string_view path) {
  constexpr std::string_view root = "/openai/";
  const auto at = path.find(root);
  Path out{path.substr(0, at == path.npos ? 0 : at), at == path.npos ? path : path.substr(at + root.size() - 1)};
  if (out.operation.starts_with("/v1/")) out.operation.remove_prefix(3);
  return out;
}

inline bool is_web_token(std::string_view key) { return key.starts_with("eyJ") && key.find('.') != key.npos; }

// The key of the options goes before any that a request shows: a caller's own is not the provider's.
inline void place_key(const std::string& key, Headers& headers) {
  constexpr std::string_view bearer = "bearer ";
  if (!key.empty()) {
    headers.remove("authorization");
    return headers.set("api-key", key);
  }
  const auto given = headers.get("authorization");
  if (given.size() < bearer.size() || !iequals(given.substr(0, bearer.size()), bearer)) return;
  const std::string token{trimmed(given.substr(bearer.size()))};
  if (is_web_token(token)) return;
  headers.remove("authorization");
  if (!headers.has("api-key")) headers.add("api-key", token);
}

// Brings a request to Azure's form; or what is wrong with it.
inline std::optional<Error> to_azure_form(const CallAzureOptions& options, Request& request) {
  const auto parts = path_parts(request.path);
  const std::string before{parts.before}, operation{parts.operation};
  const bool classic = options.style == AzureStyle::classic;
  const bool has_model = request.method == "POST" && is_deployed(operation);
  auto path = before + (classic ? "/openai" : "/openai/v1");
  if (has_model && (classic || options.deployment)) {
    const auto model = model_of(request);
    if (classic && (!model || model->empty()))
      return api_error(400, "Azure OpenAI needs a model: the deployment's name.", "missing_required_parameter",
                       "model");
    const auto name = model && options.deployment ? options.deployment(*model) : model.value_or("");
    if (classic) path += "/deployments/" + percent_encoded(name);
    if (!classic && model && name != *model) set_model(request, name);
  }
  request.path = path + operation;
  const auto version = options.api_version.empty() && classic ? std::string{"2024-10-21"} : options.api_version;
  if (!version.empty() && without_version(request.query) == request.query)
    request.query += (request.query.empty() ? "" : "&") + ("api-version=" + percent_encoded(version));
  return std::nullopt;
}

using Tokens = std::shared_ptr<Renewed<AccessToken>>;

inline Answer send_with_token(const Handler& inner, const Tokens& tokens, const ClockPtr& clock, Request request) {
  return std::make_unique<CredentialedAnswer<AccessToken>>(tokens, std::move(request), clock,
                                                           [inner](Request due, const AccessToken& token) {
                                                             due.headers.remove("api-key");
                                                             due.headers.set("authorization", "Bearer " + token.token);
                                                             return inner(std::move(due));
                                                           });
}

}  // namespace detail::azure

OAICOMPAT_INLINE Layer to_azure(CallAzureOptions options) {
  auto shared = std::make_shared<const CallAzureOptions>(std::move(options));
  detail::azure::Tokens tokens;
  if (shared->token) tokens = std::make_shared<detail::Renewed<AccessToken>>(shared->token, shared->clock);
  return [shared, tokens](Handler inner) -> Handler {
    return [shared, tokens, inner = std::move(inner)](Request&& request) -> Answer {
      if (const auto error = detail::azure::to_azure_form(*shared, request))
        return error_answer(*error, request.context);
      if (tokens) return detail::azure::send_with_token(inner, tokens, shared->clock, std::move(request));
      detail::azure::place_key(shared->key, request.headers);
      return inner(std::move(request));
    };
  };
}

OAICOMPAT_INLINE Backend call_azure(Handler handler, CallAzureOptions options) {
  auto clock = options.clock;
  return call(to_azure(std::move(options))(std::move(handler)), {.clock = std::move(clock)});
}

}  // namespace oaicompat::inline v1
