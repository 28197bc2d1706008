// dialects: what a Server lays around requests in other wire forms of the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/dialect.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace oaicompat::inline v1::detail {

using Dialects = std::vector<std::shared_ptr<const Dialect>>;

/// The outermost layer of a server that speaks dialects: brings the heads of their requests to the form that layers
/// know, writes the errors of layers in their form, and finishes the heads of their answers. An answer counts as a
/// layer's when its head has no `AnswerForm`.
OAICOMPAT_API Layer dialect_edge(Dialects dialects);
/// Innermost: requests that a dialect speaks go to its handler over the backend, all others to `own`.
OAICOMPAT_API Handler dialect_router(const Dialects& dialects, const Backend& backend, Handler own);
/// `lets_in` for heads as they come: `inner` sees them as the layers see them.
OAICOMPAT_API std::function<bool(const Request& head)> dialect_heads(Dialects dialects,
                                                                     std::function<bool(const Request& head)> inner);
/// `ListenOptions::refusal` of a server that speaks dialects. Null where it speaks none.
OAICOMPAT_API std::function<Answer(const Request& head, const Error& error)> dialect_refusals(Dialects dialects);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/dialects.ipp>
#endif
