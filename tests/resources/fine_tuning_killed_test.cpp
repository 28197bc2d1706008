// Fine-tuning jobs of processes that are killed: every job ends, from its last checkpoint on, with one row a step.
// SPDX-License-Identifier: MIT
#if OAICOMPAT_SQLITE
#include "../stores/processes.hpp"
#include "fine_tuning.hpp"

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string_view>
#include <thread>

namespace fine_tuning_killed {

using namespace fine_tuning;

constexpr int steps = 6;

bool is_long() {
  const char* wanted = std::getenv("OAICOMPAT_STRESS");
  return wanted && std::string_view{wanted} == "long";
}

// What a process and the next one over the same folder have.
struct Place {
  explicit Place(const std::string& folder)
      : store{sqlite_store({.file = folder + "/store"}).value()},
        files{file_repository({.store = store, .blobs = folder_blobs({.folder = folder + "/blobs"}).value()})} {}
  StorePtr store;
  FileRepositoryPtr files;

  Handler serving(std::function<void()> on_start) const {
    Trainer trainer;
    trainer.train = [on_start = std::move(on_start)](TrainingRun& run) {
      on_start();
      return Steps{steps}.train(run);
    };
    FineTuningOptions options{.jobs_at_once = 4};
    options.lease = std::chrono::seconds{1};
    options.poll = std::chrono::milliseconds{100};
    options.max_attempts = 1'000;
    return serve(with_fine_tuning({}, store, files, std::make_shared<const Trainer>(std::move(trainer)), options));
  }
};

std::vector<FineTuningJob> jobs_of(const Handler& handler) {
  std::vector<FineTuningJob> out;
  for (std::string query = "limit=100";;) {
    const auto page = kept::told<FineTuningJobList>(handler, "GET", "/fine_tuning/jobs", query);
    out.insert(out.end(), page.data.begin(), page.data.end());
    if (!page.has_more) return out;
    query = "limit=100&after=" + out.back().id.str();
  }
}
FineTuningJob ended(const Handler& handler, FineTuningJob job) {
  for (int i = 0; i < 6'000 && !job.finished_at; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    job = kept::told<FineTuningJob>(handler, "GET", Serving::path(job));
  }
  return job;
}

}  // namespace fine_tuning_killed

TEST_CASE("fine-tuning jobs of a process that is killed again and again all end in a model, with a row a step") {
  using namespace fine_tuning_killed;
  const int rounds = is_long() ? 20 : 3, first = is_long() ? 200 : 3;
  const auto folder = (std::filesystem::temp_directory_path() / random_id("oaicompat-")).string();
  std::filesystem::create_directory(folder);
  {
    const Place place{folder};
    REQUIRE(place.files->create("", {.filename = "in.jsonl", .purpose = FilePurpose::fine_tune, .id = "file-1"},
                                chat_examples(10)));
  }
  for (int round = 0; round < rounds; ++round) {
    const auto more = round == 0 ? first : is_long() ? 10 : 3;
    test::acknowledged_until_killed(std::chrono::milliseconds{5 + 17 * (round % 5)}, [&](const auto& tell) {
      const Place place{folder};
      std::atomic<bool> taken_in{false};
      const auto handler = place.serving([&] {
        taken_in.wait(false);
        (void)tell(1);
      });
      for (int i = 0; i < more; ++i)
        kept::tell(handler, "POST", "/fine_tuning/jobs", "", R"({"model":"base","training_file":"file-1"})");
      taken_in = true;
      taken_in.notify_all();
      while (true) pause();
    });
  }
  const Place place{folder};
  const auto handler = place.serving([] {});
  const auto jobs = jobs_of(handler);
  CHECK(jobs.size() >= static_cast<std::size_t>(first));
  std::size_t models = 0;
  for (const auto& each : jobs) {
    CAPTURE(each.id.str());
    const auto job = ended(handler, each);
    REQUIRE(job.status == FineTuningJobStatus::succeeded);
    const auto saved =
        kept::told<FineTuningJobCheckpointList>(handler, "GET", Serving::path(job) + "/checkpoints").data;
    CHECK(saved.size() == 3);
    models += 1 + saved.size();
    const auto text = place.files->open("", job.result_files.at(0)).value().bytes->read(0, 1 << 20).value();
    const auto csv = from_base64(text).value();
    CHECK(std::count(csv.begin(), csv.end(), '\n') == steps + 1);
  }
  CHECK(kept::told<ModelList>(handler, "GET", "/models").data.size() == models);
  CHECK(place.store->list("jobs/fine_tune", {}).value().records.empty());
  std::filesystem::remove_all(folder);
}
#endif
