// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/derived_responses.ipp>
#include <oaicompat/resources/responses/file_search.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/job.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/repository.hpp>
#include <oaicompat/resources/responses/session_store.ipp>
#include <oaicompat/stores/tenant_store.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Error DerivedResponses::nothing_stored(std::string param) const {
  return unsupported(std::move(param), "nothing is kept");
}

// --- making responses ----------------------------------------------------------------------------------------------

inline bool includes(const ResponseRequest& request, ResponseInclude what) {
  return request.include && std::find(request.include->begin(), request.include->end(), what) != request.include->end();
}
inline bool asks_store(const ResponseRequest& request) {
  if (request.previous_response_id || request.conversation || request.background.value_or(false)) return true;
  const auto* items = request.input ? request.input->get_if<std::vector<ResponseItem>>() : nullptr;
  const auto refers = [](const ResponseItem& item) { return item.get_if<ItemReference>() != nullptr; };
  return items && std::any_of(items->begin(), items->end(), refers);
}

// An output of a local shell may name its call by `id` alone: it keeps that name where it gets an id of its own.
inline void name_shell_calls(std::vector<ResponseItem>& items) {
  const ExtraKey<std::string> call_id{"call_id"};
  for (auto& item : items) {
    auto* output = item.get_if<LocalShellOutput>();
    if (output && output->id && !output->extra.find(call_id.name)) output->extra.set(call_id, output->id->str());
  }
}

// What of a request cannot be without a store; empty where all can.
inline std::string wish_for_store(const ResponseRequest& request) {
  if (request.previous_response_id) return "previous_response_id";
  if (request.conversation) return "conversation";
  return request.background.value_or(false) ? "background" : "";
}

OAICOMPAT_INLINE Result<PreparedResponse> DerivedResponses::prepare(const ResponseRequest& request,
                                                                    const Context& context, Purpose purpose) {
  PreparedResponse out{.request = request, .input = input_items(request.input), .begun = {}};
  const bool queued = purpose == Purpose::answer_later;
  const auto store = store_for(request, context);
  const ResponseRepository repository{options_, store};
  if (!options_.store && request.store.value_or(false)) return nothing_stored("store");
  if (const auto param = wish_for_store(request); !store && !param.empty()) return nothing_stored(param);
  std::vector<ResponseItem> earlier;
  if (store) {
    auto found = repository.earlier(request.previous_response_id, request.conversation);
    if (!found) return found.error();
    earlier = *std::move(found);
  }
  name_shell_calls(out.input);
  if (auto settled = repository.settle(out.input, earlier); !settled) return settled.error();
  if (out.request.input) out.request.input = out.input;
  auto chat = to_chat(out.request, earlier, rules_, purpose == Purpose::look ? Thread::part : Thread::whole);
  if (!chat) return chat.error();
  if (queued) ChatStreaming::want(chat->request, true);
  out.chat = std::move(chat->request);
  if (chat->search) {
    out.search = FileSearchPlan{.tool = *std::move(chat->search),
                                .include_results = includes(request, ResponseInclude::file_search_results),
                                .most = options_.max_searches};
    if (rules_.searching == FileSearching::by_call) out.search->function = chat->names.name(file_search_call);
  }
  out.tools = std::move(chat->names);
  out.begun = begin_response(request, rules_);
  out.begun.id = Text{options_.id("resp_")};
  out.begun.created_at = static_cast<double>(options_.clock->unix_time());
  out.begun.extra.set("store", Json{Text{options_.store && request.store.value_or(true) ? "true" : "false"}});
  if (!queued) return out;
  out.begun.status = ResponseStatus::queued;
  if (auto started = start_job(out, context); !started) return started.error();
  return out;
}

// Over a connection that is used again and again, what is not stored is kept for the requests to come.
OAICOMPAT_INLINE StorePtr DerivedResponses::store_for(const ResponseRequest& request, const Context& context) const {
  auto store = store_of(context);
  if (!context.session) return store;
  const bool stored = store && request.store.value_or(true);
  return std::make_shared<SessionStore>(context.session, std::move(store),
                                        stored ? SessionStore::Writes::to_server : SessionStore::Writes::to_session);
}

OAICOMPAT_INLINE ResponseBuilder DerivedResponses::builder(const PreparedResponse& prepared) const {
  const bool sealed = includes(prepared.request, ResponseInclude::encrypted_reasoning);
  const auto& reasoning = prepared.request.reasoning;
  return ResponseBuilder{{.begun = prepared.begun,
                          .id = options_.id,
                          .tools = prepared.tools,
                          .sealed_reasoning = sealed,
                          .summarised_reasoning = reasoning && (reasoning->summary || reasoning->generate_summary),
                          .max_bytes = options_.max_bytes}};
}

OAICOMPAT_INLINE StreamPtr<Event<CreateResponse>> DerivedResponses::create(const ResponseRequest& request,
                                                                           const Context& context) {
  const bool queued = request.background.value_or(false) && options_.store;
  const auto purpose = queued ? Purpose::answer_later : Purpose::answer;
  const auto self = shared_from_this();
  const bool kept = options_.store || context.session;
  if (!kept || !asks_store(request)) {
    auto prepared = prepare(request, context, Purpose::answer);
    return prepared ? run(*std::move(prepared), context) : failed<ResponseOrEvent>(prepared.error());
  }
  auto prepared = on_pool<PreparedResponse>(
      context, [self, request, context, purpose] { return self->prepare(request, context, purpose); });
  return then<ResponseOrEvent>(
      std::move(prepared), [self, context](PreparedResponse ready) { return self->run(std::move(ready), context); });
}

// `"generate": false` is how agents make a connection's first request ready beforehand: its answer says nothing.
OAICOMPAT_INLINE StreamPtr<ChatStep> DerivedResponses::run_chat(const PreparedResponse& prepared,
                                                                Context context) const {
  if (prepared.request.extra.get(ExtraKey<bool>{"generate"}).value_or(true))
    return steps_of(chat_, prepared, std::move(context));
  ChatCompletion silent;
  silent.model = prepared.chat->model;
  silent.choices.emplace_back().finish_reason = FinishReason::stop;
  return one_item(ChatStep{std::move(silent)});
}

OAICOMPAT_INLINE StreamPtr<Event<CreateResponse>> DerivedResponses::run(PreparedResponse prepared, Context context) {
  const bool streamed = prepared.request.stream.value_or(false);
  if (prepared.job) return streamed ? prepared.job->follow(-1) : one_item(ResponseOrEvent{prepared.begun});
  MadeResponse::Keep keep;
  if (context.session || (options_.store && prepared.request.store.value_or(true))) {
    keep = [self = shared_from_this(), store = store_for(prepared.request, context), input = prepared.input,
            context](const Response& response) {
      return self->on_pool<Done>(context, [self, store, input, response] {
        return ResponseRepository{self->options_, store}.keep(response, input, {});
      });
    };
  }
  auto made = builder(prepared);
  return std::make_unique<MadeResponse>(run_chat(prepared, std::move(context)), std::move(made),
                                        streamed ? MadeResponse::Form::events : MadeResponse::Form::whole,
                                        options_.clock, std::move(keep));
}

}  // namespace oaicompat::inline v1::detail
