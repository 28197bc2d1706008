// Azure OpenAI, served: its paths over the same handlers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/dialect.hpp>
#include <oaicompat/api/serve.hpp>

namespace oaicompat::inline v1 {

/// How Azure's paths are served.
struct ServeAzureOptions {
  /// How the operations behind them are served. Default as `serve` does.
  ServeOptions serve = {};
};

/// Speaks Azure OpenAI's HTTP for a backend: `/openai/deployments/{deployment}/chat/completions` and its like, the
/// paths without a deployment (`/openai/responses`, `/openai/models`), and `/openai/v1/...`. Bodies are the API's own.
/// A deployment that the path names is the request's model, whatever the body says; `api-version` is passed over, also
/// where it is missing.
OAICOMPAT_API Handler serve_azure(Backend backend, ServeAzureOptions options = {});

/// The same for a `Server`. A key in `api-key` is as good as one in `Authorization: Bearer`; answers carry their
/// request id as `apim-request-id` too.
OAICOMPAT_API Dialect azure_dialect(ServeAzureOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/azure/serve.ipp>
#endif
