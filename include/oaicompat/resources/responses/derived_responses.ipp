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
  using ResponseOrEvent = Event<CreateResponse>;
  struct Work;  // what a job runs on

  template <class T>
  StreamPtr<T> on_pool(const Context& context, std::function<Result<T>()> ask) const;
  template <Operation Op>
  void answer(Backend& to,
              Result<typename Op::Response> (DerivedResponses::*how)(const typename Op::Request&, const Context&));
  StorePtr store_of(const Context& context) const { return tenant_store(options_.store, tenant_of(context)); }
  StorePtr store_for(const ResponseRequest& request, const Context& context) const;
  ResponseRepository repository(const Context& context) const {
    return ResponseRepository{options_, store_of(context)};
  }
  static ResponseJobs::Key key_of(std::string_view id, const Context& context) {
    return {tenant_of(context), std::string{id}};
  }
  static JobName job_of(const ResponseJobs::Key& key) { return {"response", key.first, key.second}; }
  ResponseBuilder builder(const PreparedResponse& prepared) const;
  Error nothing_stored(std::string param) const;

  StreamPtr<ResponseOrEvent> create(const ResponseRequest& request, const Context& context);
  enum class Purpose { answer, answer_later, look };
  Result<PreparedResponse> prepare(const ResponseRequest& request, const Context& context, Purpose purpose);
  Result<void> start_job(PreparedResponse& prepared, const Context& context);
  StreamPtr<ResponseOrEvent> run(PreparedResponse prepared, Context context);
  StreamPtr<ChatStep> run_chat(const PreparedResponse& prepared, Context context) const;
  StreamPtr<ResponseOrEvent> retrieve(const RetrieveResponseRequest& request, const Context& context);
  Result<StreamPtr<ResponseOrEvent>> replay(const RetrieveResponseRequest& request, const Context& context);
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

// The chat of a response, with its searches.
inline StreamPtr<ChatStep> steps_of(const Backend& chat, const PreparedResponse& prepared, Context context) {
  if (prepared.search)
    return std::make_unique<SearchingChat>(chat, *prepared.chat, *prepared.search, std::move(context));
  return std::make_unique<PlainChat>(chat.run<CreateChatCompletion>(prepared.chat, std::move(context)));
}

}  // namespace oaicompat::inline v1::detail
