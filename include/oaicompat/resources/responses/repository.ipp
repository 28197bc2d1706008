// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/repository.hpp>
#include <oaicompat/resources/stored_records.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

inline std::string input_of(std::string_view id) { return "responses/" + std::string{id} + "/input"; }
inline std::string events_of(std::string_view id) { return "responses/" + std::string{id} + "/events"; }
inline std::string items_of(std::string_view conversation) {
  return "conversations/" + std::string{conversation} + "/items";
}

inline Error too_many_items(std::size_t most) {
  return api_error(400, "The request goes on from more than " + std::to_string(most) + " items.",
                   "context_length_exceeded", "input");
}

// --- reading -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<Response> ResponseRepository::read(std::string_view id, std::uint64_t* revision) const {
  auto record = store_->read("responses", id);
  if (!record) return record.error();
  if (!*record) return no_such_response(id);
  if (revision) *revision = (*record)->revision;
  return read_stored<Response>(**record);
}

OAICOMPAT_INLINE Result<std::vector<ResponseItem>> ResponseRepository::all(const std::string& collection) const {
  std::vector<ResponseItem> out;
  ListRange range{.order = ListRange::Order::ascending, .after = {}, .limit = 100, .tags = {}};
  for (bool more = true; more;) {
    auto page = store_->list(collection, range);
    if (!page) return page.error();
    for (const auto& record : page->records) {
      auto item = read_stored<ResponseItem>(record);
      if (!item) return item.error();
      out.push_back(*std::move(item));
      if (out.size() > options_.max_items) return too_many_items(options_.max_items);
    }
    more = page->has_more && !page->records.empty();
    if (more) range.after = page->records.back().id;
  }
  return out;
}

// From the newest response back to the first one: each one's input, then its output.
OAICOMPAT_INLINE Result<std::vector<ResponseItem>> ResponseRepository::chain(std::string_view last) const {
  const auto refused = [](std::string_view id, const char* what, const char* code) {
    return api_error(400, "Previous response with id '" + std::string{id} + "' " + what + ".", code,
                     "previous_response_id");
  };
  std::vector<std::vector<ResponseItem>> turns;
  std::size_t items = 0;
  for (std::optional<std::string> next{last}; next;) {
    const auto id = *std::exchange(next, std::nullopt);
    auto response = read(id);
    if (!response && response.error().status == 404) return refused(id, "not found", "previous_response_not_found");
    if (!response) return response.error();
    if (response->status == ResponseStatus::queued || response->status == ResponseStatus::in_progress) {
      return refused(id, "is still being made", "previous_response_not_complete");
    }
    if (response->conversation) return refused(id, "belongs to a conversation: go on with that", "invalid_value");
    auto turn = all(input_of(id));
    if (!turn) return turn.error();
    std::move(response->output.begin(), response->output.end(), std::back_inserter(*turn));
    items += turn->size() + 1;
    if (items > options_.max_items) return too_many_items(options_.max_items);
    turns.push_back(*std::move(turn));
    if (response->previous_response_id) next = response->previous_response_id->str();
  }
  std::vector<ResponseItem> out;
  for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
    std::move(turn->begin(), turn->end(), std::back_inserter(out));
  }
  return out;
}

OAICOMPAT_INLINE Result<std::vector<ResponseItem>> ResponseRepository::said_in(std::string_view conversation) const {
  const auto record = store_->read("conversations", conversation);
  if (!record) return record.error();
  if (!*record) {
    return api_error(404, "Conversation with id '" + std::string{conversation} + "' not found.", "", "conversation");
  }
  return all(items_of(conversation));
}

OAICOMPAT_INLINE Result<std::vector<ResponseItem>> ResponseRepository::earlier(
    const Maybe<Text>& previous, const Maybe<ConversationChoice>& conversation) const {
  if (previous) return chain(*previous);
  if (!conversation) return std::vector<ResponseItem>{};
  const auto* id = conversation->get_if<Text>();
  return said_in(id ? *id : conversation->get_if<ConversationReference>()->id);
}

OAICOMPAT_INLINE Result<std::vector<ResponseEvent>> ResponseRepository::events(std::string_view id) const {
  const auto record = store_->read(events_of(id), "all");
  if (!record) return record.error();
  std::vector<ResponseEvent> out;
  if (!*record) return out;
  std::string_view lines = (*record)->value;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    auto event = parse_owned<ResponseEvent>(lines.substr(0, end), {.reading = Reading::lenient});
    if (!event) return api_error(500, "The kept events of the response cannot be read.", "store_unreadable");
    out.push_back(*std::move(event));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return out;
}

OAICOMPAT_INLINE Result<ResponseItemList> ResponseRepository::list(const ListInputItemsRequest& request) const {
  const auto limit = request.limit.value_or(20);
  if (limit < 0 || limit > 100) return api_error(400, "'limit' must be 0 to 100.", "invalid_value", "limit");
  if (request.order && !request.order->known())
    return api_error(400, "'order' must be asc or desc.", "invalid_value", "order");
  if (auto response = read(request.response_id); !response) return response.error();
  ListRange range;
  if (request.order && *request.order == ListOrder::asc) range.order = ListRange::Order::ascending;
  if (request.after) range.after = request.after->str();
  range.limit = static_cast<std::size_t>(limit);
  const auto page = store_->list(input_of(request.response_id), range);
  if (!page) return page.error();
  ResponseItemList out;
  out.has_more = page->has_more;
  for (const auto& record : page->records) {
    auto item = read_stored<ResponseItem>(record);
    if (!item) return item.error();
    out.data.push_back(*std::move(item));
  }
  if (!out.data.empty()) {
    out.first_id = Text{stored_id(out.data.front())};
    out.last_id = Text{stored_id(out.data.back())};
  }
  return out;
}

// --- writing -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Change ResponseRepository::put(std::string collection, std::string id, std::string json) const {
  return {.collection = std::move(collection),
          .put = Record{.id = std::move(id), .value = std::move(json), .expires_at = expires_at()}};
}
OAICOMPAT_INLINE void ResponseRepository::put_response(std::vector<Change>& changes, const Response& response) const {
  auto change = put("responses", response.id.str(), to_json(response));
  auto& tags = change.put->tags;
  tags.emplace_back("model", response.model.str());
  if (response.metadata) {
    for (const auto& [key, value] : response.metadata->items) tags.emplace_back("metadata." + key.str(), value.str());
  }
  changes.push_back(std::move(change));
}
OAICOMPAT_INLINE void ResponseRepository::put_items(std::vector<Change>& changes, const std::string& collection,
                                                    const std::vector<ResponseItem>& items) const {
  for (const auto& item : items) changes.push_back(put(collection, stored_id(item), to_json(item)));
}

OAICOMPAT_INLINE Result<void> ResponseRepository::begin(const Response& response,
                                                        const std::vector<ResponseItem>& input) const {
  std::vector<Change> changes;
  put_response(changes, response);
  put_items(changes, input_of(response.id), input);
  return store_->write(std::move(changes));
}

OAICOMPAT_INLINE Result<void> ResponseRepository::keep(const Response& response, const std::vector<ResponseItem>& input,
                                                       const std::vector<ResponseEvent>& events) const {
  std::vector<Change> changes;
  put_response(changes, response);
  if (!events.empty()) changes.front().if_revision = Change::present;
  put_items(changes, input_of(response.id), input);
  put_items(changes, "response_items", response.output);
  if (!events.empty()) {
    std::string lines;
    for (const auto& event : events) lines += to_json(event) + "\n";
    changes.push_back(put(events_of(response.id), "all", std::move(lines)));
  }
  if (!response.conversation) return store_->write(std::move(changes));
  auto with_said = changes;
  put_said(with_said, response, input);
  auto written = store_->write(std::move(with_said));
  // The conversation may have been deleted meanwhile, the response not.
  return written || !is_conflict(written.error()) ? written : store_->write(std::move(changes));
}

// Adds the items to the response's conversation, where they stay as long as that.
OAICOMPAT_INLINE void ResponseRepository::put_said(std::vector<Change>& changes, const Response& response,
                                                   const std::vector<ResponseItem>& input) const {
  const auto& conversation = response.conversation->id;
  changes.push_back({.collection = "conversations", .check = conversation.str(), .if_revision = Change::present});
  for (const auto* items : {&input, &response.output}) {
    const auto began = changes.size();
    put_items(changes, items_of(conversation), *items);
    for (auto i = began; i < changes.size(); ++i) changes[i].put->expires_at.reset();
  }
}

OAICOMPAT_INLINE Result<void> ResponseRepository::keep_failed(const Response& response, std::uint64_t revision) const {
  auto failed = response;
  failed.output.clear();
  std::vector<Change> changes;
  put_response(changes, failed);
  changes.front().if_revision = revision;
  return store_->write(std::move(changes));
}

// Its input and its events go with it, as they are beneath it.
OAICOMPAT_INLINE Result<void> ResponseRepository::forget(std::string_view id) const {
  const auto response = read(id);
  if (!response) return response.error();
  std::vector<Change> changes;
  changes.push_back({.collection = "responses", .remove = std::string{id}, .if_revision = Change::present});
  for (const auto& item : response->output) {
    changes.push_back({.collection = "response_items", .remove = std::string{item_id(item)}});
  }
  auto gone = store_->write(std::move(changes));
  if (!gone && is_conflict(gone.error())) return no_such_response(id);
  return gone;
}

// --- items as lists show them --------------------------------------------------------------------------------------

inline std::string_view id_prefix(const ResponseItem& item) {
  if (item.get_if<MessageItem>()) return "msg_";
  if (item.get_if<ReasoningItem>()) return "rs_";
  if (item.get_if<FunctionCallItem>()) return "fc_";
  if (item.get_if<FunctionOutputItem>()) return "fco_";
  if (item.get_if<CustomCallItem>()) return "ctc_";
  if (item.get_if<CustomOutputItem>()) return "ctco_";
  return "item_";
}
// Lists have messages of parts, and say of each item how far it has come.
template <class Item>
void complete(Item& item) {
  if constexpr (requires { item.status.has_value(); }) {
    if (!item.status.has_value()) item.status = ItemStatus::completed;
  }
  if constexpr (std::is_same_v<Item, MessageItem>) {
    const auto* text = item.content.template get_if<Text>();
    if (!text) return;
    auto part = item.role == MessageRole::assistant ? output_text(*text) : input_text(*text);
    item.content = std::vector<ResponsePart>{std::move(part)};
  }
}

OAICOMPAT_INLINE Result<std::optional<ResponseItem>> ResponseRepository::find(
    std::string_view id, const std::vector<ResponseItem>& earlier) const {
  for (const auto& item : earlier) {
    if (stored_id(item) == id) return std::optional{item};
  }
  if (!store_) return std::optional<ResponseItem>{};
  const auto record = store_->read("response_items", id);
  if (!record) return record.error();
  if (!*record) return std::optional<ResponseItem>{};
  auto item = read_stored<ResponseItem>(**record);
  if (!item) return item.error();
  return std::optional{*std::move(item)};
}

OAICOMPAT_INLINE Result<void> ResponseRepository::settle(std::vector<ResponseItem>& input,
                                                         const std::vector<ResponseItem>& earlier) const {
  std::set<std::string, std::less<>> taken;
  for (const auto& item : earlier) taken.emplace(stored_id(item));
  for (auto& item : input) {
    if (const auto* reference = item.get_if<ItemReference>()) {
      auto found = find(reference->id, earlier);
      if (!found) return found.error();
      if (!*found) continue;  // refused where items become messages
      item = **std::move(found);
    }
    item.visit([](auto& each) { complete(each); });
    auto id = stored_id(item);
    if (id.empty() || taken.contains(id)) {
      id = options_.id(id_prefix(item));
      set_stored_id(item, id);
    }
    taken.insert(std::move(id));
  }
  return {};
}

}  // namespace oaicompat::inline v1::detail
