// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/token_estimate.hpp>
#include <oaicompat/resources/responses/derived_responses.ipp>

#include <cstddef>
#include <utility>

namespace oaicompat::inline v1::detail {

class ListedEvents final : public Stream<Event<CreateResponse>> {
 public:
  explicit ListedEvents(std::vector<ResponseEvent> events) : events_{std::move(events)} {}
  Pull pull(Event<CreateResponse>& out) override {
    if (next_ == events_.size()) return Pull::end;
    out = std::move(events_[next_++]);
    return Pull::some;
  }

 private:
  std::vector<ResponseEvent> events_;
  std::size_t next_ = 0;
};

OAICOMPAT_INLINE Result<Response> DerivedResponses::find(std::string_view id, const Context& context) {
  if (const auto job = jobs_->find(key_of(id, context))) return job->response();
  return read(id, context);
}
// As the store has it.
OAICOMPAT_INLINE Result<Response> DerivedResponses::read(std::string_view id, const Context& context) {
  if (!options_.store) return no_such_response(id);
  std::uint64_t revision = 0;
  auto response = repository(context).read(id, &revision);
  if (!response) return response;
  jobs_->correct(key_of(id, context), *response);
  const auto status = response->status;
  if (status != ResponseStatus::queued && status != ResponseStatus::in_progress) return response;
  const auto abandoned = is_abandoned(job_of(key_of(id, context)));
  if (!abandoned) return abandoned.error();
  if (!*abandoned) return response;
  response->status = ResponseStatus::failed;
  response->error =
      ResponseError{.code = "server_error", .message = "The server stopped before the response was whole."};
  const auto kept = repository(context).keep_failed(*response, revision);
  // It may have ended just now after all.
  if (!kept && is_conflict(kept.error())) return repository(context).read(id);
  return response;
}
// Whether no process makes a response any more.
OAICOMPAT_INLINE Result<bool> DerivedResponses::is_abandoned(const JobName& job) const {
  const auto lease = queue_.take(job);
  if (!lease) return lease.error();
  if (*lease) {
    (void)(*lease)->finish();
    return true;
  }
  const auto held = queue_.find(job);
  if (!held) return held.error();
  return !held->has_value();
}

OAICOMPAT_INLINE StreamPtr<Event<CreateResponse>> DerivedResponses::retrieve(const RetrieveResponseRequest& request,
                                                                             const Context& context) {
  const auto self = shared_from_this();
  if (request.stream.value_or(false)) {
    using Replay = std::shared_ptr<StreamPtr<ResponseOrEvent>>;
    auto found = on_pool<Replay>(context, [self, request, context]() -> Result<Replay> {
      auto stream = self->replay(request, context);
      if (!stream) return stream.error();
      return std::make_shared<StreamPtr<ResponseOrEvent>>(*std::move(stream));
    });
    return then<ResponseOrEvent>(std::move(found), [](Replay stream) { return std::move(*stream); });
  }
  return on_pool<ResponseOrEvent>(context, [self, request, context]() -> Result<ResponseOrEvent> {
    auto response = self->find(request.response_id, context);
    if (!response) return response.error();
    return ResponseOrEvent{*std::move(response)};
  });
}

OAICOMPAT_INLINE Result<StreamPtr<Event<CreateResponse>>> DerivedResponses::replay(
    const RetrieveResponseRequest& request, const Context& context) {
  const auto after = request.starting_after.value_or(-1);
  if (const auto job = jobs_->find(key_of(request.response_id, context))) return job->follow(after);
  const auto response = read(request.response_id, context);
  if (!response) return response.error();
  if (response->status == ResponseStatus::queued || response->status == ResponseStatus::in_progress) {
    return api_error(400, "The response is not made here, or no longer.", "", "response_id");
  }
  auto events = repository(context).events(request.response_id);
  if (!events) return events.error();
  if (events->empty()) {
    if (request.starting_after) return unsupported("starting_after", "it is for responses in the background");
    return StreamPtr<ResponseOrEvent>{std::make_unique<ListedEvents>(ResponseStreaming::split(*response))};
  }
  const auto before = place_after(after);
  if (before >= events->size()) return no_event_after(after);
  events->erase(events->begin(), events->begin() + static_cast<std::ptrdiff_t>(before));
  return StreamPtr<ResponseOrEvent>{std::make_unique<ListedEvents>(*std::move(events))};
}

OAICOMPAT_INLINE Result<DeletedResponse> DerivedResponses::forget(const DeleteResponseRequest& request,
                                                                  const Context& context) {
  if (!options_.store) return no_such_response(request.response_id);
  const auto key = key_of(request.response_id, context);
  if (const auto job = jobs_->find(key)) {
    job->leave(ResponseJob::Outcome::forgotten);
    jobs_->remove(key);
  }
  if (auto done = repository(context).forget(request.response_id); !done) return done.error();
  DeletedResponse out;
  out.id = request.response_id;
  return out;
}

OAICOMPAT_INLINE Result<Response> DerivedResponses::cancel(const CancelResponseRequest& request,
                                                           const Context& context) {
  if (const auto job = jobs_->find(key_of(request.response_id, context)))
    return job->leave(ResponseJob::Outcome::cancelled);
  auto response = find(request.response_id, context);
  if (response && !response->background.value_or(false)) {
    return api_error(400, "Only a response in the background can be cancelled.", "", "response_id");
  }
  return response;
}

OAICOMPAT_INLINE Result<ResponseItemList> DerivedResponses::list(const ListInputItemsRequest& request,
                                                                 const Context& context) {
  if (!options_.store) return no_such_response(request.response_id);
  return repository(context).list(request);
}

// --- counting and compacting ---------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<InputTokenCount> DerivedResponses::count(const CountInputTokensRequest& request,
                                                                 const Context& context) {
  ResponseRequest asked;
  const auto take = [](auto& to, const auto& from) {
    if (from) to = *from;
  };
  take(asked.input, request.input);
  take(asked.tools, request.tools);
  take(asked.tool_choice, request.tool_choice);
  take(asked.text, request.text);
  take(asked.truncation, request.truncation);
  asked.model = request.model.value_or(Text{});
  asked.instructions = request.instructions;
  asked.parallel_tool_calls = request.parallel_tool_calls;
  asked.reasoning = request.reasoning;
  asked.previous_response_id = request.previous_response_id;
  asked.conversation = request.conversation;
  asked.extra = request.extra;
  auto prepared = prepare(asked, context, Purpose::look);
  if (!prepared) return prepared.error();
  Result<std::int64_t> tokens = estimated_tokens(*prepared->chat);
  if (options_.count) tokens = options_.count(*prepared->chat, context);
  if (!tokens) return tokens.error();
  InputTokenCount out;
  out.input_tokens = *tokens;
  return out;
}

OAICOMPAT_INLINE Result<CompactedResponse> DerivedResponses::compact(const CompactRequest& request,
                                                                     const Context& context) {
  ResponseRequest asked;
  asked.model = request.model.value_or(Text{});
  if (request.input) asked.input = *request.input;
  asked.previous_response_id = request.previous_response_id;
  asked.instructions = request.instructions;
  const auto prepared = prepare(asked, context, Purpose::look);
  if (!prepared) return prepared.error();
  std::vector<ResponseItem> items;
  if (request.previous_response_id) {
    auto earlier = ResponseRepository{options_, store_for(asked, context)}.earlier(request.previous_response_id, {});
    if (!earlier) return earlier.error();
    items = *std::move(earlier);
  }
  items.insert(items.end(), prepared->input.begin(), prepared->input.end());
  if (options_.compact) {
    auto fewer = options_.compact(std::move(items), request, context);
    if (!fewer) return fewer.error();
    items = *std::move(fewer);
  }
  ResponseItemList list;
  list.data = std::move(items);
  CompactionItem item;
  item.id = Text{options_.id("cmp_")};
  item.encrypted_content = Text{seal(items_seal, to_json(list))};
  CompactedResponse out;
  out.id = Text{options_.id("resp_")};
  out.created_at = options_.clock->unix_time();
  out.output.emplace_back(std::move(item));
  out.usage.input_tokens = out.usage.total_tokens = estimated_tokens(*prepared->chat);
  return out;
}

// --- the operations ------------------------------------------------------------------------------------------------

template <Operation Op>
void DerivedResponses::answer(Backend& to,
                              Result<typename Op::Response> (DerivedResponses::*how)(const typename Op::Request&,
                                                                                     const Context&)) {
  to.on<Op>([self = shared_from_this(), how](Parsed<typename Op::Request> request, const Context& context) {
    return self->template on_pool<typename Op::Response>(
        context, [self, how, request, context] { return ((*self).*how)(*request, context); });
  });
}

OAICOMPAT_INLINE void DerivedResponses::offer(Backend& to) {
  const auto self = shared_from_this();
  to.on<CreateResponse>([self](const Parsed<ResponseRequest>& request, const Context& context) {
    return self->create(*request, context);
  });
  to.on<RetrieveResponse>([self](const Parsed<RetrieveResponseRequest>& request, const Context& context) {
    return self->retrieve(*request, context);
  });
  answer<DeleteResponse>(to, &DerivedResponses::forget);
  answer<CancelResponse>(to, &DerivedResponses::cancel);
  answer<ListInputItems>(to, &DerivedResponses::list);
  answer<CountInputTokens>(to, &DerivedResponses::count);
  answer<CompactResponse>(to, &DerivedResponses::compact);
}

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Backend with_responses(Backend chat, ResponsesOptions options) {
  auto out = chat;
  std::make_shared<detail::DerivedResponses>(std::move(chat), std::move(options))->offer(out);
  return out;
}

}  // namespace oaicompat::inline v1
