// decide: which targets a request goes to, in which order, and why; a pure function.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Why a target stands where it does in a plan, or is not in it.
enum class Reason : std::uint8_t {
  chosen,      ///< The route's strategy put it there.
  fallback,    ///< The route lists it as a fallback.
  overloaded,  ///< Behind the others of its priority: it has far more in flight than the mean.
  resting,     ///< Behind all others: its breaker is open.
  full,        ///< Left out: `max_in_flight` is reached.
  drained,     ///< Left out: by its weight, or by an administrator.
  no_tools,    ///< Left out: it takes no tools.
  no_images,   ///< Left out: it takes no images.
  no_schema,   ///< Left out: it takes no JSON schema.
  no_streams,  ///< Left out: it has no streams.
  too_long,    ///< Left out: the prompt and the answer do not fit its context window.
};
/// As words: `chosen`, `overloaded`, ...
OAICOMPAT_API std::string_view to_string(Reason reason);

/// A target that was looked at.
struct Candidate {
  std::uint32_t target = 0;  ///< Its place in `Rules::targets`.
  Reason reason = Reason::chosen;
  int priority = 0;
  double score = 0;  ///< By the route's strategy; lower ones come first.
};

/// What was decided. Kept by its user, so that its memory is used again.
struct Plan {
  const Route* route = nullptr;          ///< Null where none matches. **Lifetime**: of the rules.
  std::vector<std::uint32_t> targets{};  ///< To be asked in this order; empty where none can be.
  std::vector<Candidate> candidates{};   ///< All that were looked at: those of the plan first, in its order.
};

/// Decides. The same for the same request, rules and health, in every process. Once `plan` has grown, nothing is
/// allocated. A target whose breaker is open comes last, and is not left out: where all rest, the least bad is tried.
///
/// `health` has an entry for each target of the rules; those that are missing count as well.
OAICOMPAT_API void decide(const Asked& asked, const Rules& rules, const HealthView& health, Plan& plan);

namespace detail {

/// What a target lacks for a request; `Reason::chosen` where nothing.
OAICOMPAT_API Reason missing_capability(const Capabilities& can, const Asked& asked);

}  // namespace detail

/// A plan as JSON: `{"route":"chat","targets":["a"],"candidates":[{"target":"b","why":"no_tools"}]}`.
OAICOMPAT_API std::string explain(const Plan& plan, const Rules& rules);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/decide.ipp>
#endif
