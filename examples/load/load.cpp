// SPDX-License-Identifier: MIT
#include "load.hpp"

#include "worker.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace load {

using namespace oaicompat;

namespace {

// The workers of a run and their threads.
class Lanes {
 public:
  explicit Lanes(Run& run) : run_{run} {
    for (std::size_t i = 0; i < run.options.threads; ++i) workers_.push_back(std::make_unique<Worker>(run, i));
  }

  LoadResult carry() {
    std::vector<std::jthread> threads;
    for (auto& worker : workers_) threads.emplace_back([this, &worker] { carry(*worker); });
    const std::stop_callback ends_early{run_.options.stop, [this] {
                                          for (auto& worker : workers_) worker->cut_short();
                                        }};
    watch();
    threads.clear();
    return sum();
  }

 private:
  void carry(Worker& worker) {
    worker.carry();
    std::lock_guard lock{mutex_};
    ++done_;
    changed_.notify_all();
  }
  void watch() {
    std::unique_lock lock{mutex_};
    const auto done = [this] { return done_ == workers_.size(); };
    while (!changed_.wait_for(lock, std::chrono::seconds{1}, done)) {
      if (run_.options.on_progress) run_.options.on_progress(run_.progress());
    }
  }
  LoadResult sum() {
    LoadResult all;
    Time end = run_.began;
    for (auto& worker : workers_) {
      const auto& part = worker->measured();
      end = std::max(end, worker->last_end());
      all.successful += part.successful;
      all.failed += part.failed;
      all.dropped += part.dropped;
      all.output_tokens += part.output_tokens;
      for (const auto& [reason, count] : part.failures) all.failures[reason] += count;
      all.ttft.add(part.ttft);
      all.tpot.add(part.tpot);
      all.itl.add(part.itl);
      all.e2el.add(part.e2el);
    }
    all.duration = end - run_.began;
    return all;
  }

  Run& run_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;
};

}  // namespace

Result<LoadResult> run_load(const LoadOptions& asked) {
  auto url = parse_base_url(asked.base_url);
  if (!url) return url.error();
  if (asked.requests == 0 && asked.duration.count() <= 0 && !asked.stop.stop_possible())
    return local_error(ErrorKind::invalid_argument, "The load has no end: bound its requests or its duration.");
  auto options = asked;
  options.streams = std::max<std::size_t>(options.streams, 1);
  options.threads = std::clamp<std::size_t>(options.threads, 1, options.streams);
  Run run{options, *std::move(url)};
  return Lanes{run}.carry();
}

}  // namespace load
