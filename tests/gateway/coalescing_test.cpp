// SPDX-License-Identifier: MIT
#include "cached.hpp"

#include <oaicompat/gateway/shared_call.hpp>

#include <thread>

using namespace oaicompat;
using namespace std::chrono_literals;

using cached::Cached;

namespace coalescing_test {

struct Reader {
  explicit Reader(Answer from) : answer{std::move(from)} { pull(); }
  Reader& pull() {
    if (answer) fakes::take(*answer, taken);
    return *this;
  }
  Answer answer;
  fakes::Taken taken;
};

}  // namespace coalescing_test

using coalescing_test::Reader;

TEST_CASE("a hundred equal requests at once make one upstream request") {
  Cached ground;
  std::vector<Reader> readers;
  for (int i = 0; i < 100; ++i) readers.emplace_back(ground.ask());
  CHECK(ground.near().count() == 1);
  ground.tell(200, cached::whole);
  for (auto& each : readers) {
    each.pull();
    CHECK(each.taken.last == Pull::end);
    CHECK(each.taken.body == cached::whole);
  }
  CHECK(readers[0].taken.header("x-oaicompat-cache") == "miss");
  CHECK(readers[99].taken.header("x-oaicompat-cache") == "hit; type=coalesced");
  CHECK(readers[99].taken.header("x-upstream-ratelimit-limit-requests").empty());
  CHECK(ground.near().count() == 1);
  REQUIRE(ground.reports.size() == 100);
  CHECK(ground.reports[0].cost == 60'000);
  CHECK(ground.reports[99].cache == CacheUse::coalesced);
  CHECK(ground.reports[99].outcome == RequestOutcome::answered);
  CHECK(ground.reports[99].cost == 0);
  CHECK(ground.reports[99].saved == 60'000);
  CHECK(fakes::take(ground.ask()).header("x-oaicompat-cache").starts_with("hit; type=exact"));
}

TEST_CASE("who joins a stream late gets the events so far, and then each as it comes") {
  Cached ground;
  Reader first{ground.ask(cached::streamed)};
  ground.near().last().stream_head().bytes(cached::token);
  first.pull();
  CHECK(first.taken.body.find("Hello") != std::string::npos);
  Reader late{ground.ask(cached::streamed)};
  CHECK(late.taken.body == first.taken.body);
  const auto wakes = fakes::count_wakes(*late.answer);
  first.pull();
  ground.near().last().bytes(cached::events.substr(cached::token.size())).end();
  CHECK(*wakes > 0);
  late.pull();
  first.pull();
  CHECK(late.taken.last == Pull::end);
  CHECK(late.taken.body == first.taken.body);
  CHECK(late.taken.body.ends_with("data: [DONE]\n\n"));
  CHECK(late.taken.body.find("\"usage\"") == std::string::npos);
  CHECK(ground.near().count() == 1);
}

TEST_CASE("the first one's leaving does not end the others, and its account pays") {
  Cached ground;
  Reader first{ground.ask(cached::streamed)}, second{ground.ask(cached::streamed)};
  ground.near().last().stream_head().bytes(cached::token);
  first.pull();
  first.answer.reset();
  CHECK_FALSE(ground.near().last().dropped);
  ground.near().last().bytes(cached::events.substr(cached::token.size())).end();
  second.pull();
  CHECK(second.taken.last == Pull::end);
  CHECK(answer_text(whole_answer(second.taken.body)) == "Hello");
  REQUIRE(ground.reports.size() == 2);
  CHECK(ground.reports[0].cost == 60'000);
  CHECK(ground.reports[1].cost == 0);
}

TEST_CASE("when all have left, the target is left at once") {
  Cached ground;
  Reader first{ground.ask()}, second{ground.ask()};
  first.answer.reset();
  CHECK_FALSE(ground.near().last().dropped);
  second.answer.reset();
  CHECK(ground.near().last().dropped);
  for (const auto& each : ground.reports) CHECK(each.outcome == RequestOutcome::cancelled);
  Reader third{ground.ask()};
  CHECK(ground.near().count() == 2);
}

TEST_CASE("a failure that is the request's own fault goes to all") {
  Cached ground;
  Reader first{ground.ask()}, second{ground.ask()};
  ground.tell(400, R"({"error":{"message":"no"}})");
  CHECK(first.pull().taken.head->status == 400);
  CHECK(second.pull().taken.head->status == 400);
  CHECK(second.taken.body == first.taken.body);
  CHECK(ground.near().count() == 1);
  CHECK(ground.reports.back().outcome == RequestOutcome::failed);
}

TEST_CASE("after another failure each goes alone, once") {
  Cached ground{"cache = {}\nretry = { max_attempts = 1 }"};
  Reader first{ground.ask()}, second{ground.ask()}, third{ground.ask()};
  ground.tell(503, "{}");
  CHECK(first.pull().taken.head->status == 503);
  CHECK(ground.near().count() == 1);
  second.pull();
  CHECK(ground.near().count() == 2);
  ground.tell(200, cached::whole);
  CHECK(second.pull().taken.body == cached::whole);
  CHECK(second.taken.header("x-oaicompat-cache") == "miss");
  third.pull();
  CHECK(ground.near().count() == 3);
  ground.tell(503, "{}");
  CHECK(third.pull().taken.head->status == 503);
  CHECK(ground.near().count() == 3);
}

TEST_CASE("requests that differ, want a fresh answer, or whose route does not coalesce, go alone") {
  Cached ground;
  Reader first{ground.ask()};
  Reader fresh{ground.ask(cached::body, {{"cache-control", "no-cache"}})};
  Reader streamed{ground.ask(cached::streamed)};
  Reader other{ground.ask(cached::body, {{"authorization", "Bearer sk-oc-2"}})};
  CHECK(ground.near().count() == 4);
  Cached apart{"cache = { coalesce = false }"};
  Reader one{apart.ask()}, two{apart.ask()};
  CHECK(apart.near().count() == 2);
}

TEST_CASE("a reader that is slow holds the others up before memory runs out, and one that leaves does not") {
  detail::SharedCall call{10};
  fakes::Inner inner;
  auto source = inner.handler()({});
  const auto slow = call.join([] {}), fast = call.join([] {});
  call.begin(std::move(source), [] { return std::nullopt; });
  inner.last().head(200).bytes("12345678").bytes("abcdefgh").bytes("end");
  Part out;
  CHECK(call.pull(fast, out) == Pull::some);
  CHECK(call.pull(fast, out) == Pull::some);
  CHECK(call.pull(fast, out) == Pull::some);
  CHECK(call.pull(fast, out) == Pull::wait);
  CHECK(call.pull(slow, out) == Pull::some);
  CHECK(call.pull(slow, out) == Pull::some);
  CHECK(call.join([] {}) == 0);
  CHECK(call.pull(fast, out) == Pull::some);
  CHECK(std::get<Bytes>(out) == "end");
  call.leave(slow);
  inner.last().end();
  CHECK(call.pull(fast, out) == Pull::end);
  call.leave(fast);
  CHECK(inner.last().dropped);
}

TEST_CASE("readers on many threads get the same bytes") {
  auto call = std::make_shared<detail::SharedCall>(1 << 20);
  const auto inner = [n = 0](Part& out) mutable {
    if (n == 2'000) return Pull::end;
    n++ == 0 ? void(out = Head{.status = 200}) : void(out = Bytes{std::to_string(n)});
    return Pull::some;
  };
  struct Counting final : Stream<Part> {
    explicit Counting(decltype(inner) f) : next{f} {}
    Pull pull(Part& out) override { return next(out); }
    std::decay_t<decltype(inner)> next;
  };
  std::vector<std::string> got(4);
  std::vector<detail::SharedCall::ReaderId> ids;
  for (std::size_t i = 0; i < got.size(); ++i) ids.push_back(call->join([] {}));
  call->begin(std::make_unique<Counting>(inner), [] { return std::nullopt; });
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) {
    threads.emplace_back([&, i] {
      Part part;
      while (call->pull(ids[i], part) == Pull::some) {
        if (const auto* bytes = std::get_if<Bytes>(&part)) got[i] += *bytes;
      }
      call->leave(ids[i]);
    });
  }
  for (auto& each : threads) each.join();
  for (const auto& each : got) CHECK(each == got[0]);
  CHECK(got[0].ends_with("2000"));
}
