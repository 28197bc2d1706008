// SemanticAsk: what of a request may be told in other words, and what must be equal.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/cache_rules.hpp>
#include <oaicompat/http/request.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// A request that may be answered by meaning.
struct SemanticAsk {
  std::string text{};  ///< Its last user message's, without blanks around it.
  /// Equal for requests that differ in that text alone, and there not in what `semantic_guard` finds. Begins with the
  /// tenant's key.
  std::string partition{};
};

/// Nothing where the request is not to be answered by meaning: it is no chat, has tools, anything but text, more
/// messages than the rule has, no text or a long one, or one that the rule refuses. `embedder` names the target that
/// makes embeddings. The request must be one that the cache takes (`ask_cache`).
OAICOMPAT_API std::optional<SemanticAsk> ask_semantic(Request& request, const Asked& asked, const RouteCache& rule,
                                                      const CacheParties& parties, std::string_view embedder);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_ask.ipp>
#endif
