// BatchRun: one batch, worked on by the process that holds its job. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/batches/input.hpp>
#include <oaicompat/resources/batches/records.hpp>
#include <oaicompat/resources/batches/repository.hpp>
#include <oaicompat/resources/batches/service.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

// What all batches of a process share.
struct BatchWork {
  BatchesOptions options;
  StorePtr store;  ///< That of all tenants.
  FileRepositoryPtr files;
  std::shared_ptr<WorkerPool> lines;  ///< Threads that run requests.
};

// A bit for each line.
class LineSet {
 public:
  // False where it was in it before.
  bool add(std::int64_t line) {
    if (static_cast<std::size_t>(line) >= bits_.size()) bits_.resize(static_cast<std::size_t>(line) + 1);
    return !bits_[static_cast<std::size_t>(line)] && (bits_[static_cast<std::size_t>(line)] = true);
  }
  bool has(std::int64_t line) const {
    return static_cast<std::size_t>(line) < bits_.size() && bits_[static_cast<std::size_t>(line)];
  }

 private:
  std::vector<bool> bits_;
};

class BatchRun {
 public:
  BatchRun(std::shared_ptr<const BatchWork> work, JobLease& lease);
  // Goes on until the batch has ended, or this process may no longer work on it.
  void run();

 private:
  using Status = BatchStatus;
  class Lines;  // the requests, on several threads

  const BatchesOptions& options() const { return work_->options; }
  std::int64_t now() const { return options().clock->unix_time(); }
  bool is_over() const { return now() >= deadline_; }
  // Applies `edit` to the batch as it is now and writes it with other changes, unless the job is lost.
  Result<void> write(const std::function<void(Batch&)>& edit, std::vector<Change> with = {});
  Result<void> finish(const std::function<void(Batch&)>& edit, std::vector<Change> with = {});
  Result<void> update(const std::function<void(Batch&)>& edit, std::vector<Change> with, bool last);

  Result<void> go_on();
  Result<void> validate();
  Result<void> fail(std::vector<BatchError> errors);
  std::optional<BatchError> bad_model(std::string_view model) const;
  Context context_of(std::string request_id) const;

  Result<void> run_lines();
  Result<void> find_done();
  bool must_stop() const { return lease_.is_stopped() || lease_.is_lost(); }

  Result<void> make_files();
  struct MadeFile;
  Result<void> add_unrun(MadeFile& errors, std::int64_t& count);
  NewFile new_file(const char* kind) const;
  BatchLineError why_unrun() const;
  BatchError lost_input() const;
  void end(Batch& batch, std::int64_t unrun, bool lost_file) const;

  const std::shared_ptr<const BatchWork> work_;
  JobLease& lease_;
  const JobName name_;
  const BatchRepository repository_;
  BatchOrder order_{};
  Batch batch_{};
  std::int64_t deadline_ = 0;
  LineSet done_{};
};

}  // namespace oaicompat::inline v1::detail
