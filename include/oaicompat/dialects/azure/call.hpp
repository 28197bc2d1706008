// Azure OpenAI, called: another path, query and key for the same bodies.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/dialects/access_token.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// Which of Azure's two forms is spoken.
enum class AzureStyle {
  v1,       ///< `/openai/v1/...`: the deployment is the model in the body, and no version of the API is named.
  classic,  ///< `/openai/deployments/{deployment}/...?api-version=...`.
};

/// How Azure OpenAI is called.
struct CallAzureOptions {
  /// Default v1.
  AzureStyle style = AzureStyle::v1;
  /// The query's `api-version`. Default `2024-10-21` in the classic form, none in the other. A request that has one in
  /// its query keeps it.
  std::string api_version = {};
  /// The deployment that a model stands behind, from many threads. Default: a deployment is named as its model.
  std::function<std::string(std::string_view model)> deployment = {};
  /// Sent as `api-key`, in place of any that the request shows. Default the key of the request's `Authorization:
  /// Bearer`, a client's `api_key`; one that is a JSON Web Token, as Entra gives them, stays there.
  std::string key = {};
  /// Gives tokens of Entra, sent as `Authorization: Bearer`; goes before every key. Default unused.
  AccessTokenSource token = {};
  /// What `AccessToken::expires_at` is held against. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A layer that brings requests of the API to Azure OpenAI's form: path, query and key. Bodies and answers pass as they
/// are, with all that Azure adds to them as extras; only a model in the body that `deployment` names otherwise is
/// renamed. The last of a client's `inner_layers`:
///
///     Client client{{.base_url = "https://my-resource.openai.azure.com",
///                    .inner_layers = {to_azure({.style = AzureStyle::classic, .key = key})}}};
///
/// The base URL may end in `/openai` or `/openai/v1`; what stands before that stays before the paths. **Errors**: in
/// the classic form a request to a path with a deployment is answered 400 where it names no model.
OAICOMPAT_API Layer to_azure(CallAzureOptions options = {});

/// A backend that performs operations by asking a handler in Azure's form: `call` over `to_azure`. The inverse of
/// `serve_azure`.
OAICOMPAT_API Backend call_azure(Handler handler, CallAzureOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/azure/call.ipp>
#endif
