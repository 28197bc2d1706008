// Jobs are taken by one worker at a time, on every store.
// SPDX-License-Identifier: MIT
#include "processes.hpp"
#include "stores.hpp"

#include <oaicompat/stores/jobs.hpp>
#include <oaicompat/stores/tenant_store.hpp>

#include <latch>
#include <set>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace jobs_test {

Job job(std::string key, std::string tenant = "") {
  return {.name = {.kind = "k", .tenant = std::move(tenant), .key = std::move(key)}, .payload = "{\"a\":1}"};
}
template <class Kind>
JobQueue queue_of(const Kind& kind) {
  return JobQueue{kind.store, {.clock = kind.clock, .lease = std::chrono::seconds{30}, .max_attempts = 2}};
}
std::string key_of(const Result<JobLeasePtr>& taken) {
  if (!taken) return to_string(taken.error());
  return *taken ? (*taken)->job().name.key : "none";
}

}  // namespace jobs_test
using namespace jobs_test;

STORE_CASE("jobs are taken in the order in which they were added, each once") {
  Kind kind;
  const auto queue = queue_of(kind);
  for (const auto* key : {"1", "2", "3"}) REQUIRE(queue.enqueue(job(key)));
  const auto first = queue.take("k"), second = queue.take("k");
  CHECK(key_of(first) == "1");
  CHECK((*first)->job().payload == "{\"a\":1}");
  CHECK((*first)->job().attempts == 1);
  CHECK(key_of(second) == "2");
  CHECK((*first)->finish());
  const auto third = queue.take("k"), none = queue.take("k"), other = queue.take("other");
  CHECK(key_of(third) == "3");
  CHECK(key_of(none) == "none");
  CHECK(key_of(other) == "none");
}

STORE_CASE("there is one job of a name, and tenants have names of their own") {
  Kind kind;
  const auto queue = queue_of(kind);
  REQUIRE(queue.enqueue(job("1")));
  const auto again = queue.enqueue(job("1"));
  REQUIRE_FALSE(again);
  CHECK(is_conflict(again.error()));
  CHECK(queue.enqueue(job("1", "alice")));
  const auto one = queue.take("k"), two = queue.take("k");
  CHECK((*one)->job().name.tenant.empty());
  CHECK((*two)->job().name.tenant == "alice");
}

STORE_CASE("a job whose worker gives no sign of life is taken by another, and what the first one writes is refused") {
  Kind kind;
  const auto queue = queue_of(kind);
  REQUIRE(queue.enqueue(job("1")));
  const auto first = queue.take("k").value();
  kind.clock->advance(std::chrono::seconds{29});
  CHECK(first->renew());
  kind.clock->advance(std::chrono::seconds{29});
  const auto early = queue.take("k");
  CHECK(key_of(early) == "none");
  kind.clock->advance(std::chrono::seconds{1});
  const auto second = queue.take("k").value();
  REQUIRE(second);
  CHECK(second->job().attempts == 2);
  CHECK_FALSE(first->is_lost());
  const auto late = first->write({put("c", "late", "")}, "half");
  REQUIRE_FALSE(late);
  CHECK(is_conflict(late.error()));
  CHECK(first->is_lost());
  CHECK(first->stop_token().stop_requested());
  CHECK_FALSE(first->finish());
  CHECK_FALSE(kind.store->read("c", "late").value());
  CHECK(second->finish({put("c", "done", "")}));
  CHECK(kind.store->read("c", "done").value());
  CHECK_FALSE(queue.find({"k", "", "1"}).value());
}

STORE_CASE("a job that is taken again and again without coming further is exhausted, one that comes further is not") {
  Kind kind;
  const auto queue = queue_of(kind);
  REQUIRE(queue.enqueue(job("1")));
  const auto take = [&] {
    kind.clock->advance(std::chrono::seconds{30});
    return queue.take("k").value();
  };
  CHECK_FALSE(take()->is_exhausted());
  CHECK(take()->write({}, "half"));
  const auto third = take();
  CHECK(third->job().progress == "half");
  CHECK(third->job().attempts == 2);
  CHECK_FALSE(third->is_exhausted());
  CHECK(take()->is_exhausted());
}

STORE_CASE("a job that is given back is taken at once, and the attempt does not count") {
  Kind kind;
  const auto queue = queue_of(kind);
  REQUIRE(queue.enqueue(job("1")));
  for (int i = 0; i < 5; ++i) {
    const auto lease = queue.take("k").value();
    REQUIRE(lease);
    CHECK(lease->job().attempts == 1);
    CHECK(lease->release());
    CHECK(lease->has_ended());
    CHECK_FALSE(lease->renew());
  }
}

STORE_CASE("a write for a job is done with it or not at all, and a condition that does not hold is no lost job") {
  Kind kind;
  const auto queue = queue_of(kind);
  REQUIRE(queue.enqueue(job("1", "alice"), {put(tenant_collection("alice", "c"), "made", "with it")}));
  CHECK(tenant_store(kind.store, "alice")->read("c", "made").value()->value == "with it");
  const auto lease = queue.take("k").value();
  auto change = put("c", "1", "");
  change.if_revision = Change::present;
  const auto refused = lease->write({change, put("c", "2", "")}, "further");
  REQUIRE_FALSE(refused);
  CHECK(is_conflict(refused.error()));
  CHECK_FALSE(lease->is_lost());
  CHECK(queue.find({"k", "alice", "1"}).value()->progress.empty());
  CHECK(lease->write({put("c", "2", "")}, "further"));
  CHECK(queue.find({"k", "alice", "1"}).value()->progress == "further");
}

STORE_CASE("a cancelled job's worker sees it, at once in its process and at its next sign of life in another") {
  Kind kind;
  const auto here = queue_of(kind), elsewhere = queue_of(kind);
  REQUIRE(here.enqueue(job("1")));
  REQUIRE(here.enqueue(job("2")));
  const auto one = here.take("k").value(), two = here.take("k").value();
  CHECK(here.cancel({"k", "", "1"}).value());
  CHECK(one->is_cancelled());
  CHECK(one->stop_token().stop_requested());
  CHECK(elsewhere.cancel({"k", "", "2"}).value());
  CHECK_FALSE(two->is_cancelled());
  CHECK(two->renew());
  CHECK(two->is_cancelled());
  CHECK(two->stop_token().stop_requested());
  CHECK(one->finish());
  CHECK_FALSE(here.cancel({"k", "", "1"}).value());

  REQUIRE(here.enqueue(job("3")));
  REQUIRE(here.cancel({"k", "", "3"}).value());
  CHECK(here.take("k").value()->is_cancelled());
}

STORE_CASE("two workers never hold one job") {
  Kind kind;
  constexpr int jobs = 60, workers = 4;
  for (int i = 0; i < jobs; ++i) REQUIRE(queue_of(kind).enqueue(job(std::to_string(i))));
  std::mutex mutex;
  std::multiset<std::string> taken;
  std::latch all_there{workers};
  std::vector<std::thread> threads;
  for (int w = 0; w < workers; ++w) {
    threads.emplace_back([&] {
      const auto queue = queue_of(kind);
      all_there.arrive_and_wait();
      while (const auto lease = queue.take("k").value()) {
        std::lock_guard lock{mutex};
        taken.insert(lease->job().name.key);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(taken.size() == jobs);
  CHECK(std::set<std::string>(taken.begin(), taken.end()).size() == jobs);
}

#if OAICOMPAT_SQLITE
TEST_CASE("jobs of a process that was killed are done by the next one, each write for them once") {
  const Folder folder;
  const auto open = [&] { return sqlite_store({.file = folder.file("store")}).value(); };
  constexpr int jobs = 200;
  {
    const JobQueue queue{open()};
    for (int i = 0; i < jobs; ++i) REQUIRE(queue.enqueue(job(std::to_string(i))));
  }
  int acknowledged = 0;
  for (int round = 0; round < 3; ++round) {
    acknowledged += acknowledged_until_killed(std::chrono::milliseconds{5 + 7 * round}, [&](const auto& tell) {
      const JobQueue queue{open(), {.lease = std::chrono::seconds{1}}};
      for (int done = 0;; ++done) {
        const auto lease = queue.take("k").value();
        if (!lease) continue;
        const auto key = lease->job().name.key;
        auto result = put("done", key, "");
        result.if_revision = Change::absent;
        if (!lease->finish({result}) || !tell(done)) return;
      }
    });
  }
  // Nobody holds the rest any more, as far as this clock goes.
  const auto clock = std::make_shared<ManualClock>(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() +
      60);
  const JobQueue queue{open(), {.clock = clock}};
  while (const auto lease = queue.take("k").value()) {
    auto result = put("done", lease->job().name.key, "");
    result.if_revision = Change::absent;
    CHECK(lease->finish({result}));
  }
  CHECK(acknowledged > 0);
  CHECK(queue.store()->list("done", {.limit = 1000}).value().records.size() == jobs);
  CHECK(queue.store()->list("jobs/k", {}).value().records.empty());
}
#endif
