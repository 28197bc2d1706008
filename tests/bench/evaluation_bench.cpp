// What evaluation takes of a request's own thread: every answer is checked, a tenth has a shadow. And what checks take
// of theirs.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/gateway.hpp>

#include <time.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bench {
namespace {

using namespace oaicompat;

constexpr const char* evaluated_rules = R"(
[targets.near]
base_url = "http://127.0.0.1/v1"
[targets.new]
base_url = "http://127.0.0.1/v1"
[[routes]]
use = [{ target = "near" }]
evaluate = { max_text = 100000, max_time = "10s" }
shadow = { target = "new", share = 0.1 }
)";
constexpr const char* unevaluated_rules = R"(
[targets.near]
base_url = "http://127.0.0.1/v1"
[[routes]]
use = [{ target = "near" }]
)";

std::string evaluated_body() {
  return R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":")" + std::string(200, 's') +
         R"("},{"role":"user","content":")" + std::string(250, 'u') + R"("}],"max_tokens":100})";
}
std::string evaluated_answer() {
  std::string text;
  for (int i = 0; text.size() < 760; ++i) text += "word" + std::to_string(i) + " ";
  return R"({"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":)"
         R"({"role":"assistant","content":")" +
         text +
         R"("},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":190,)"
         R"("total_tokens":290}})";
}

double thread_microseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// What one request takes: of its thread's processor time, and from begin to end.
struct Taken {
  double cpu = 0, p50 = 0;
};

class Asked {
 public:
  explicit Asked(const char* rules)
      : gateway_{Gateway::create(
                     read_rules(rules).value(), {.connect = [](const Target&, const std::string&) -> Handler {
                       return [answer = evaluated_answer()](const Request&) { return json_answer(200, answer); };
                     }})
                     .value()},
        handler_{gateway_.handler()} {}

  // So few at once that none is dropped.
  Taken ask(std::size_t rounds) {
    constexpr std::size_t at_once = 200;
    std::vector<double> walls;
    double cpu = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
      const auto before = thread_microseconds();
      for (std::size_t i = 0; i < at_once; ++i) walls.push_back(once());
      cpu += thread_microseconds() - before;
      gateway_.finish_evaluation();
    }
    return {cpu / static_cast<double>(walls.size()), median(walls)};
  }

 private:
  double once() {
    const auto begun = std::chrono::steady_clock::now();
    Request request{.method = "POST", .path = "/v1/chat/completions", .body = Bytes{body_}};
    request.context.request_id = "request-" + std::to_string(++count_);
    const auto answer = handler_(std::move(request));
    for (Part part; answer->pull(part) == Pull::some;) use(part);
    return std::chrono::duration<double, std::micro>{std::chrono::steady_clock::now() - begun}.count();
  }

  const std::string body_ = evaluated_body();
  Gateway gateway_;
  Handler handler_;
  std::uint64_t count_ = 0;
};

}  // namespace

void measure_evaluation(const Options& options, Report& report) {
  if (!options.wants("gateway_evaluation")) return;
  Asked with{evaluated_rules}, without{unevaluated_rules};
  with.ask(5);
  without.ask(5);
  std::vector<double> cpu, p50;
  for (int i = 0; i < options.runs(); ++i) {
    const auto plain = without.ask(options.scaled(50)), evaluated = with.ask(options.scaled(50));
    cpu.push_back(evaluated.cpu - plain.cpu);
    p50.push_back(evaluated.p50 - plain.p50);
  }
  const auto add = [&](const char* name, const char* unit, const std::vector<double>& values, double target) {
    report.add({name, median(values), target, median(values) / target, unit, options.runs()});
  };
  add("gateway_evaluation_cpu", "us more a request on its thread (beside the target)", cpu, 8);
  add("gateway_evaluation_p50", "us more to the answer (beside the target)", p50, 5);
  const auto body = evaluated_body(), answer = evaluated_answer();
  const RouteChecks checks{.is_on = true, .max_text = 100'000, .max_time = std::chrono::seconds{10}};
  const auto checking = nanoseconds_each(options.scaled(20'000), [&] {
    use(check_answer({.path = "/v1/chat/completions", .request = body, .answer = answer}, checks));
  });
  add("gateway_evaluation_checks", "us an answer, on the evaluation's thread (beside the target)", {checking / 1e3},
      10);
}

}  // namespace bench
