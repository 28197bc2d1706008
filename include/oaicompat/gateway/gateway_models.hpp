// The models that a gateway's caller may use, as `GET /v1/models` lists them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Whether a key may ask for a model.
OAICOMPAT_API bool may_use(const GatewayKey& key, std::string_view model);
/// The names that a caller may ask for: those that routes, targets and the key itself spell out, where a route takes
/// them. What only a glob takes is not listed. In alphabetical order.
OAICOMPAT_API std::vector<std::string> models_of(const Rules& rules, const GatewayKey* key);
/// `/v1/models`, or one of them.
OAICOMPAT_API bool is_models_path(std::string_view path);
/// Their list, or one of them; a 404 where the caller may not use it.
OAICOMPAT_API Answer models_answer(const Rules& rules, const GatewayKey* key, const Request& request);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/gateway_models.ipp>
#endif
