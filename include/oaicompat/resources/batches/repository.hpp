// BatchRepository: batches in a store, with the results of their requests. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/batches/types.hpp>
#include <oaicompat/stores/jobs.hpp>
#include <oaicompat/stores/store.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error no_such_batch(std::string_view id) {
  return api_error(404, "No batch found with id '" + std::string{id} + "'.", "", "batch_id");
}
inline constexpr std::string_view batch_kind = "batch";

/// A batch as it was read.
struct StoredBatch {
  Batch batch{};
  std::uint64_t revision = 0;
};

/// The result of a request, as it is kept: a line of the output or error file.
struct LineResult {
  std::int64_t line = 0;
  bool succeeded = false;
  std::string json{};
};

/// The batches of a tenant: the collections `batches` and `batches/<id>/results`. A record of results holds those that
/// were there at the same time. **Threads**: as the store; everything may block.
class OAICOMPAT_API BatchRepository {
 public:
  /// `store` is that of all tenants.
  BatchRepository(StorePtr store, std::string_view tenant);

  /// **Errors**: 404.
  Result<StoredBatch> read(std::string_view id) const;
  Result<BatchList> list(const ListBatchesRequest& request) const;
  /// A batch in place of the one with this revision.
  Change put(const Batch& batch, std::uint64_t revision) const;
  Change put_results(std::string_view id, const std::vector<LineResult>& results) const;
  Change remove_results(std::string_view id) const;
  /// Calls `each` for each result that is kept, in the order in which they were. **Errors**: of the store, and what
  /// `each` gives.
  Result<void> results(std::string_view id, const std::function<Result<void>(const LineResult&)>& each) const;
  Result<void> write(std::vector<Change> changes) const { return all_->write(std::move(changes)); }

 private:
  std::string results_of(std::string_view id) const;

  const StorePtr all_;
  const StorePtr store_;  // the tenant's
  const std::string batches_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/batches/repository.ipp>
#endif
