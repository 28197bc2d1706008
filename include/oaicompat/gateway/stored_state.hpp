// stored_state: counters of one process whose budgets outlive it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/stores/store.hpp>

namespace oaicompat::inline v1 {

/// Counters in memory, as `memory_state`, of which days' and months' are in a store as well. The store has a bound that
/// runs ahead of what was taken by a fiftieth of the limit: it is written about fifty times a window, before more is
/// taken than it says, and exactly when the state goes. A process that is killed and started anew takes the bound as
/// taken, so a budget is never exceeded, and at most a fiftieth of it is lost.
///
/// While the store fails, counters go on in memory alone. `reserve` waits for the store where it writes. One process
/// uses a store's counters at a time.
OAICOMPAT_API SharedStatePtr stored_state(StorePtr store, ClockPtr clock = real_clock());

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/stored_state.ipp>
#endif
