// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/batches/run_files.ipp>
#include <oaicompat/resources/batches/run_lines.ipp>
#include <oaicompat/resources/batches/service.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/stores/job_workers.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

inline BatchesOptions complete(BatchesOptions options) {
  if (!options.id) options.id = [](std::string_view prefix) { return random_id(prefix); };
  if (!options.pool) options.pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 64});
  options.requests_at_once = std::max<std::size_t>(options.requests_at_once, 1);
  options.batches_at_once = std::max<std::size_t>(options.batches_at_once, 1);
  return options;
}

// The operations, and the workers of this process.
class StoredBatches {
 public:
  StoredBatches(StorePtr store, FileRepositoryPtr files, BatchesOptions options)
      : options_{complete(std::move(options))},
        queue_{store, {.clock = options_.clock, .lease = options_.lease, .max_attempts = options_.max_attempts}},
        work_{std::make_shared<const BatchWork>(
            BatchWork{.options = options_,
                      .store = std::move(store),
                      .files = std::move(files),
                      .lines = std::make_shared<WorkerPool>(WorkerPoolOptions{
                          .max_threads = options_.requests_at_once * options_.batches_at_once, .max_queued = 0})})},
        workers_{queue_,
                 std::string{batch_kind},
                 [work = work_](JobLease& lease) {
                   BatchRun{work, lease}.run();
                 },
                 {.at_once = options_.batches_at_once, .poll = options_.poll}} {}

  Result<Batch> create(const CreateBatchRequest& request, const Context& context) {
    if (auto error = bad_request(request, context)) return *std::move(error);
    Batch made;
    made.id = Text{options_.id("batch_")};
    made.endpoint = endpoint_of(request);
    made.input_file_id = request.input_file_id;
    made.completion_window = request.completion_window;
    made.created_at = options_.clock->unix_time();
    made.expires_at = made.created_at + options_.window.count();
    made.metadata = request.metadata;
    BatchOrder order;
    order.principal = Text{context.principal};
    if (context.tenant) order.tenant = Text{*context.tenant};
    if (request.output_expires_after) order.output_seconds = request.output_expires_after->seconds;
    const auto added = queue_.enqueue({.name = name_of(made.id, context), .payload = to_json(order)},
                                      {repository(context).put(made, Change::absent)});
    if (!added) return added.error();
    tell_when_to_poll(made, context);
    return made;
  }

  Result<Batch> retrieve(const RetrieveBatchRequest& request, const Context& context) {
    auto found = repository(context).read(request.batch_id);
    if (!found) return found.error();
    tell_when_to_poll(found->batch, context);
    return std::move(found->batch);
  }

  Result<Batch> cancel(const CancelBatchRequest& request, const Context& context) {
    auto cancelled = without_conflict([&]() -> Result<Batch> {
      auto found = repository(context).read(request.batch_id);
      if (!found) return found.error();
      auto& batch = found->batch;
      const auto status = batch.status.known().value_or(BatchStatus::completed);
      if (status == BatchStatus::cancelling || status == BatchStatus::cancelled) return std::move(batch);
      if (status != BatchStatus::validating && status != BatchStatus::in_progress) return too_late(batch);
      batch.status = BatchStatus::cancelling;
      batch.cancelling_at = options_.clock->unix_time();
      const auto written = repository(context).write({repository(context).put(batch, found->revision)});
      if (!written) return written.error();
      return std::move(batch);
    });
    if (!cancelled) return cancelled;
    if (cancelled->status == BatchStatus::cancelling) {
      if (auto told = queue_.cancel(name_of(cancelled->id, context)); !told) return told.error();
    }
    tell_when_to_poll(*cancelled, context);
    return cancelled;
  }

  Result<BatchList> list(const ListBatchesRequest& request, const Context& context) {
    return repository(context).list(request);
  }

  WorkerPool& pool() const { return *options_.pool; }

 private:
  BatchRepository repository(const Context& context) const { return {work_->store, tenant_of(context)}; }
  static JobName name_of(const Text& id, const Context& context) {
    return {std::string{batch_kind}, tenant_of(context), id.str()};
  }
  static Text endpoint_of(const CreateBatchRequest& request) { return Text{request.endpoint.word()}; }

  // A repeated request would get the same answer.
  static Error too_late(const Batch& batch) {
    auto error = api_error(409, "Cannot cancel a batch with status '" + std::string{batch.status.word()} + "'.");
    error.headers.set("x-should-retry", "false");
    return error;
  }
  void tell_when_to_poll(const Batch& batch, const Context& context) const {
    const auto status = batch.status.known();
    const bool pending = status == BatchStatus::validating || status == BatchStatus::in_progress ||
                         status == BatchStatus::finalizing || status == BatchStatus::cancelling;
    if (pending && context.on_passed)
      context.on_passed({{"openai-poll-after-ms", std::to_string(options_.poll_after.count())}});
  }

  // The endpoints that the handler knows, as `OPTIONS` tells.
  bool is_served(std::string_view path, const Context& context) const {
    Request request{.method = "OPTIONS", .path = std::string{path}};
    request.context.principal = context.principal;
    request.context.tenant = context.tenant;
    const auto got = guarded([&] { return ask(options_.handler, std::move(request)); },
                             []() -> Result<Collected> { return api_error(500, "The handler failed."); });
    return got && got->head.status != 404;
  }
  std::optional<Error> bad_endpoint(const CreateBatchRequest& request, const Context& context) const {
    const auto known = request.endpoint.known();
    if (known && known != BatchEndpoint::videos && is_served(request.endpoint.word(), context)) return std::nullopt;
    std::string supported;
    for (const auto& each : describe(Type<BatchEndpoint>{})) {
      if (each.value == BatchEndpoint::videos || !is_served(each.word, context)) continue;
      supported += (supported.empty() ? "'" : ", '") + std::string{each.word} + "'";
    }
    return api_error(400,
                     "Invalid value: '" + std::string{request.endpoint.word()} +
                         "'. Supported values are: " + (supported.empty() ? "none" : supported) + ".",
                     "invalid_value", "endpoint");
  }
  std::optional<Error> bad_request(const CreateBatchRequest& request, const Context& context) const {
    const auto refused = [](std::string why, std::string param) {
      return api_error(400, std::move(why), "invalid_value", std::move(param));
    };
    if (request.input_file_id.empty())
      return api_error(400, "Missing required parameter: 'input_file_id'.", "missing_required_parameter",
                       "input_file_id");
    if (request.completion_window != "24h")
      return refused("Invalid value: '" + request.completion_window.str() + "'. Supported values are: '24h'.",
                     "completion_window");
    if (auto error = bad_labels(request.metadata)) return error;
    if (const auto& expiry = request.output_expires_after) {
      if (expiry->anchor != "created_at")
        return refused("'output_expires_after.anchor' must be created_at.", "output_expires_after.anchor");
      if (expiry->seconds < 3'600 || expiry->seconds > 2'592'000)
        return refused("'output_expires_after.seconds' must be 3600 to 2592000.", "output_expires_after.seconds");
    }
    return bad_endpoint(request, context);
  }

  const BatchesOptions options_;
  const JobQueue queue_;
  const std::shared_ptr<const BatchWork> work_;
  const JobWorkers workers_;
};

template <Operation Op>
void offer_batches(Backend& to, const std::shared_ptr<StoredBatches>& kept,
                   Result<typename Op::Response> (StoredBatches::*how)(const typename Op::Request&, const Context&)) {
  to.on<Op>([kept, how](Parsed<typename Op::Request> request, const Context& context) {
    return ask_store<typename Op::Response>(
        kept->pool(), context, [kept, how, request, context] { return (kept.get()->*how)(*request, context); });
  });
}

OAICOMPAT_INLINE Backend batches_beside(Backend beside, StorePtr store, FileRepositoryPtr files,
                                        BatchesOptions options) {
  const auto kept = std::make_shared<StoredBatches>(std::move(store), std::move(files), std::move(options));
  offer_batches<CreateBatch>(beside, kept, &StoredBatches::create);
  offer_batches<RetrieveBatch>(beside, kept, &StoredBatches::retrieve);
  offer_batches<CancelBatch>(beside, kept, &StoredBatches::cancel);
  offer_batches<ListBatches>(beside, kept, &StoredBatches::list);
  return beside;
}

}  // namespace oaicompat::inline v1::detail
