// How far a batch is brought, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/run.hpp>
#include <oaicompat/transport/memory.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

inline BatchRun::BatchRun(std::shared_ptr<const BatchWork> work, JobLease& lease)
    : work_{std::move(work)},
      lease_{lease},
      name_{lease.job().name},
      repository_{work_->store, lease.job().name.tenant} {}

// What fails here fails for want of a store or of files: the job is left, and taken again later.
inline void BatchRun::run() {
  if (auto order = parse_owned<BatchOrder>(lease_.job().payload, {.reading = Reading::lenient})) order_ = *order;
  (void)go_on();
}

inline Result<void> BatchRun::go_on() {
  while (!must_stop()) {
    auto found = repository_.read(name_.key);
    if (!found && found.error().status == 404) return lease_.finish();
    if (!found) return found.error();
    batch_ = std::move(found->batch);
    deadline_ = batch_.expires_at.value_or(batch_.created_at + options().window.count());
    if (lease_.is_exhausted()) return fail({batch_error("internal_error", "The batch could not be worked through.")});
    Result<void> done;
    switch (batch_.status.known().value_or(Status::completed)) {
      case Status::validating: done = is_over() ? make_files() : validate(); break;
      case Status::in_progress: done = is_over() ? make_files() : run_lines(); break;
      case Status::finalizing:
      case Status::cancelling: done = make_files(); break;
      default: return lease_.finish();
    }
    if (!done || lease_.has_ended()) return done;
  }
  return {};
}

// --- the record ----------------------------------------------------------------------------------------------------

inline Result<void> BatchRun::update(const std::function<void(Batch&)>& edit, std::vector<Change> with, bool last) {
  while (true) {
    auto found = repository_.read(name_.key);
    if (!found) return found.error();
    auto next = found->batch;
    edit(next);
    auto changes = with;
    changes.push_back(repository_.put(next, found->revision));
    auto done = last ? lease_.finish(std::move(changes)) : lease_.write(std::move(changes));
    if (!done && is_conflict(done.error()) && !lease_.is_lost()) continue;  // somebody cancelled it meanwhile
    if (done) batch_ = std::move(next);
    return done;
  }
}
inline Result<void> BatchRun::write(const std::function<void(Batch&)>& edit, std::vector<Change> with) {
  return update(edit, std::move(with), false);
}
inline Result<void> BatchRun::finish(const std::function<void(Batch&)>& edit, std::vector<Change> with) {
  return update(edit, std::move(with), true);
}

inline Result<void> BatchRun::fail(std::vector<BatchError> errors) {
  return finish([&](Batch& batch) {
    if (batch.status == Status::cancelling) {
      batch.status = Status::cancelled;
      batch.cancelled_at = now();
      return;
    }
    batch.status = Status::failed;
    batch.failed_at = now();
    batch.errors = BatchErrorList{.data = errors};
  });
}

// --- validating ----------------------------------------------------------------------------------------------------

inline Context BatchRun::context_of(std::string request_id) const {
  Context out;
  out.request_id = std::move(request_id);
  out.principal = order_.principal.str();
  if (order_.tenant) out.tenant = order_.tenant->str();
  return out;
}

// Only a server that lists its models says that one is not among them.
inline std::optional<BatchError> BatchRun::bad_model(std::string_view model) const {
  Request request{.path = "/v1/models/" + percent_encoded(model), .context = context_of(batch_.id.str())};
  const auto got = guarded([&] { return ask(options().handler, std::move(request), {.stop = lease_.stop_token()}); },
                           []() -> Result<Collected> { return api_error(500, "The handler failed."); });
  if (!got || got->head.status != 404) return std::nullopt;
  const auto body = parse_owned<ErrorBody>(got->body, {.reading = Reading::lenient});
  if (!body || body->error.code.value_or(Text{}) != "model_not_found") return std::nullopt;
  return batch_error("model_not_found",
                     "The provided model '" + std::string{model} + "' is not supported by the Batch API.",
                     "body.model");
}

inline BatchError BatchRun::lost_input() const {
  return batch_error("invalid_request",
                     "Cannot find file " + batch_.input_file_id.str() + ", or you do not have access to it.",
                     "file_id");
}

inline Result<void> BatchRun::validate() {
  const auto file = work_->files->open(name_.tenant, batch_.input_file_id);
  if (!file && file.error().status == 404) return fail({lost_input()});
  if (!file) return file.error();
  const auto& o = options();
  const BatchRules rules{.endpoint = batch_.endpoint.str(),
                         .max_lines = o.max_requests,
                         .max_bytes = o.max_file_bytes,
                         .max_line_bytes = o.max_request_bytes,
                         .max_inputs = o.max_inputs,
                         .max_errors = o.max_errors,
                         .bad_model = [this](std::string_view model) { return bad_model(model); }};
  auto checked = check_batch(file->bytes, rules, lease_.stop_token());
  if (!checked && checked.error().kind == ErrorKind::cancelled) return {};
  if (!checked) return checked.error();
  if (!checked->errors.empty()) return fail(std::move(checked->errors));
  return write([&](Batch& batch) {
    if (batch.status != Status::validating) return;
    batch.status = Status::in_progress;
    batch.in_progress_at = now();
    batch.model = checked->model;
    batch.request_counts = BatchRequestCounts{.total = checked->lines};
    batch.usage = BatchUsage{};
  });
}

}  // namespace oaicompat::inline v1::detail
