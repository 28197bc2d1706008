// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace accounts_test {

const std::string rules = R"(
[targets.a]
base_url = "http://a/v1"
price_per_million = { input = 0.25, output = 2 }
[targets.b]
base_url = "http://b/v1"
price_per_million = { input = 3, output = 15 }
[targets.c]
base_url = "http://c/v1"
price_per_million = { input = 0.001, output = 0.0007 }
[[routes]]
name = "all"
strategy = "priority"
use = [{ target = "a" }, { target = "b" }, { target = "c" }]
hedge = { after = "800ms", budget = 1 }
[[keys]]
name = "app"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
concurrent = 1
usd_per_month = 1000
)";
constexpr std::int64_t month_budget = 1'000'000'000'000;

// What a target has told of one attempt.
struct Told {
  fakes::Inner inner;
  bool headed = false, stream = true;
  std::optional<TokenTally> tokens;
};

std::string usage_text(const TokenTally& tokens) {
  return R"({"prompt_tokens":)" + std::to_string(tokens.input) + R"(,"completion_tokens":)" +
         std::to_string(tokens.output) + "}";
}

// Three targets that do anything, before a gateway that keeps accounts.
class AccountChaos {
 public:
  AccountChaos() {
    gateway_ = Gateway::create(read_rules(rules).value(),
                               {.connect = [this](const Target&, const std::string&) { return handler(); },
                                .on_request = [this](const RequestReport& report) { reports.push_back(report); },
                                .state = state,
                                .clock = clock})
                   .value();
  }
  Answer ask(std::uint64_t seed) {
    random_.seed(seed);
    told.clear();
    stream_ = up_to(3) > 0;
    return gateway_->handler()(
        {.method = "POST",
         .path = "/v1/chat/completions",
         .headers = {{"authorization", "Bearer sk-oc-1"}},
         .body = stream_ ? R"({"model":"m","stream":true,"max_tokens":50})" : R"({"model":"m","max_tokens":50})"});
  }
  // Lets one attempt that runs do something, or time pass.
  void act() {
    std::vector<std::size_t> live;
    for (std::size_t i = 0; i < told.size(); ++i) {
      const auto& call = told[i]->inner.last();
      if (!call.dropped && !call.ended && !call.error) live.push_back(i);
    }
    if (live.empty() || up_to(3) == 0) return clock->advance(std::chrono::milliseconds{up_to(1'500)});
    const auto place = live[up_to(live.size() - 1)];
    told[place]->headed ? go_on(*told[place], place) : begin(*told[place]);
  }
  std::uint64_t up_to(std::uint64_t most) { return random_() % (most + 1); }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'701'388'800);  // 2023-12-01
  SharedStatePtr state = memory_state(clock);
  std::vector<RequestReport> reports;
  std::vector<std::unique_ptr<Told>> told;  // by the number of the attempt

 private:
  Handler handler() {
    return [this](Request request) {
      told.push_back(std::make_unique<Told>());
      told.back()->stream = stream_;
      return told.back()->inner.handler()(std::move(request));
    };
  }
  void begin(Told& to) {
    constexpr int statuses[] = {400, 408, 500, 503, 429, 402, 401};
    const auto status = statuses[up_to(up_to(9) == 0 ? 6 : 3)];  // those that let a target rest are rarer
    auto& call = to.inner.last();
    to.headed = true;
    switch (up_to(4)) {
      case 0: call.fail(ErrorKind::connection); return;
      case 1: call.head(status, hostile::json).bytes(R"({"error":{"message":"No."}})").end(); return;
      default: to.stream ? call.stream_head() : call.head(200, hostile::json);
    }
  }
  void go_on(Told& to, std::size_t place) {
    auto& call = to.inner.last();
    const auto kind = up_to(to.stream ? 8 : 3);
    if (kind == 0) return void(call.fail(ErrorKind::protocol));
    if (kind == 1) return void(call.end());
    if (!to.stream) {
      tell(to);
      call.bytes(R"({"x":"<)" + std::to_string(place) + R"(>","usage":)" + usage_text(*to.tokens) + "}").end();
    } else if (kind == 2) {
      tell(to);
      call.bytes(hostile::finish + "data: {\"choices\":[],\"usage\":" + usage_text(*to.tokens) + "}\n\n");
      call.bytes(hostile::done).end();
    } else if (kind == 3) {
      call.bytes("data: {\"error\":{\"message\":\"No.\"}}\n\n");
    } else {
      call.bytes(hostile::chunk(R"({"content":"<)" + std::to_string(place) + R"(>"})"));
    }
  }
  void tell(Told& to) {
    to.tokens =
        TokenTally{.input = static_cast<std::int64_t>(up_to(60)), .output = static_cast<std::int64_t>(up_to(50))};
  }

  std::mt19937_64 random_;
  bool stream_ = true;
  std::optional<Gateway> gateway_;
};

// In nano-dollars, by the prices of the rules; the third target's have parts of one.
std::int64_t cost(std::uint32_t target, const TokenTally& tokens) {
  constexpr std::int64_t prices[][2] = {{250, 2'000}, {3'000, 15'000}};
  if (target < 2) return tokens.input * prices[target][0] + tokens.output * prices[target][1];
  return tokens.input + (tokens.output * 7 + 9) / 10;
}

std::size_t answers_in(const std::string& body) {
  std::set<std::string> out;
  for (auto at = body.find('<'); at != body.npos; at = body.find('<', at + 1)) {
    out.insert(body.substr(at, body.find('>', at) - at));
  }
  return out.size();
}

// Whether a report says what the targets told, and no more.
bool is_true(const RequestReport& report, const AccountChaos& chaos) {
  std::int64_t sum = 0;
  bool good = report.attempts.size() == chaos.told.size() && report.route == "all" && report.key == "app";
  for (const auto& each : report.attempts) {
    const auto& told = *chaos.told.at(static_cast<std::size_t>(each.number - 1));
    good = good && told.inner.last().dropped;
    if (!each.tokens) continue;
    if (!each.estimated) good = good && told.tokens == each.tokens;
    good = good && each.cost == cost(each.target, *each.tokens);
    sum += *each.cost;
  }
  return good && report.cost.value_or(0) == sum;
}

}  // namespace accounts_test

using namespace accounts_test;

TEST_CASE("whatever upstreams and callers do, accounts balance to the token and the nano-dollar") {
  AccountChaos chaos;
  std::map<RequestOutcome, int> outcomes;
  std::int64_t spent = 0;
  int hedges = 0, estimated = 0;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    auto answer = chaos.ask(seed);
    fakes::Taken taken;
    const auto patience = chaos.up_to(9) == 0 ? chaos.up_to(5) : 500;
    for (std::uint64_t i = 0; i < patience; ++i) {
      fakes::take(*answer, taken);
      if (taken.last != Pull::wait) break;
      chaos.act();
    }
    answer.reset();
    chaos.clock->advance(1min);
    bool good = chaos.reports.size() == 1 && is_true(chaos.reports[0], chaos);
    good = good && answers_in(taken.body) <= 1 && taken.body.find("\"choices\":[],\"usage\"") == std::string::npos;
    CHECK_MESSAGE(good, "seed " << seed << ": " << taken.body);
    if (!good) break;
    const auto& report = chaos.reports[0];
    spent += report.cost.value_or(0);
    ++outcomes[report.outcome];
    for (const auto& each : report.attempts) hedges += each.role == AttemptRole::hedge;
    estimated += report.estimated;
    chaos.reports.clear();
  }
  CHECK(chaos.state->look({"key/app/month", Window::month, month_budget, 0}).remaining == month_budget - spent);
  CHECK(chaos.state->look({"key/app/open", Window::open, 1, 0}).remaining == 1);
  for (const auto each :
       {RequestOutcome::answered, RequestOutcome::failed, RequestOutcome::cut, RequestOutcome::cancelled}) {
    CHECK(outcomes[each] > 300);  // the script reaches every kind of end
  }
  CHECK(outcomes[RequestOutcome::refused] == 0);
  CHECK(hedges > 300);
  CHECK(estimated > 300);
}
