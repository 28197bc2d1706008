// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/offload.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/responses/chat_streams.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/file_search.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/job.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/repository.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/resources/responses/session_store.ipp>
#include <oaicompat/stores/tenant_store.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

// A request as it can be run.
struct PreparedResponse {
  ResponseRequest request;
  std::vector<ResponseItem> input;  ///< As it is kept.
  Parsed<ChatRequest> chat = ChatRequest{};
  ToolNames tools{};  ///< What the chat's are in the response.
  std::optional<FileSearchPlan> search{};
  Response begun;
  std::shared_ptr<ResponseJob> job{};  ///< Of one in the background.
};

// How files are searched: not where the backend has no vector stores.
inline FileSearching searching(const Backend& chat, const ResponsesOptions& options) {
  const bool offered = chat.offers<SearchVectorStore>() && chat.offers<RetrieveVectorStore>();
  return offered ? options.file_search : FileSearching::never;
}
inline ResponsesOptions complete(ResponsesOptions options) {
  if (!options.id) options.id = [](std::string_view prefix) { return random_id(prefix); };
  if (!options.pool) options.pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 256});
  if (!options.jobs) options.jobs = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 256});
  return options;
}

class DerivedResponses : public std::enable_shared_from_this<DerivedResponses> {
 public:
  DerivedResponses(Backend chat, ResponsesOptions options)
      : options_{complete(std::move(options))},
        rules_{options_.skip_tools, options_.unknown_tools, searching(chat, options_)},
        chat_{std::move(chat)},
        queue_{options_.store, {.clock = options_.clock, .lease = options_.lease}} {}
  // What runs on holds all it needs but this.
  ~DerivedResponses() { jobs_->leave_all(ResponseJob::Outcome::abandoned); }

  void offer(Backend& to);

 private:
  using Kept = Event<CreateResponse>;
  struct Work;  // what a job runs on

  template <class T>
  StreamPtr<T> on_pool(const Context& context, std::function<Result<T>()> ask) const;
  template <Operation Op>
  void answer(Backend& to,
              Result<typename Op::Response> (DerivedResponses::*how)(const typename Op::Request&, const Context&));
  StorePtr store_of(const Context& context) const { return tenant_store(options_.store, tenant_of(context)); }
  StorePtr store_for(const ResponseRequest& request, const Context& context) const;
  ResponseRepository shelf(const Context& context) const { return ResponseRepository{options_, store_of(context)}; }
  static ResponseJobs::Key key_of(std::string_view id, const Context& context) {
    return {tenant_of(context), std::string{id}};
  }
  static JobName job_of(const ResponseJobs::Key& key) { return {"response", key.first, key.second}; }
  ResponseBuilder maker(const PreparedResponse& prepared) const;
  Error nothing_stored(std::string param) const;

  StreamPtr<Kept> create(const ResponseRequest& request, const Context& context);
  enum class Purpose { answer, answer_later, look };
  Result<PreparedResponse> prepare(const ResponseRequest& request, const Context& context, Purpose purpose);
  Result<void> start_job(PreparedResponse& prepared, const Context& context);
  StreamPtr<Kept> run(PreparedResponse prepared, Context context);
  StreamPtr<ChatStep> run_chat(const PreparedResponse& prepared, Context context) const;
  StreamPtr<Kept> retrieve(const RetrieveResponseRequest& request, const Context& context);
  Result<StreamPtr<Kept>> replay(const RetrieveResponseRequest& request, const Context& context);
  Result<Response> find(std::string_view id, const Context& context);
  Result<Response> read(std::string_view id, const Context& context);
  Result<bool> is_abandoned(const JobName& job) const;
  Result<DeletedResponse> forget(const DeleteResponseRequest& request, const Context& context);
  Result<Response> cancel(const CancelResponseRequest& request, const Context& context);
  Result<ResponseItemList> list(const ListInputItemsRequest& request, const Context& context);
  Result<InputTokenCount> count(const CountInputTokensRequest& request, const Context& context);
  Result<CompactedResponse> compact(const CompactRequest& request, const Context& context);

  const ResponsesOptions options_;
  const ToolRules rules_;
  const Backend chat_;
  const JobQueue queue_;  // says which responses some process makes
  const std::shared_ptr<ResponseJobs> jobs_ = std::make_shared<ResponseJobs>();
};

// --- asking the store ----------------------------------------------------------------------------------------------

// Where a thread waits for the answer anyway, it does the work itself.
template <class T>
StreamPtr<T> DerivedResponses::on_pool(const Context& context, std::function<Result<T>()> ask) const {
  if (context.may_block) {
    auto got = ask();
    return got ? one_item(*std::move(got)) : failed<T>(got.error());
  }
  return offload_stream<T>(*options_.pool, [ask = std::move(ask)](ChannelWriter<T>& out) {
    auto got = ask();
    if (!got) return out.fail(got.error());
    out.send(*std::move(got));
    out.end();
  });
}

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

OAICOMPAT_INLINE Result<PreparedResponse> DerivedResponses::prepare(const ResponseRequest& request,
                                                                    const Context& context, Purpose purpose) {
  PreparedResponse out{.request = request, .input = input_items(request.input), .begun = {}};
  const bool queued = purpose == Purpose::answer_later;
  const auto store = store_for(request, context);
  const ResponseRepository shelf{options_, store};
  if (!options_.store && request.store.value_or(false)) return nothing_stored("store");
  if (!store) {
    if (request.previous_response_id) return nothing_stored("previous_response_id");
    if (request.conversation) return nothing_stored("conversation");
    if (request.background.value_or(false)) return nothing_stored("background");
  }
  std::vector<ResponseItem> earlier;
  if (store) {
    auto found = shelf.earlier(request.previous_response_id, request.conversation);
    if (!found) return found.error();
    earlier = *std::move(found);
  }
  name_shell_calls(out.input);
  if (auto settled = shelf.settle(out.input, earlier); !settled) return settled.error();
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

OAICOMPAT_INLINE ResponseBuilder DerivedResponses::maker(const PreparedResponse& prepared) const {
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
    return prepared ? run(*std::move(prepared), context) : failed<Kept>(prepared.error());
  }
  auto prepared = on_pool<PreparedResponse>(
      context, [self, request, context, purpose] { return self->prepare(request, context, purpose); });
  return then<Kept>(std::move(prepared),
                    [self, context](PreparedResponse ready) { return self->run(std::move(ready), context); });
}

// The chat of a response, with its searches.
inline StreamPtr<ChatStep> steps_of(const Backend& chat, const PreparedResponse& prepared, Context context) {
  if (prepared.search)
    return std::make_unique<SearchingChat>(chat, *prepared.chat, *prepared.search, std::move(context));
  return std::make_unique<PlainChat>(chat.run<CreateChatCompletion>(prepared.chat, std::move(context)));
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
  if (prepared.job) return streamed ? prepared.job->follow(-1) : one_item(Kept{prepared.begun});
  MadeResponse::Keep keep;
  if (context.session || (options_.store && prepared.request.store.value_or(true))) {
    keep = [self = shared_from_this(), store = store_for(prepared.request, context), input = prepared.input,
            context](const Response& response) {
      return self->on_pool<Done>(context, [self, store, input, response] {
        return ResponseRepository{self->options_, store}.keep(response, input, {});
      });
    };
  }
  auto made = maker(prepared);
  return std::make_unique<MadeResponse>(run_chat(prepared, std::move(context)), std::move(made),
                                        streamed ? MadeResponse::Form::events : MadeResponse::Form::whole,
                                        options_.clock, std::move(keep));
}

}  // namespace oaicompat::inline v1::detail

#include <oaicompat/resources/responses/background.ipp>
#include <oaicompat/resources/responses/stored.ipp>
