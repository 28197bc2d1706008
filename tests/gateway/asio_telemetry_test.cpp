// SPDX-License-Identifier: MIT
#include "collector.hpp"
#include "hostile.hpp"

#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>

using namespace oaicompat;

namespace asio_telemetry_test {

using namespace std::chrono_literals;

Telemetry telemetry_to(int port, TelemetryRules rules = {}) {
  rules.endpoint = fmt::format("http://127.0.0.1:{}/otlp", port);
  rules.interval = rules.metrics_interval = 1h;
  const AsioClientOptions options{.origin = rules.endpoint, .max_answer = std::size_t{1} << 20};
  return Telemetry::create({.rules = std::move(rules), .to = asio_client(options)}).value();
}
RequestReport report() {
  auto rules = std::make_shared<Rules>();
  rules->targets.push_back({.name = "near", .base_url = "http://near/v1"});
  RequestReport out{.rules = rules, .method = "POST", .path = "/v1/chat/completions", .model_asked = "small"};
  out.attempts = {{.status = 200, .tokens = TokenTally{.input = 1, .output = 2}, .span_id = "00f067aa0ba902b7"}};
  out.status = 200;
  out.trace = {.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736", .span_id = "00f067aa0ba902b8"};
  return out;
}
// How a collector misbehaves.
const std::vector<std::pair<const char*, std::function<Answer()>>> misbehaviours{
    {"500s", [] { return ready_answer({.status = 500}, "<html>"); }},
    {"garbage", [] { return ready_answer({.status = 200}, std::string(3 << 20, '{')); }},
    {"silence", [] { return std::make_unique<fakes::FedAnswer>(std::make_shared<fakes::Call>()); }},
    {"a body that never ends",
     []() -> Answer {
       auto call = std::make_shared<fakes::Call>();
       call->head(200).bytes("{");
       return std::make_unique<fakes::FedAnswer>(call);
     }},
};

}  // namespace asio_telemetry_test

TEST_CASE("spans and metrics reach a collector over HTTP, below the endpoint's path") {
  collector::Collector to;
  const auto inner = to.handler();
  AsioServer server{[inner](Request request) {
    request.path = request.path.substr(std::string_view{"/otlp"}.size());
    return inner(std::move(request));
  }};
  const auto telemetry = asio_telemetry_test::telemetry_to(server.start().value());
  const auto hook = telemetry.hook();
  for (int i = 0; i < 300; ++i) hook(asio_telemetry_test::report());
  telemetry.flush();
  CHECK(to.problem().empty());
  CHECK(to.spans().size() == 900);
  CHECK(to.exports("/v1/traces").size() >= 2);
  CHECK(to.exports("/v1/traces").front().headers.get("content-type") == "application/json");
  CHECK(telemetry.counts().spans_sent == 900);
}

TEST_CASE("a hostile collector costs a request no more than a copy, whatever it does") {
  for (const auto& each : asio_telemetry_test::misbehaviours) {
    const auto& name = each.first;
    AsioServer server{[make = each.second](const Request&) { return make(); }};
    const auto telemetry = asio_telemetry_test::telemetry_to(
        server.start().value(), {.timeout = std::chrono::milliseconds{50}, .give_up = std::chrono::milliseconds{100}});
    const auto hook = telemetry.hook();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) hook(asio_telemetry_test::report());
    CHECK_MESSAGE(std::chrono::steady_clock::now() - begun < std::chrono::seconds{1}, name);
    telemetry.flush();
    const auto counts = telemetry.counts();
    CHECK_MESSAGE(counts.spans_dropped == 300, name);
    CHECK_MESSAGE(counts.exports_failed == 2, name);
  }
}
