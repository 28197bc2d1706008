// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/gateway/stored_state.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace stored_state_test {

constexpr Charge stored_money{"key/app/day", Window::day, 1'000, 10};

// A store that counts its writes, and fails when it is told to.
class Counted final : public Store {
 public:
  explicit Counted(ClockPtr clock) : inner{memory_store({.clock = std::move(clock)})} {}
  Result<void> write(std::vector<Change> changes) override {
    ++writes;
    if (fails) return local_error(ErrorKind::connection, "It fails.");
    return inner->write(std::move(changes));
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    return inner->read(collection, id);
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    return inner->list(collection, range);
  }
  StorePtr inner;
  int writes = 0;
  bool fails = false;
};

struct StoredGround {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'700'006'400);
  std::shared_ptr<Counted> store = std::make_shared<Counted>(clock);

  SharedStatePtr begin() const { return stored_state(store, clock); }
  // What is left to one who begins after the process was killed.
  std::int64_t left_after_kill(SharedStatePtr state) const {
    store->fails = true;  // its last word is lost
    state.reset();
    store->fails = false;
    const auto next = begin();
    next->reserve({{stored_money.counter, stored_money.window, stored_money.limit, 0}});
    return next->look(stored_money).remaining;
  }
};

}  // namespace stored_state_test

using namespace stored_state_test;

TEST_CASE("a budget is not new after an end, and is exact") {
  const StoredGround ground;
  auto state = ground.begin();
  const auto taken = state->reserve({stored_money});
  state->settle(stored_money, taken.windows.at(0), 7);
  state.reset();
  state = ground.begin();
  CHECK(state->reserve({stored_money}).standings.at(0).remaining == 983);
}

TEST_CASE("what an earlier process took is seen before anything more is taken") {
  const StoredGround ground;
  ground.begin()->reserve({stored_money});
  const auto next = ground.begin();
  CHECK(next->look(stored_money).remaining == 990);
  CHECK(next->look(stored_money).remaining == 990);
  next->reserve({stored_money});
  CHECK(next->look(stored_money).remaining == 980);
}

TEST_CASE("a budget is not new after a kill: what was taken is taken, and at most a fiftieth more") {
  for (int count = 1; count <= 100; ++count) {
    const StoredGround ground;
    auto state = ground.begin();
    for (int i = 0; i < count; ++i) CHECK_FALSE(state->reserve({stored_money}).refused);
    const auto left = ground.left_after_kill(std::move(state));
    CHECK(left <= 1'000 - 10 * count);
    CHECK(left >= 1'000 - 10 * count - 20);
  }
}

TEST_CASE("the store is written about fifty times a window, however many requests come") {
  const StoredGround ground;
  const auto state = ground.begin();
  const Charge small{"key/app/day", Window::day, 1'000'000, 10};
  for (int i = 0; i < 90'000; ++i) CHECK_FALSE(state->reserve({small}).refused);
  CHECK(ground.store->writes <= 51);
}

TEST_CASE("a new day begins with all of it") {
  const StoredGround ground;
  auto state = ground.begin();
  for (int i = 0; i < 100; ++i) state->reserve({stored_money});
  CHECK(state->reserve({stored_money}).refused == 0u);
  ground.clock->advance(24h);
  CHECK(ground.left_after_kill(std::move(state)) == 1'000);
}

TEST_CASE("while the store fails counters go on in memory") {
  const StoredGround ground;
  ground.store->fails = true;
  const auto state = ground.begin();
  for (int i = 0; i < 100; ++i) CHECK_FALSE(state->reserve({stored_money}).refused);
  CHECK(state->reserve({stored_money}).refused == 0u);
}
