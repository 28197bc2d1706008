// Workers of one process, and of two over one store.
// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <oaicompat/stores/job_workers.hpp>

#include <condition_variable>
#include <mutex>

using namespace oaicompat;
using namespace oaicompat::test;

namespace job_workers_test {

// What workers tell, waited for.
class Told {
 public:
  void say(std::string what) {
    std::lock_guard lock{mutex_};
    said_.push_back(std::move(what));
    changed_.notify_all();
  }
  std::string wait(std::size_t count) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return said_.size() >= count; })) return "nothing";
    return said_[count - 1];
  }
  std::size_t count() {
    std::lock_guard lock{mutex_};
    return said_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> said_;
};
void wait_for_stop(JobLease& lease) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock{mutex};
  never.wait(lock, lease.stop_token(), [] { return false; });
}
Job work(std::string key) { return {.name = {.kind = "k", .tenant = "", .key = std::move(key)}}; }

}  // namespace job_workers_test
using namespace job_workers_test;

STORE_CASE("workers do what is there, and what is added later, as soon as it is added") {
  Kind kind;
  Told told;
  const JobQueue queue{kind.store, {.clock = kind.clock}};
  REQUIRE(queue.enqueue(work("before")));
  const JobWorkers workers{queue, "k", [&](JobLease& lease) {
                             REQUIRE(lease.finish());
                             told.say(lease.job().name.key);
                           }};
  CHECK(told.wait(1) == "before");
  REQUIRE(queue.enqueue(work("later")));
  CHECK(told.wait(2) == "later");
}

STORE_CASE("what another process adds is found when the time to look has come") {
  Kind kind;
  Told told;
  const JobQueue queue{kind.store, {.clock = kind.clock}}, elsewhere{kind.store, {.clock = kind.clock}};
  const JobWorkers workers{queue,
                           "k",
                           [&](JobLease& lease) {
                             REQUIRE(lease.finish());
                             told.say(lease.job().name.key);
                           },
                           {.poll = std::chrono::seconds{5}}};
  REQUIRE(queue.enqueue(work("here")));
  CHECK(told.wait(1) == "here");
  REQUIRE(elsewhere.enqueue(work("there")));
  kind.clock->advance(std::chrono::seconds{5});
  CHECK(told.wait(2) == "there");
}

STORE_CASE("a job that is worked on is renewed, and its cancellation comes through") {
  Kind kind;
  Told told;
  const JobQueue queue{kind.store, {.clock = kind.clock}}, elsewhere{kind.store, {.clock = kind.clock}};
  const JobWorkers workers{queue, "k", [&](JobLease& lease) {
                             told.say("begun");
                             wait_for_stop(lease);
                             told.say(lease.is_cancelled() ? "cancelled" : "stopped");
                             REQUIRE(lease.finish());
                           }};
  REQUIRE(queue.enqueue(work("1")));
  CHECK(told.wait(1) == "begun");
  REQUIRE(elsewhere.cancel({"k", "", "1"}).value());
  kind.clock->advance(std::chrono::seconds{10});  // a third of the lease
  CHECK(told.wait(2) == "cancelled");
}

STORE_CASE("no more jobs run at once than the workers may") {
  Kind kind;
  Told told;
  const JobQueue queue{kind.store, {.clock = kind.clock}};
  {
    const JobWorkers workers{queue,
                             "k",
                             [&](JobLease& lease) {
                               told.say(lease.job().name.key);
                               wait_for_stop(lease);
                               if (lease.is_cancelled()) REQUIRE(lease.finish());
                             },
                             {.at_once = 2}};
    for (const auto* key : {"1", "2", "3"}) REQUIRE(queue.enqueue(work(key)));
    told.wait(2);
    CHECK(told.count() == 2);
    REQUIRE(queue.cancel({"k", "", "1"}).value());
    CHECK(told.wait(3) == "3");
  }
  // What was stopped in the middle is there to be taken again, as if it had not been begun.
  const auto again = queue.take("k").value();
  REQUIRE(again);
  CHECK(again->job().attempts == 1);
}

STORE_CASE("a job that its worker leaves undone is taken again when its lease has run out") {
  Kind kind;
  Told told;
  const JobQueue queue{kind.store, {.clock = kind.clock, .lease = std::chrono::seconds{30}}};
  const auto leave_the_first = [&](JobLease& lease) {
    const auto attempt = lease.job().attempts;
    const bool leaves = lease.job().name.key == "1" && attempt == 1;
    if (!leaves) REQUIRE(lease.finish());
    told.say(lease.job().name.key + ":" + std::to_string(attempt));
    if (leaves) throw 1;
  };
  const JobWorkers workers{queue, "k", leave_the_first, {.at_once = 1}};
  REQUIRE(queue.enqueue(work("1")));
  CHECK(told.wait(1) == "1:1");
  REQUIRE(queue.enqueue(work("2")));
  CHECK(told.wait(2) == "2:1");  // so the worker has let go of the first, and renews it no more
  for (int i = 0; i < 7; ++i) kind.clock->advance(std::chrono::seconds{5});
  CHECK(told.wait(3) == "1:2");
}
