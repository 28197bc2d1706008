// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <chrono>
#include <cstdint>
#include <random>
#include <set>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;
using hostile::Attempted;

namespace random_faults_test {

// A token that says which attempt it is of.
std::string tagged(std::size_t attempt) {
  return hostile::chunk(R"({"content":"<)" + std::to_string(attempt) + R"(>"})");
}

class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : random_{seed} {}
  std::uint64_t up_to(std::uint64_t most) { return random_() % (most + 1); }

  // Does one thing to the attempt that runs, or lets time pass.
  void act(Attempted& it) {
    auto& call = it.at(it.asked.back());
    const auto attempt = it.asked.size();
    if (call.dropped || call.ended || call.error) return void(it.clock->advance(1s));
    if (attempt != seen_) {
      seen_ = attempt;
      headed_ = false;
    }
    if (!headed_) return begin(call);
    switch (up_to(7)) {
      case 0: call.fail(ErrorKind::protocol); break;
      case 1: call.end(); break;
      case 2: it.clock->advance(20s); break;
      case 3: call.bytes(hostile::finish); break;
      case 4: call.bytes("data: {\"error\":{\"message\":\"No.\"}}\n\n"); break;
      case 5: call.bytes(hostile::role + "data: gar"), call.bytes("bage\n\n"); break;
      default: call.bytes(tagged(attempt));
    }
  }

 private:
  void begin(fakes::Call& call) {
    constexpr int statuses[] = {400, 401, 402, 404, 408, 429, 500, 503, 529};
    headed_ = true;
    switch (up_to(3)) {
      case 0: call.fail(ErrorKind::connection); break;
      case 1: call.head(statuses[up_to(8)], hostile::json).bytes(R"({"error":{"message":"No."}})").end(); break;
      default: call.stream_head();
    }
  }
  std::mt19937_64 random_;
  std::size_t seen_ = 0;
  bool headed_ = false;
};

// The attempts whose tokens stand in a body.
std::set<std::string> attempts_in(const std::string& body) {
  std::set<std::string> out;
  for (auto at = body.find('<'); at != body.npos; at = body.find('<', at + 1)) {
    out.insert(body.substr(at, body.find('>', at) - at));
  }
  return out;
}

}  // namespace random_faults_test

using namespace random_faults_test;

TEST_CASE("whatever upstreams do, each request has one outcome, of one attempt, within its bounds") {
  int wholes = 0, cuts = 0, refusals = 0;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    Chaos chaos{seed};
    Attempted it;
    for (int i = 0; i < 500 && it.pull().taken.last == Pull::wait; ++i) chaos.act(it);
    bool good = it.taken.last == Pull::end && it.taken.head.has_value() && it.asked.size() <= 3;
    good = good && it.reports.size() == it.asked.size() && attempts_in(it.taken.body).size() <= 1;
    for (std::uint32_t i = 0; i < 3; ++i) good = good && it.health_of(i).in_flight == 0;
    for (const auto& target : it.targets) {
      for (const auto& call : *target.calls) good = good && call->dropped;
    }
    const bool whole = it.taken.body.ends_with(hostile::done);
    const bool won = !it.reports.empty() && !it.reports.back().failure;
    good = good && (won == whole) && (!whole || it.taken.body.find("\"error\"") == std::string::npos);
    CHECK_MESSAGE(good, "seed " << seed << ", asked " << it.asked.size() << ": " << it.taken.body);
    if (!good) break;
    ++(whole ? wholes : it.status() == 200 ? cuts : refusals);
  }
  CHECK(wholes > 500);  // the script reaches every kind of end
  CHECK(cuts > 500);
  CHECK(refusals > 500);
}
