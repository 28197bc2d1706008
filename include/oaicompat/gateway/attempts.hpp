// attempts: asks the targets of a plan, one after the other, until one answers; never blocks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/attempts_options.hpp>
#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/hedges.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// The answer of the first target of `targets` that gives one, by the table of failures and the route's bounds.
///
/// A stream is held back until it says something (text, reasoning, a call); from then on no other target is asked. What
/// fails later is told by an error event, and the stream ends without `[DONE]`. A whole answer is held back until it is
/// whole. Where nothing helps, the failure of the first target is the answer, by the table. The answer's head has
/// `x-oaicompat-target` and `x-oaicompat-attempts`; a failure's has `x-should-retry: false`.
///
/// A target that asks for a wait (`Retry-After`) of no more than the route's `max_delay` is asked again after it;
/// otherwise the next target is asked, and where there is none the same one after a delay.
///
/// Where the route hedges and `hedges` is set, a target that says nothing for a time is joined by the next of the plan.
/// The first that says something gives the answer; an error of one waits for the other.
///
/// **Lifetime**: keeps the rules, and the request until it is answered. Dropping the answer cancels the attempt.
OAICOMPAT_API Answer attempt_targets(AttemptsOptionsPtr options, RulesPtr rules, const Route& route,
                                     std::vector<std::uint32_t> targets, Request request);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/attempts.ipp>
#endif
