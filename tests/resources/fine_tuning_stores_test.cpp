// Fine-tuning jobs over every store.
// SPDX-License-Identifier: MIT
#include "fine_tuning.hpp"
#include "stores/stores.hpp"

#include <oaicompat/stores/blobs.hpp>

using oaicompat::test::InMemory;
#if OAICOMPAT_REDIS
using oaicompat::test::InRedis;
#endif
#if OAICOMPAT_SQLITE
using oaicompat::test::InSqlite;
#endif

namespace fine_tuning_stores {

using namespace fine_tuning;

template <class Kind>
Serving serving_over(const Kind& kind) {
  return {.clock = kind.clock,
          .store = kind.store,
          .files = file_repository({.store = kind.store, .blobs = memory_blobs(), .clock = kind.clock})};
}

}  // namespace fine_tuning_stores

STORE_CASE("a fine-tuning job over any store is paused, gone on with by the next process, and ends in a model") {
  using namespace fine_tuning_stores;
  Kind kind;
  auto serving = serving_over(kind);
  serving.put("file-1", chat_examples(10));
  serving.steps->allow(2);
  serving.start();
  const auto job = serving.create(R"(,"metadata":{"k":"v"})");
  serving.steps->wait_for(3);
  CHECK(serving.post(job, "pause").status.word() == "paused");
  serving.stop();
  serving.steps->allow(4);
  serving.start();
  CHECK(serving.get(job).status.word() == "paused");
  // It can be resumed once a worker has seen the pause.
  const auto seen = [&] { return serving.store->list("jobs/fine_tune", {}).value().records.empty(); };
  for (int i = 0; i < 2'000 && !seen(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  serving.post(job, "resume");
  const auto ended = serving.ended(job);
  CHECK(ended.status == FineTuningJobStatus::succeeded);
  CHECK(serving.steps->seen() == std::vector<int>{1, 2, 3, 3, 4});
  CHECK(serving.checkpoints(job).data.size() == 2);
  CHECK(serving.events(job).back() == "The job has successfully completed");
  CHECK(kept::told<ModelList>(serving.handler, "GET", "/models").data.size() == 3);
  CHECK(serving.store->list("jobs/fine_tune", {}).value().records.empty());
}

STORE_CASE("fine-tuning jobs over any store are cancelled, bound their events, and are listed by their labels") {
  using namespace fine_tuning_stores;
  Kind kind;
  auto serving = serving_over(kind);
  serving.options.max_events = 20;
  serving.steps = std::make_shared<Steps>(40);
  serving.put("file-1", chat_examples(10));
  serving.start();
  const auto job = serving.ended(serving.create(R"(,"metadata":{"k":"v"})"));
  CHECK(job.status == FineTuningJobStatus::succeeded);
  CHECK(serving.events(job).size() <= 20);
  serving.steps->allow(1);
  const auto other = serving.create();
  serving.steps->wait_for(2);
  CHECK(serving.post(other, "cancel").status == FineTuningJobStatus::cancelled);
  const auto listed = [&](const std::string& query) {
    return kept::told<FineTuningJobList>(serving.handler, "GET", "/fine_tuning/jobs", query).data;
  };
  CHECK(listed("").size() == 2);
  REQUIRE(listed("metadata[k]=v").size() == 1);
  CHECK(listed("metadata[k]=v")[0].id == job.id);
  REQUIRE(listed("metadata=null").size() == 1);
  CHECK(listed("metadata=null")[0].id == other.id);
}
