// with_conversations: conversations, over a store.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/stores/store.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// How conversations are kept.
struct ConversationsOptions {
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Makes ids from prefixes (`conv_`, `msg_`, `fc_`, ...). Default `random_id`. Where there are no keys, anyone who
  /// knows the id of a conversation can read it: ids must not be guessed.
  std::function<std::string(std::string_view prefix)> id = {};
  /// Threads on which the store is asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
};

/// A backend's operations with the eight of conversations beside them. A conversation and its items stay as long as the
/// store keeps what says nothing of its time, from when items were last added; they go together. The collections are
/// `conversations` and `conversations/<id>/items`, where `with_responses` over the same store finds and adds to
/// them.
///
/// A conversation belongs to the tenant of the request that made it (`tenant_of`): to others it is not there.
///
/// Items get ids where they have none of their own that is free; references are replaced by what they refer to.
/// `include` changes nothing: items are given whole.
///
/// **Threads**: as `Backend`; the store may block. Over a store that several processes use, labels that two of them
/// write at once may be lost. **Errors**: 404 that names the id; 400 for more than 20 items, more than 16 labels, and
/// items that have no place for an id. Errors of the store have status 500.
OAICOMPAT_API Backend with_conversations(Backend beside, StorePtr store, ConversationsOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/conversations/service.ipp>
#endif
