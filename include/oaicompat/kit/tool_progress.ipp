// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/kit/tool_progress.hpp>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The calls of one answer while threads perform them.
struct ToolRound {
  explicit ToolRound(std::vector<RequestedCall> requested)
      : calls{std::move(requested)}, results(calls.size()), over(calls.size(), false) {}

  /// Notes that a call is over; it has no result where it was not begun.
  void end(std::size_t at, std::optional<PerformedCall> result) {
    {
      std::lock_guard lock{mutex};
      results[at] = std::move(result);
      over[at] = true;
    }
    changed.notify_all();
  }
  std::optional<PerformedCall> wait(std::size_t at) {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return static_cast<bool>(over[at]); });
    return std::move(results[at]);
  }
  bool is_abandoned() {
    std::lock_guard lock{mutex};
    return abandoned;
  }
  void abandon() {
    std::lock_guard lock{mutex};
    abandoned = true;
  }

  const std::vector<RequestedCall> calls;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<PerformedCall>> results;
  std::vector<bool> over;
  bool abandoned = false;
};

/// Has the calls of a round that are not begun left out, however the round is left.
class AbandonRound {
 public:
  explicit AbandonRound(std::shared_ptr<ToolRound> round) : round_{std::move(round)} {}
  AbandonRound(const AbandonRound&) = delete;
  AbandonRound& operator=(const AbandonRound&) = delete;
  ~AbandonRound() { round_->abandon(); }

 private:
  std::shared_ptr<ToolRound> round_;
};

class ToolRunner {
 public:
  ToolRunner(ToolRunSide& side, const Toolbox& tools, const RunToolsOptions& options, ToolProgress& run)
      : side_{side}, tools_{tools}, options_{options}, run_{run} {}

  void run() {
    for (;;) {
      if (stopped()) return cancel();
      if (run_.rounds >= options_.max_rounds) return void(run_.end = ToolRunEnd::max_rounds);
      if (auto error = side_.ask(run_.usage)) return fail(*std::move(error));
      ++run_.rounds;
      run_.pending = side_.calls();
      if (run_.pending.empty()) return void(run_.end = ToolRunEnd::finished);
      if (options_.stop_when && options_.stop_when(run_)) return void(run_.end = ToolRunEnd::predicate);
      if (run_.rounds >= options_.max_rounds) return void(run_.end = ToolRunEnd::max_rounds);
      if (!perform()) return cancel();
      side_.end_round();
    }
  }

 private:
  bool stopped() const { return options_.options.stop.stop_requested(); }
  void cancel() { fail(gave_up({.deadline = {}, .stop = options_.options.stop})); }
  void fail(Error error) {
    run_.end = stopped() ? ToolRunEnd::cancelled : ToolRunEnd::failed;
    run_.error = std::move(error);
  }

  /// Performs the pending calls. False where it was cancelled before all were.
  bool perform() {
    const bool threads = options_.parallel && options_.max_threads > 1 && run_.pending.size() > 1;
    run_.pending = threads ? perform_at_once(run_.pending) : perform_in_turn(run_.pending);
    return run_.pending.empty();
  }
  /// These two give the calls that were not performed.
  std::vector<RequestedCall> perform_in_turn(const std::vector<RequestedCall>& calls) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (stopped()) return {calls.begin() + static_cast<std::ptrdiff_t>(i), calls.end()};
      if (options_.on_call) options_.on_call(calls[i]);
      take(perform(calls[i], i));
    }
    return {};
  }
  std::vector<RequestedCall> perform_at_once(const std::vector<RequestedCall>& calls) {
    if (!pool_) pool_ = std::make_unique<WorkerPool>(WorkerPoolOptions{.max_threads = options_.max_threads});
    const auto round = std::make_shared<ToolRound>(calls);
    const AbandonRound abandon{round};
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (options_.on_call && !stopped()) options_.on_call(calls[i]);
      auto task = [this, round, i] {
        const bool left_out = stopped() || round->is_abandoned();
        round->end(i, left_out ? std::nullopt : std::optional{perform(round->calls[i], i)});
      };
      if (!pool_->run(task)) task();
    }
    std::vector<RequestedCall> left;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (auto performed = round->wait(i)) {
        take(*std::move(performed));
      } else {
        left.push_back(calls[i]);
      }
    }
    return left;
  }

  /// Performs one call; on any thread.
  PerformedCall perform(const RequestedCall& call, std::size_t at) const {
    const auto began = options_.clock->now();
    auto result = at < options_.max_calls
                      ? tools_.run(call.name, call.arguments, {.call_id = call.id, .stop = options_.options.stop})
                      : ToolResult{"error: Too many calls in one answer.", true};
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(options_.clock->now() - began);
    return {.call = call, .result = std::move(result), .duration = took, .round = run_.rounds};
  }
  void take(PerformedCall performed) {
    side_.add(performed);
    run_.calls.push_back(std::move(performed));
    if (options_.on_result) options_.on_result(run_.calls.back());
  }

  ToolRunSide& side_;
  const Toolbox& tools_;
  const RunToolsOptions& options_;
  ToolProgress& run_;
  std::unique_ptr<WorkerPool> pool_;  // last: its tasks use the others
};

OAICOMPAT_INLINE void run_rounds(ToolRunSide& side, const Toolbox& tools, const RunToolsOptions& options,
                                 ToolProgress& run) {
  ToolRunner{side, tools, options, run}.run();
}

}  // namespace oaicompat::inline v1::detail
