// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/chat/stored_service.hpp>
#include <oaicompat/resources/stored_records.hpp>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Parts are text and images; what else there is stays as it came.
inline StoredPart stored_part(const ContentPart& part) {
  if (const auto* text = part.get_if<TextPart>()) return *text;
  if (const auto* image = part.get_if<ImagePart>()) return *image;
  if (const auto* unknown = part.get_if<Unknown>()) return *unknown;
  return Unknown{.tag = Text{part.tag()}, .json = Json{to_json(part)}};
}

inline StoredChatMessage stored_message(const ChatMessage& from, std::string_view id) {
  StoredChatMessage out;
  out.id = Text{id};
  out.role = from.role;
  out.content = null;
  out.refusal = null;
  if (from.refusal) out.refusal = *from.refusal;
  if (from.content) {
    if (const auto* text = from.content->get_if<Text>()) out.content = *text;
    if (const auto* parts = from.content->get_if<std::vector<ContentPart>>()) {
      std::vector<StoredPart> stored;
      for (const auto& part : *parts) stored.push_back(stored_part(part));
      out.content_parts = std::move(stored);
    }
  }
  out.tool_calls = from.tool_calls;
  if (from.function_call) out.function_call = *from.function_call;
  out.extra = from.extra;
  if (from.name) out.extra.set("name", Json::string(*from.name));
  if (from.tool_call_id) out.extra.set("tool_call_id", Json::string(*from.tool_call_id));
  return out;
}

class StoredChats : public RequestStore {
 public:
  StoredChats(StorePtr store, StoredChatOptions options)
      : RequestStore{std::move(store), std::move(options.pool)}, max_bytes_{options.max_bytes} {}
  std::size_t max_bytes() const { return max_bytes_; }

  // Keeps a completion with what it was made from.
  Result<void> keep(const StorePtr& store, ChatCompletion completion, const ChatRequest& request) {
    if (completion.id.empty()) completion.id = Text{random_id("chatcmpl-")};
    completion.metadata = request.metadata ? *request.metadata : Map<Text>{};
    const auto id = completion.id.str();
    std::vector<Change> changes;
    changes.push_back(put(completion));
    changes.push_back({.collection = messages_of(id)});
    for (std::size_t i = 0; i < request.messages.size(); ++i) {
      auto message_id = id + "-" + std::to_string(i);
      auto json = to_json(stored_message(request.messages[i], message_id));
      changes.push_back(
          {.collection = messages_of(id), .put = Record{.id = std::move(message_id), .value = std::move(json)}});
    }
    return store->write(std::move(changes));
  }

  Result<ChatCompletionList> list(const StorePtr& store, const ListChatCompletionsRequest& request) {
    auto range = range_of(request, ListOrder::asc);
    if (!range) return range.error();
    if (request.model) range->tags.emplace_back("model", request.model->str());
    add_label_tags(range->tags, request.metadata);
    return read_page<ChatCompletionList>(*store, "chat_completions", *range);
  }
  Result<ChatCompletion> retrieve(const StorePtr& store, const RetrieveChatCompletionRequest& request) {
    return read(store, request.completion_id);
  }
  Result<ChatCompletion> update(const StorePtr& store, const UpdateChatCompletionRequest& request) {
    if (auto error = bad_labels(request.metadata)) return *std::move(error);
    return without_conflict([&]() -> Result<ChatCompletion> {
      Record record;
      auto found = read(store, request.completion_id, &record);
      if (!found) return found;
      found->metadata = request.metadata ? *request.metadata : Map<Text>{};
      auto change = put(*found);
      change.put->expires_at = record.expires_at;
      change.if_revision = record.revision;
      if (auto written = store->write({std::move(change)}); !written) return written.error();
      return found;
    });
  }
  // Its messages go with it, as they are beneath it.
  Result<DeletedChatCompletion> forget(const StorePtr& store, const DeleteChatCompletionRequest& request) {
    const auto id = request.completion_id.str();
    if (id.empty()) return not_stored("Chat completion", id, "completion_id");
    const auto gone = store->write({{.collection = "chat_completions", .remove = id, .if_revision = Change::present}});
    if (!gone && is_conflict(gone.error())) return not_stored("Chat completion", id, "completion_id");
    if (!gone) return gone.error();
    DeletedChatCompletion out;
    out.id = Text{id};
    return out;
  }
  Result<ChatMessageList> messages(const StorePtr& store, const ListChatMessagesRequest& request) {
    const auto range = range_of(request, ListOrder::asc);
    if (!range) return range.error();
    if (auto found = read(store, request.completion_id); !found) return found.error();
    return read_page<ChatMessageList>(*store, messages_of(request.completion_id), *range);
  }

 private:
  static std::string messages_of(std::string_view id) { return "chat_completions/" + std::string{id} + "/messages"; }

  static Change put(const ChatCompletion& completion) {
    Record record{.id = completion.id.str(), .value = to_json(completion)};
    record.tags.emplace_back("model", completion.model.str());
    add_label_tags(record.tags, completion.metadata);
    return {.collection = "chat_completions", .put = std::move(record)};
  }
  Result<ChatCompletion> read(const StorePtr& store, std::string_view id, Record* whole = nullptr) const {
    const auto record = store->read("chat_completions", id);
    if (!record) return record.error();
    if (!*record) return not_stored("Chat completion", id, "completion_id");
    if (whole) *whole = **record;
    return read_stored<ChatCompletion>(**record);
  }

  const std::size_t max_bytes_;
};

// Passes a completion on and keeps it: a whole one before it is given, a streamed one before its end.
class KeepingChat final : public Stream<Event<CreateChatCompletion>> {
 public:
  using E = Event<CreateChatCompletion>;
  KeepingChat(StreamPtr<E> inner, std::shared_ptr<StoredChats> kept, Parsed<ChatRequest> request, Context context)
      : inner_{std::move(inner)},
        kept_{std::move(kept)},
        request_{std::move(request)},
        context_{std::move(context)},
        chunks_{{.max_bytes = kept_->max_bytes()}} {}

  Pull pull(E& out) override {
    if (writing_) return written(out);
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      auto* whole = std::get_if<1>(&out);
      if (!whole) return add(std::get<0>(out)), got;
      held_ = std::move(*whole);
      keep(*held_);
      return written(out);
    }
    if (got != Pull::end || !follows_ || !std::exchange(begun_, false)) return got;
    auto whole = chunks_.complete() ? chunks_.finish() : Result<ChatCompletion>{Error{}};
    if (!whole) return got;
    keep(*std::move(whole));
    return written(out);
  }
  void when_ready(Wake wake) override {
    writing_ ? writing_->when_ready(std::move(wake)) : inner_->when_ready(std::move(wake));
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  void add(const ChatChunk& chunk) {
    begun_ = true;
    if (follows_ && !chunks_.add(chunk)) follows_ = false;
  }
  void keep(ChatCompletion completion) {
    writing_ =
        ask_store<Done>(kept_->pool(), context_,
                        [kept = kept_, store = kept_->store_of(context_), request = request_,
                         completion = std::move(completion)] { return kept->keep(store, completion, *request); });
  }
  Pull written(E& out) {
    if (error_) return Pull::fail;
    Done done;
    switch (writing_->pull(done)) {
      case Pull::wait: return Pull::wait;
      case Pull::fail: return error_ = writing_->error(), Pull::fail;
      case Pull::some:
      case Pull::end: break;
    }
    writing_.reset();
    follows_ = false;
    if (!held_) return Pull::end;
    out.emplace<1>(*std::exchange(held_, std::nullopt));
    return Pull::some;
  }

  const StreamPtr<E> inner_;
  const std::shared_ptr<StoredChats> kept_;
  const Parsed<ChatRequest> request_;
  const Context context_;
  ChatAccumulator chunks_;
  bool begun_ = false, follows_ = true;
  std::optional<ChatCompletion> held_;
  StreamPtr<Done> writing_;
  std::optional<Error> error_;
};

}  // namespace detail

OAICOMPAT_INLINE Backend with_stored_chat(Backend chat, StorePtr store, StoredChatOptions options) {
  using detail::offer_stored;
  using detail::StoredChats;
  const auto kept = std::make_shared<StoredChats>(std::move(store), std::move(options));
  Backend out = chat;
  out.on<CreateChatCompletion>(
      [chat = std::move(chat), kept](Parsed<ChatRequest> request,
                                     Context context) -> StreamPtr<Event<CreateChatCompletion>> {
        if (!request->store.value_or(false))
          return chat.run<CreateChatCompletion>(std::move(request), std::move(context));
        if (auto error = detail::bad_labels(request->metadata))
          return failed<Event<CreateChatCompletion>>(*std::move(error));
        auto events = chat.run<CreateChatCompletion>(request, context);
        if (!events) return events;
        return std::make_unique<detail::KeepingChat>(std::move(events), kept, std::move(request), std::move(context));
      });
  offer_stored<ListChatCompletions>(out, kept, &StoredChats::list);
  offer_stored<RetrieveChatCompletion>(out, kept, &StoredChats::retrieve);
  offer_stored<UpdateChatCompletion>(out, kept, &StoredChats::update);
  offer_stored<DeleteChatCompletion>(out, kept, &StoredChats::forget);
  offer_stored<ListChatMessages>(out, kept, &StoredChats::messages);
  return out;
}

}  // namespace oaicompat::inline v1
