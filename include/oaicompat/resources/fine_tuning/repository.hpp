// FineTuneRepository: jobs in a store, with their events and checkpoints. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/fine_tuning/record.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>
#include <oaicompat/resources/models/types.hpp>
#include <oaicompat/stores/store.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view fine_tune_kind = "fine_tune";
inline Error no_such_fine_tune(std::string_view id) {
  return api_error(404, "Could not find fine tune: " + std::string{id}, "fine_tune_not_found", "fine_tuning_job_id");
}
inline Error no_such_checkpoint(std::string_view model) {
  return api_error(404, "Could not find checkpoint: " + std::string{model}, "", "fine_tuned_model_checkpoint");
}
inline Error no_such_permission(std::string_view id) {
  return api_error(404, "Could not find checkpoint permission: " + std::string{id}, "", "permission_id");
}

/// A job as it was read.
struct StoredFineTune {
  FineTuneRecord record{};
  std::uint64_t revision = 0;
};

/// The jobs of a tenant: the collections `fine_tuning_jobs`, `fine_tuning_jobs/<id>/events`, `.../checkpoints`, and the
/// models that came of them, `fine_tuned_models`, with `fine_tuned_models/<model>/permissions`. **Threads**: as the
/// store; everything may block.
class OAICOMPAT_API FineTuneRepository {
 public:
  /// `store` is that of all tenants.
  FineTuneRepository(StorePtr store, std::string_view tenant);

  /// **Errors**: 404.
  Result<StoredFineTune> read(std::string_view id) const;
  Result<FineTuningJobList> list(const ListFineTuningJobsRequest& request) const;
  Result<FineTuningJobEventList> events(const ListFineTuningEventsRequest& request) const;
  Result<FineTuningJobCheckpointList> checkpoints(const ListFineTuningJobCheckpointsRequest& request) const;
  Result<CheckpointPermissionList> permissions(const ListCheckpointPermissionsRequest& request) const;
  /// Whether there is a model, or a checkpoint, of this name.
  Result<std::optional<Model>> model(std::string_view name) const;
  Result<std::vector<Model>> models() const;
  /// Calls `each` for each event, the oldest first. **Errors**: of the store, and what `each` gives.
  Result<void> each_event(std::string_view id, const std::function<void(const FineTuningJobEvent&)>& each) const;

  /// A job in place of the one with this revision.
  Change put(const FineTuneRecord& record, std::uint64_t revision) const;
  Change put_event(std::string_view job, const FineTuningJobEvent& event) const;
  /// Counts the events among `changes` in their job's `record`; where there are more than `most`, adds the removal of
  /// the oldest. **Errors**: of the store.
  Result<void> bound_events(FineTuneRecord& record, std::vector<Change>& changes, std::size_t most) const;
  /// A checkpoint and its model; those beyond `kept` go, whose models are added to `removed`. **Errors**: of the store.
  Result<std::vector<Change>> put_checkpoint(const FineTuningJobCheckpoint& checkpoint, const Model& model,
                                             std::size_t kept, std::vector<std::string>& removed) const;
  Change put_model(const Model& model) const;
  Change remove_model(std::string_view name) const;
  Change put_permission(std::string_view model, const CheckpointPermission& permission) const;
  Change remove_permission(std::string_view model, std::string_view id) const;
  Result<void> write(std::vector<Change> changes) const { return all_->write(std::move(changes)); }

 private:
  std::string beneath_job(std::string_view id, std::string_view what) const;
  std::string permissions_of(std::string_view model) const;

  const StorePtr all_;
  const std::string jobs_, models_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/fine_tuning/repository.ipp>
#endif
