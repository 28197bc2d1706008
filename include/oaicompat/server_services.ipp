// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/chat/stored_service.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Backend derive_services(Backend own, const ServerOptions& options) {
  const auto store = options.store ? options.store : memory_store({.clock = options.clock});
  if (!own.offers<CreateResponse>())
    own = with_responses(std::move(own),
                         {.store = store, .clock = options.clock, .unknown_tools = options.unknown_tools});
  if (!own.offers<CreateConversation>()) own = with_conversations(std::move(own), store, {.clock = options.clock});
  if (!own.offers<ListChatCompletions>()) own = with_stored_chat(std::move(own), store);
  return own;
}

}  // namespace oaicompat::inline v1::detail
