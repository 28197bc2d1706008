// A gateway in memory whose answers are evaluated, with its log and its figures.
// SPDX-License-Identifier: MIT
#pragma once

#include "logged.hpp"

#include <oaicompat/gateway/evaluation_report.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace evaluated {

using namespace oaicompat;

inline const std::string body = R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})";
inline const std::string streamed = R"({"stream":true,)" + body.substr(1);

/// A chat completion that says `content`, which is JSON.
inline std::string said(const std::string& content) {
  return R"({"id":"c","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"message":)"
         R"({"role":"assistant","content":)" +
         content +
         R"(},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
}

/// A target that answers at once, and keeps what it was asked.
struct Answering {
  std::mutex mutex;
  std::vector<Request> asked;
  std::function<Answer(const Request&)> answer = [](const Request&) { return json_answer(200, said("\"Hello\"")); };

  Handler handler() {
    return [this](Request request) {
      auto out = answer(request);
      const std::lock_guard lock{mutex};
      asked.push_back(std::move(request));
      return out;
    };
  }
  std::size_t count() {
    const std::lock_guard lock{mutex};
    return asked.size();
  }
};

/// An answer that never comes.
class SilentAnswer final : public Stream<Part> {
 public:
  Pull pull(Part&) override { return Pull::wait; }
  void when_ready(Wake wake) override { wake_ = std::move(wake); }

 private:
  Wake wake_;
};

/// How a hostile provider answers.
struct Hostile {
  const char* name;
  std::function<Answer()> answer;
};
inline const std::vector<Hostile> hostile_answers{
    {"silence", [] { return std::make_unique<SilentAnswer>(); }},
    {"no connection", [] { return failed<Part>(local_error(ErrorKind::connection, "Refused.")); }},
    {"an error", [] { return json_answer(500, "<html>"); }},
    {"no JSON", [] { return json_answer(200, "<html>"); }},
    {"nothing", [] { return json_answer(200, ""); }},
    {"an error with success", [] { return json_answer(200, R"({"error":{"message":"No."}})"); }},
    {"cut JSON", [] { return json_answer(200, R"({"choices":[{"message":{"content":"Hi)"); }},
    {"too much", [] { return json_answer(200, std::string(std::size_t{2} << 20, ' ')); }},
};

inline const std::string targets = R"(
[targets.near]
base_url = "http://near/v1"
price_per_million = { input = 1, output = 10 }
[targets.new]
base_url = "http://new/v1"
price_per_million = { input = 1, output = 10 }
models = { m = "m-2" }
[targets.wise]
base_url = "http://wise/v1"
price_per_million = { input = 1, output = 10 }
[[keys]]
name = "app"
tenant = "team"
rpm = 1000
usd_per_day = 1
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
)";

/// A gateway whose requests and evaluations are counted, logged and kept.
struct Watched {
  std::map<std::string, Answering> at;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'700'006'400);
  SharedStatePtr state = memory_state(clock);
  std::shared_ptr<logged::MemorySink> sink = std::make_shared<logged::MemorySink>();
  std::mutex mutex;
  std::vector<EvaluationReport> reports;
  std::vector<RequestReport> requests;
  GatewayMetrics metrics;
  std::optional<RequestLog> log;
  std::optional<Gateway> gateway;

  explicit Watched(LogLevel level) {
    clock->advance(std::chrono::seconds{1});
    log.emplace(sink, RequestLogOptions{.rules = {.level = level}, .clock = clock});
  }
  GatewayOptions options() {
    return {.connect = [this](const Target& target, const std::string&) { return at[target.name].handler(); },
            .on_request =
                [this, hook = log->hook()](const RequestReport& report) {
                  metrics.add(report);
                  hook(report);
                  const std::lock_guard lock{mutex};
                  requests.push_back(report);
                },
            .on_evaluation =
                [this, hook = log->evaluation_hook()](const EvaluationReport& report) {
                  metrics.add(report);
                  hook(report);
                  const std::lock_guard lock{mutex};
                  reports.push_back(report);
                },
            .state = state,
            .clock = clock};
  }
  std::vector<EvaluationReport> evaluated() {
    gateway->finish_evaluation();
    const std::lock_guard lock{mutex};
    return reports;
  }
  std::vector<EvaluationReport> evaluated(EvaluationKind kind) {
    auto out = evaluated();
    std::erase_if(out, [&](const EvaluationReport& each) { return each.kind != kind; });
    return out;
  }
  bool counts(const std::string& line) {
    gateway->finish_evaluation();
    return ("\n" + metrics.text(MetricsFormat::prometheus, {})).find("\noaicompat_gateway_" + line + "\n") !=
           std::string::npos;
  }
};

/// `route` are lines of the only route, `more` what stands before it. A shadow is asked for every request; a file
/// allows at most a tenth.
struct Ground : Watched {
  Handler handler;

  explicit Ground(const std::string& route, const std::string& more = {}, LogLevel level = LogLevel::bodies)
      : Watched{level} {
    const auto rules = targets + more + "\n[[routes]]\nname = \"all\"\nuse = [{ target = \"near\" }]\n" + route + "\n";
    auto made = std::make_shared<Rules>(*read_rules(rules).value());
    if (made->routes[0].shadow.is_on()) made->routes[0].shadow.share = 1;
    gateway = Gateway::create(made, options()).value();
    handler = log->watch()(gateway->handler());
  }
  fakes::Taken ask(const std::string& text = body, Headers headers = {}) const {
    headers.add("authorization", "Bearer sk-oc-1");
    auto request = fakes::post(std::move(headers), text);
    return fakes::take(handler(std::move(request)));
  }
  std::vector<LogRecord> records() {
    gateway->finish_evaluation();
    log->flush();
    const std::lock_guard lock{sink->mutex};
    return sink->records;
  }
};

}  // namespace evaluated
