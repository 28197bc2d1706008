// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/repository.hpp>
#include <oaicompat/resources/models/codec.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE FineTuneRepository::FineTuneRepository(StorePtr store, std::string_view tenant)
    : all_{std::move(store)},
      jobs_{tenant_collection(tenant, "fine_tuning_jobs")},
      models_{tenant_collection(tenant, "fine_tuned_models")} {}

OAICOMPAT_INLINE std::string FineTuneRepository::beneath_job(std::string_view id, std::string_view what) const {
  return jobs_ + "/" + std::string{id} + "/" + std::string{what};
}
OAICOMPAT_INLINE std::string FineTuneRepository::permissions_of(std::string_view model) const {
  return models_ + "/" + std::string{model} + "/permissions";
}

// --- reading -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<StoredFineTune> FineTuneRepository::read(std::string_view id) const {
  if (id.empty()) return no_such_fine_tune(id);
  const auto record = all_->read(jobs_, id);
  if (!record) return record.error();
  if (!*record) return no_such_fine_tune(id);
  auto found = read_stored<FineTuneRecord>(**record);
  if (!found) return found.error();
  return StoredFineTune{*std::move(found), (*record)->revision};
}

// A page that begins where a caller says, of at most 100.
template <class Request>
Result<ListRange> fine_tune_range(const Request& request, std::int64_t standard) {
  const auto limit = request.limit.value_or(standard);
  if (limit < 0 || limit > 100) return api_error(400, "'limit' must be 0 to 100.", "invalid_value", "limit");
  ListRange range{.limit = static_cast<std::size_t>(limit)};
  if (request.after) range.after = request.after->str();
  return range;
}

OAICOMPAT_INLINE Result<FineTuningJobList> FineTuneRepository::list(const ListFineTuningJobsRequest& request) const {
  auto range = fine_tune_range(request, 20);
  if (!range) return range.error();
  if (request.metadata.is_null()) range->tags.emplace_back("metadata", "none");
  add_label_tags(range->tags, request.metadata);
  const auto found = all_->list(jobs_, *range);
  if (!found) return found.error();
  FineTuningJobList out;
  out.has_more = found->has_more;
  for (const auto& record : found->records) {
    auto each = read_stored<FineTuneRecord>(record);
    if (!each) return each.error();
    out.data.push_back(std::move(each->job));
  }
  return out;
}

OAICOMPAT_INLINE Result<FineTuningJobEventList> FineTuneRepository::events(
    const ListFineTuningEventsRequest& request) const {
  const auto range = fine_tune_range(request, 20);
  if (!range) return range.error();
  if (auto job = read(request.fine_tuning_job_id); !job) return job.error();
  const auto found = all_->list(beneath_job(request.fine_tuning_job_id, "events"), *range);
  if (!found) return found.error();
  FineTuningJobEventList out;
  out.has_more = found->has_more;
  for (const auto& record : found->records) {
    auto each = read_stored<FineTuningJobEvent>(record);
    if (!each) return each.error();
    out.data.push_back(*std::move(each));
  }
  return out;
}

OAICOMPAT_INLINE Result<FineTuningJobCheckpointList> FineTuneRepository::checkpoints(
    const ListFineTuningJobCheckpointsRequest& request) const {
  const auto range = fine_tune_range(request, 10);
  if (!range) return range.error();
  if (auto job = read(request.fine_tuning_job_id); !job) return job.error();
  return read_page<FineTuningJobCheckpointList>(*all_, beneath_job(request.fine_tuning_job_id, "checkpoints"), *range);
}

OAICOMPAT_INLINE Result<CheckpointPermissionList> FineTuneRepository::permissions(
    const ListCheckpointPermissionsRequest& request) const {
  auto range = fine_tune_range(request, 10);
  if (!range) return range.error();
  const auto order = request.order.value_or(CheckpointPermissionOrder::descending);
  if (!order.known())
    return api_error(
        400, "Invalid value: '" + std::string{order.word()} + "'. Supported values are: 'ascending' and 'descending'.",
        "invalid_value", "order");
  if (order == CheckpointPermissionOrder::ascending) range->order = ListRange::Order::ascending;
  if (request.project_id) range->tags.emplace_back("project_id", request.project_id->str());
  const auto known = model(request.fine_tuned_model_checkpoint);
  if (!known) return known.error();
  if (!*known) return no_such_checkpoint(request.fine_tuned_model_checkpoint);
  return read_page<CheckpointPermissionList>(*all_, permissions_of(request.fine_tuned_model_checkpoint), *range);
}

OAICOMPAT_INLINE Result<std::optional<Model>> FineTuneRepository::model(std::string_view name) const {
  if (name.empty()) return std::optional<Model>{};
  const auto record = all_->read(models_, name);
  if (!record) return record.error();
  if (!*record) return std::optional<Model>{};
  auto found = read_stored<Model>(**record);
  if (!found) return found.error();
  return std::optional{*std::move(found)};
}

OAICOMPAT_INLINE Result<std::vector<Model>> FineTuneRepository::models() const {
  std::vector<Model> out;
  ListRange range{.order = ListRange::Order::ascending, .limit = 100};
  while (true) {
    const auto page = all_->list(models_, range);
    if (!page) return page.error();
    for (const auto& record : page->records) {
      auto each = read_stored<Model>(record);
      if (!each) return each.error();
      out.push_back(*std::move(each));
    }
    if (!page->has_more || page->records.empty()) return out;
    range.after = page->records.back().id;
  }
}

OAICOMPAT_INLINE Result<void> FineTuneRepository::each_event(
    std::string_view id, const std::function<void(const FineTuningJobEvent&)>& each) const {
  ListRange range{.order = ListRange::Order::ascending, .limit = 100};
  while (true) {
    const auto page = all_->list(beneath_job(id, "events"), range);
    if (!page) return page.error();
    for (const auto& record : page->records) {
      const auto event = read_stored<FineTuningJobEvent>(record);
      if (!event) return event.error();
      each(*event);
    }
    if (!page->has_more || page->records.empty()) return {};
    range.after = page->records.back().id;
  }
}

// --- writing -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Change FineTuneRepository::put(const FineTuneRecord& record, std::uint64_t revision) const {
  Record out{.id = record.job.id.str(), .value = to_json(record)};
  add_label_tags(out.tags, record.job.metadata);
  if (out.tags.empty()) out.tags.emplace_back("metadata", "none");
  return {.collection = jobs_, .put = std::move(out), .if_revision = revision};
}
OAICOMPAT_INLINE Change FineTuneRepository::put_event(std::string_view job, const FineTuningJobEvent& event) const {
  return {.collection = beneath_job(job, "events"), .put = Record{.id = event.id.str(), .value = to_json(event)}};
}

// A hundred more go than must, so that not every event asks for the oldest.
OAICOMPAT_INLINE Result<void> FineTuneRepository::bound_events(FineTuneRecord& record, std::vector<Change>& changes,
                                                               std::size_t most) const {
  const auto collection = beneath_job(record.job.id, "events");
  record.events += std::count_if(changes.begin(), changes.end(),
                                 [&](const Change& each) { return each.put && each.collection == collection; });
  const auto bound = static_cast<std::int64_t>(most);
  if (record.events <= bound) return {};
  const auto go = std::min(record.events, record.events - bound + std::min<std::int64_t>(bound / 10, 100));
  const auto oldest =
      all_->list(collection, {.order = ListRange::Order::ascending, .limit = static_cast<std::size_t>(go)});
  if (!oldest) return oldest.error();
  for (const auto& each : oldest->records) changes.push_back({.collection = collection, .remove = each.id});
  record.events -= static_cast<std::int64_t>(oldest->records.size());
  return {};
}

OAICOMPAT_INLINE Result<std::vector<Change>> FineTuneRepository::put_checkpoint(
    const FineTuningJobCheckpoint& checkpoint, const Model& model, std::size_t kept,
    std::vector<std::string>& removed) const {
  const auto collection = beneath_job(checkpoint.fine_tuning_job_id, "checkpoints");
  std::vector<Change> out;
  const auto before = all_->list(collection, {.limit = 100});
  if (!before) return before.error();
  std::size_t stay = 1;
  for (const auto& record : before->records) {
    const auto each = read_stored<FineTuningJobCheckpoint>(record);
    if (!each) return each.error();
    const bool again = each->fine_tuned_model_checkpoint == checkpoint.fine_tuned_model_checkpoint;
    if (!again && stay++ < kept) continue;
    out.push_back({.collection = collection, .remove = record.id});
    if (again) continue;
    out.push_back(remove_model(each->fine_tuned_model_checkpoint));
    removed.push_back(each->fine_tuned_model_checkpoint.str());
  }
  out.push_back({.collection = collection, .put = Record{.id = checkpoint.id.str(), .value = to_json(checkpoint)}});
  out.push_back(put_model(model));
  return out;
}

OAICOMPAT_INLINE Change FineTuneRepository::put_model(const Model& model) const {
  return {.collection = models_, .put = Record{.id = model.id.str(), .value = to_json(model)}};
}
OAICOMPAT_INLINE Change FineTuneRepository::remove_model(std::string_view name) const {
  return {.collection = models_, .remove = std::string{name}};
}
OAICOMPAT_INLINE Change FineTuneRepository::put_permission(std::string_view model,
                                                           const CheckpointPermission& permission) const {
  return {.collection = permissions_of(model),
          .put = Record{.id = permission.id.str(),
                        .value = to_json(permission),
                        .tags = {{"project_id", permission.project_id.str()}}}};
}
OAICOMPAT_INLINE Change FineTuneRepository::remove_permission(std::string_view model, std::string_view id) const {
  return {.collection = permissions_of(model), .remove = std::string{id}, .if_revision = Change::present};
}

}  // namespace oaicompat::inline v1::detail
