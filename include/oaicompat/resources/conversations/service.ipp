// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>
#include <oaicompat/resources/responses/repository.hpp>
#include <oaicompat/resources/stored_records.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

class StoredConversations : public RequestStore {
 public:
  StoredConversations(StorePtr store, ConversationsOptions options)
      : RequestStore{std::move(store), std::move(options.pool)} {
    shelf_options_.clock = std::move(options.clock);
    shelf_options_.id = std::move(options.id);
    if (!shelf_options_.id) shelf_options_.id = [](std::string_view prefix) { return random_id(prefix); };
  }

  Result<Conversation> create(const StorePtr& store, const CreateConversationRequest& request) {
    if (auto error = bad_labels(request.metadata)) return *std::move(error);
    Conversation made;
    made.id = Text{shelf_options_.id("conv_")};
    made.created_at = shelf_options_.clock->unix_time();
    made.metadata = request.metadata ? *request.metadata : Map<Text>{};
    auto items = request.items ? *request.items : std::vector<ResponseItem>{};
    if (auto settled = settle(store, made.id, items); !settled) return settled.error();
    if (auto kept = keep(store, made, items, {}); !kept) return kept.error();
    return made;
  }

  Result<Conversation> retrieve(const StorePtr& store, const RetrieveConversationRequest& request) {
    return read(store, request.conversation_id);
  }

  Result<Conversation> update(const StorePtr& store, const UpdateConversationRequest& request) {
    if (auto error = bad_labels(request.metadata)) return *std::move(error);
    return without_conflict([&]() -> Result<Conversation> {
      std::uint64_t revision = 0;
      auto found = read(store, request.conversation_id, &revision);
      if (!found) return found;
      found->metadata = request.metadata ? *request.metadata : Map<Text>{};
      if (auto kept = keep(store, *found, {}, revision); !kept) return kept.error();
      return found;
    });
  }

  // Its items go with it, as they are beneath it.
  Result<DeletedConversation> forget(const StorePtr& store, const DeleteConversationRequest& request) {
    const auto id = request.conversation_id.str();
    if (id.empty()) return not_stored("Conversation", id, "conversation_id");
    const auto gone = store->write({{.collection = "conversations", .remove = id, .if_revision = Change::present}});
    if (!gone && is_conflict(gone.error())) return not_stored("Conversation", id, "conversation_id");
    if (!gone) return gone.error();
    DeletedConversation out;
    out.id = Text{id};
    return out;
  }

  Result<ConversationItemList> list(const StorePtr& store, const ListConversationItemsRequest& request) {
    const auto range = range_of(request, ListOrder::desc);
    if (!range) return range.error();
    if (auto found = read(store, request.conversation_id); !found) return found.error();
    return read_page<ConversationItemList>(*store, items_in(request.conversation_id), *range);
  }

  Result<ConversationItemList> add(const StorePtr& store, const CreateConversationItemsRequest& request) {
    return without_conflict([&]() -> Result<ConversationItemList> {
      std::uint64_t revision = 0;
      const auto found = read(store, request.conversation_id, &revision);
      if (!found) return found.error();
      ConversationItemList out;
      out.data = request.items;
      if (auto settled = settle(store, found->id, out.data); !settled) return settled.error();
      if (auto kept = keep(store, *found, out.data, revision); !kept) return kept.error();
      if (out.data.empty()) return out;
      out.first_id = Text{stored_id(out.data.front())};
      out.last_id = Text{stored_id(out.data.back())};
      return out;
    });
  }

  Result<ResponseItem> item(const StorePtr& store, const RetrieveConversationItemRequest& request) {
    if (auto found = read(store, request.conversation_id); !found) return found.error();
    return read_item(store, request.conversation_id, request.item_id);
  }

  Result<Conversation> take_out(const StorePtr& store, const DeleteConversationItemRequest& request) {
    auto found = read(store, request.conversation_id);
    if (!found) return found;
    const auto id = request.item_id.str();
    if (id.empty()) return not_stored("Item", id, "item_id");
    const auto gone =
        store->write({{.collection = items_in(request.conversation_id), .remove = id, .if_revision = Change::present}});
    if (!gone && is_conflict(gone.error())) return not_stored("Item", id, "item_id");
    if (!gone) return gone.error();
    return found;
  }

 private:
  static constexpr std::size_t max_items = 20;

  static std::string items_in(std::string_view conversation) {
    return "conversations/" + std::string{conversation} + "/items";
  }

  Result<Conversation> read(const StorePtr& store, std::string_view id, std::uint64_t* revision = nullptr) const {
    const auto record = store->read("conversations", id);
    if (!record) return record.error();
    if (!*record) return not_stored("Conversation", id, "conversation_id");
    if (revision) *revision = (*record)->revision;
    return read_stored<Conversation>(**record);
  }
  Result<ResponseItem> read_item(const StorePtr& store, std::string_view conversation, std::string_view id) const {
    const auto record = store->read(items_in(conversation), id);
    if (!record) return record.error();
    if (!*record) return not_stored("Item", id, "item_id");
    return read_stored<ResponseItem>(**record);
  }

  // Items as they are kept: whole, each with an id that no other has.
  Result<void> settle(const StorePtr& store, std::string_view conversation, std::vector<ResponseItem>& items) const {
    if (items.size() > max_items)
      return api_error(400, "At most " + std::to_string(max_items) + " items can be added at once.", "invalid_value",
                       "items");
    if (auto settled = ResponseRepository{shelf_options_, store}.settle(items, {}); !settled) return settled.error();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto path = "items[" + std::to_string(i) + "]";
      if (items[i].get_if<ItemReference>()) return not_stored("Item", item_id(items[i]), path + ".id");
      if (stored_id(items[i]).empty())
        return api_error(400, "An item of this type cannot be kept.", "invalid_value", path + ".type");
      if (auto free = make_unique_id(store, conversation, items[i]); !free) return free.error();
    }
    return {};
  }
  Result<void> make_unique_id(const StorePtr& store, std::string_view conversation, ResponseItem& item) const {
    const auto taken = store->read(items_in(conversation), stored_id(item));
    if (!taken) return taken.error();
    if (!*taken) return {};
    set_stored_id(item, {});
    std::vector<ResponseItem> one{std::move(item)};
    auto settled = ResponseRepository{shelf_options_, store}.settle(one, {});
    item = std::move(one.front());
    return settled;
  }

  // Keeps a conversation that is still as it was read, with items that are new.
  Result<void> keep(const StorePtr& store, const Conversation& conversation, const std::vector<ResponseItem>& items,
                    std::optional<std::uint64_t> revision) const {
    std::vector<Change> changes;
    Record kept{.id = conversation.id.str(), .value = to_json(conversation)};
    add_label_tags(kept.tags, conversation.metadata);
    changes.push_back({.collection = "conversations", .put = std::move(kept), .if_revision = revision});
    for (const auto& item : items) {
      changes.push_back({.collection = items_in(conversation.id),
                         .put = Record{.id = stored_id(item), .value = to_json(item)},
                         .if_revision = Change::absent});
    }
    return store->write(std::move(changes));
  }

  ResponsesOptions shelf_options_;
};

}  // namespace detail

OAICOMPAT_INLINE Backend with_conversations(Backend beside, StorePtr store, ConversationsOptions options) {
  using detail::offer_stored;
  using detail::StoredConversations;
  const auto kept = std::make_shared<StoredConversations>(std::move(store), std::move(options));
  offer_stored<CreateConversation>(beside, kept, &StoredConversations::create);
  offer_stored<RetrieveConversation>(beside, kept, &StoredConversations::retrieve);
  offer_stored<UpdateConversation>(beside, kept, &StoredConversations::update);
  offer_stored<DeleteConversation>(beside, kept, &StoredConversations::forget);
  offer_stored<ListConversationItems>(beside, kept, &StoredConversations::list);
  offer_stored<CreateConversationItems>(beside, kept, &StoredConversations::add);
  offer_stored<RetrieveConversationItem>(beside, kept, &StoredConversations::item);
  offer_stored<DeleteConversationItem>(beside, kept, &StoredConversations::take_out);
  return beside;
}

}  // namespace oaicompat::inline v1
