// Fine-tuning over a store, with files in memory, and a trainer whose steps a test lets through.
// SPDX-License-Identifier: MIT
#pragma once

#include "kept.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fine_tuning {

using namespace oaicompat;

inline std::string chat_example(const std::string& says = "Hello", const std::string& answer = "Hi") {
  return R"({"messages":[{"role":"user","content":")" + says + R"("},{"role":"assistant","content":")" + answer +
         "\"}]}\n";
}
inline std::string chat_examples(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += chat_example("say " + std::to_string(i));
  return out;
}

/// A trainer of so many steps with a checkpoint after each second one. It waits before a step until the test lets it.
class Steps {
 public:
  explicit Steps(int count) : count_{count} {}
  /// Lets the trainer go up to this step.
  void allow(int step) {
    std::lock_guard lock{mutex_};
    allowed_ = step;
    changed_.notify_all();
  }
  void wait_for(int step) {
    std::unique_lock lock{mutex_};
    REQUIRE(changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return !seen_.empty() && seen_.back() >= step; }));
  }
  /// The steps that it began, in order.
  std::vector<int> seen() {
    std::lock_guard lock{mutex_};
    return seen_;
  }
  Result<TrainedModel> train(TrainingRun& run) {
    int step = run.state().empty() ? 1 : std::stoi(run.state()) + 1;
    for (; step <= count_; ++step) {
      if (auto error = do_step(run, step)) return *std::move(error);
    }
    return TrainedModel{.name = run.model_name(), .trained_tokens = 100};
  }

 private:
  std::optional<Error> do_step(TrainingRun& run, int step) {
    {
      std::unique_lock lock{mutex_};
      seen_.push_back(step);
      changed_.notify_all();
      if (!changed_.wait(lock, run.stop_token(), [&] { return allowed_ >= step; }))
        return local_error(ErrorKind::cancelled, "Stopped.");
    }
    FineTuningMetrics metrics;
    metrics.step = step;
    metrics.train_loss = 1.0 / step;
    if (auto told = run.measured(metrics, count_); !told) return told.error();
    if (step % 2 != 0) return std::nullopt;
    auto made = run.checkpoint(metrics, std::to_string(step));
    return made ? std::nullopt : std::optional{made.error()};
  }

  const int count_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int allowed_ = 1 << 20;
  std::vector<int> seen_;
};

/// A server of fine-tuning jobs, and what it works on.
struct Serving {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  FileRepositoryPtr files = file_repository({.store = store, .blobs = memory_blobs(), .clock = clock});
  std::shared_ptr<Steps> steps = std::make_shared<Steps>(4);
  Trainer trainer{};
  Backend beside{};
  FineTuningOptions options{};
  Handler handler{};

  Handler& start() {
    options.clock = clock;
    if (!trainer.train) {
      trainer.train = [steps = steps](TrainingRun& run) { return steps->train(run); };
    }
    handler = serve(with_fine_tuning(beside, store, files, std::make_shared<const Trainer>(trainer), options));
    return handler;
  }
  void stop() { handler = nullptr; }

  void put(const std::string& id, const std::string& text, FilePurpose purpose = FilePurpose::fine_tune) const {
    REQUIRE(files->create("", {.filename = "in.jsonl", .purpose = purpose, .id = id}, text));
  }
  FineTuningJob create(const std::string& more = "", const std::string& file = "file-1") const {
    return kept::told<FineTuningJob>(handler, "POST", "/fine_tuning/jobs", "",
                                     R"({"model":"base","training_file":")" + file + "\"" + more + "}");
  }
  static std::string path(const FineTuningJob& job) { return "/fine_tuning/jobs/" + job.id.str(); }
  FineTuningJob get(const FineTuningJob& job) const { return kept::told<FineTuningJob>(handler, "GET", path(job)); }
  FineTuningJob post(const FineTuningJob& job, const std::string& what) const {
    return kept::told<FineTuningJob>(handler, "POST", path(job) + "/" + what);
  }
  /// The job once it has come so far; it waits for the workers, not for a time.
  FineTuningJob until(const FineTuningJob& job, const std::function<bool(const FineTuningJob&)>& wanted) const {
    for (int i = 0; i < 2'000; ++i) {
      auto now = get(job);
      if (wanted(now)) return now;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    FAIL("the job stays ", get(job).status.word());
    return job;
  }
  FineTuningJob ended(const FineTuningJob& job) const {
    return until(job, [](const FineTuningJob& now) { return now.finished_at.has_value(); });
  }
  /// The messages of its events, the oldest first.
  std::vector<std::string> events(const FineTuningJob& job) const {
    std::vector<std::string> out;
    std::string query = "limit=3";
    while (true) {
      const auto page = kept::told<FineTuningJobEventList>(handler, "GET", path(job) + "/events", query);
      for (const auto& each : page.data) out.insert(out.begin(), each.message.str());
      if (!page.has_more) return out;
      query = "limit=3&after=" + page.data.back().id.str();
    }
  }
  FineTuningJobCheckpointList checkpoints(const FineTuningJob& job) const {
    return kept::told<FineTuningJobCheckpointList>(handler, "GET", path(job) + "/checkpoints");
  }
};

}  // namespace fine_tuning
