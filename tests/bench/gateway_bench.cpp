// What the gateway's program takes, before a provider whose answers are made beforehand: processor time, answers a
// second, delay and memory, beside the byte proxy; and what hedges save of a provider that is slow at times.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "gateway_process.hpp"
#include "load_generator.hpp"
#include "process.hpp"

#include <oaicompat/http/handler.hpp>
#include <oaicompat/transport/httplib/client.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <future>
#include <memory>

namespace bench {
namespace {

// A key, limits, budgets, a log and figures; `printf %s bench-key | sha256sum`. No limit is ever reached.
constexpr std::string_view everything = R"(
strategy = "affinity"
[[keys]]
name = "bench"
sha256 = "b0962662e937d44c699c8305d90cbf190b3150c59b13863d1380b5cc3c711bb7"
tenant = "team"
rpm = 100000000
tpm = 1000000000000
concurrent = 100000
usd_per_day = 1000000.0
[tenants.team]
usd_per_month = 1000000.0
[log]
file = "gateway.db"
[admin]
key = "env:OAICOMPAT_BENCH_ADMIN"
port = 0
)";

std::string full_rules(const Process& provider) { return plain_rules(provider) + std::string{everything}; }

std::vector<std::string> proxy_words(const Process& provider) {
  return {"--upstream", fmt::format("http://127.0.0.1:{}/v1", provider.port()), "--port", "0"};
}

class GatewayBench {
 public:
  GatewayBench(const Options& options, Report& report) : options_{options}, report_{report} {
    ::setenv("OAICOMPAT_BENCH_ADMIN", "bench", 1);
    raise_descriptor_limit();
  }
  void run() {
    if (wants("cpu") || wants("per_second") || wants("rss_after")) requests();
    if (wants("added")) open_loop();
    if (wants("event")) events();
    if (wants("rss_stream")) open_streams();
    if (wants("hedge")) hedges();
  }

 private:
  using Values = std::vector<double>;

  bool wants(const char* what) const { return options_.wants(std::string{"gateway_"} + what); }
  int runs() const { return 5; }
  // A target stands where a baseline would; 0 where there is none.
  void add(const std::string& what, const char* unit, const Values& values, double target) {
    const auto value = median(values);
    report_.add(
        {"gateway_" + what, value, target, target > 0 ? value / target : 0, unit, static_cast<int>(values.size())});
  }

  // Ten callers that ask again at once.
  struct Closed {
    Values cpu{}, per_second{};
    void ask(const Process& process, std::size_t answers) {
      const auto before = process.cpu_seconds();
      const auto result =
          generate_load({.port = process.port(), .request = request_for(0), .connections = 10, .answers = answers});
      const auto used = (process.cpu_seconds() - before) * 1e6 / static_cast<double>(answers);
      cpu.push_back(result.failed == 0 ? used : -1);
      per_second.push_back(result.per_second());
    }
  };
  void requests() {
    const Process provider{server("canned")};
    const Gateway plain{plain_rules(provider)}, full{full_rules(provider)};
    const Process proxy{OAICOMPAT_BENCH_PROXY, proxy_words(provider)};
    add("rss_idle", "MB, all on (beside the target)", {megabytes(full)}, 15);
    Closed of_plain, of_full, of_proxy, straight;
    for (int i = 0; i < runs(); ++i) {
      const auto answers = options_.scaled(20'000);
      straight.ask(provider, answers);
      of_proxy.ask(proxy, answers);
      of_plain.ask(plain.process(), answers);
      of_full.ask(full.process(), answers);
    }
    add("cpu", "us a request, one rule (beside the target)", of_plain.cpu, 32);
    add("cpu_all", "us a request, all on (beside the target)", of_full.cpu, 55);
    add("cpu_byte_proxy", "us a request", of_proxy.cpu, 0);
    add("per_second", "answers, one rule (beside the target)", of_plain.per_second, 30'000);
    add("per_second_all", "answers, all on", of_full.per_second, 0);
    add("per_second_byte_proxy", "answers", of_proxy.per_second, 0);
    add("per_second_straight", "answers, without a gateway", straight.per_second, 0);
    add("rss_after", "MB after 100,000 requests, one rule", {megabytes(plain)}, 25);
    add("rss_after_all", "MB after 100,000 requests, all on (beside the target)", {megabytes(full)}, 25);
  }
  static double megabytes(const Gateway& gateway) {
    return static_cast<double>(gateway.process().resident_bytes()) / 1e6;
  }

  // A thousand a second, each asked when it is due, with everything on, and straight at the provider.
  void open_loop() {
    const Process provider{server("canned")};
    const Gateway full{full_rules(provider)};
    const Process proxy{OAICOMPAT_BENCH_PROXY, proxy_words(provider)};
    const auto load = [&](const Process& process) {
      return generate_load({.port = process.port(),
                            .request = request_for(0),
                            .connections = 64,
                            .answers = options_.scaled(2'000),
                            .rate = 1'000})
          .latencies_us;
    };
    load(full.process());
    load(proxy);
    Values p50, p99, proxy_p50, proxy_p99;
    for (int i = 0; i < runs(); ++i) {
      auto straight = load(provider), through = load(full.process()), proxied = load(proxy);
      p50.push_back(percentile(through, 0.5) - percentile(straight, 0.5));
      p99.push_back(percentile(through, 0.99) - percentile(straight, 0.99));
      proxy_p50.push_back(percentile(proxied, 0.5) - percentile(straight, 0.5));
      proxy_p99.push_back(percentile(proxied, 0.99) - percentile(straight, 0.99));
    }
    add("added_p50", "us, all on (beside the target)", p50, 130);
    add("added_p99", "us, all on (beside the target)", p99, 500);
    add("added_p50_byte_proxy", "us", proxy_p50, 0);
    add("added_p99_byte_proxy", "us", proxy_p99, 0);
  }

  // 200 streams whose events are all due at the same times.
  struct Stepped {
    Values cpu{}, p50{}, p99{};
    void ask(const Process& process, int events) {
      const auto before = process.cpu_seconds();
      auto result = generate_load({.port = process.port(),
                                   .request = request_for(events),
                                   .connections = 200,
                                   .answers = 200,
                                   .step = std::chrono::milliseconds{50}});
      const bool whole = result.failed + result.out_of_order == 0;
      const auto used = (process.cpu_seconds() - before) * 1e6 / static_cast<double>(result.events);
      cpu.push_back(whole ? used : -1);
      p50.push_back(percentile(result.delays_ms, 0.5));
      p99.push_back(percentile(result.delays_ms, 0.99));
    }
  };
  static Values without(Values values, const Values& others) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] -= others[i];
    return values;
  }
  void events() {
    const Process provider{server("canned"), {"step", "50"}};
    const Gateway plain{plain_rules(provider)};
    const Process proxy{OAICOMPAT_BENCH_PROXY, proxy_words(provider)};
    Stepped of_gateway, of_proxy, straight;
    for (int i = 0; i < runs(); ++i) {
      const int events = options_.quick ? 20 : 60;
      straight.ask(provider, events);
      of_proxy.ask(proxy, events);
      of_gateway.ask(plain.process(), events);
    }
    add("event_cpu", "us an event (beside the target)", of_gateway.cpu, 25);
    add("event_cpu_byte_proxy", "us an event", of_proxy.cpu, 0);
    add("event_delay_p50", "ms added (beside the target)", without(of_gateway.p50, straight.p50), 0.15);
    add("event_delay_p99", "ms added (beside the target)", without(of_gateway.p99, straight.p99), 0.8);
    add("event_delay_p50_byte_proxy", "ms added", without(of_proxy.p50, straight.p50), 0);
    add("event_delay_p99_byte_proxy", "ms added", without(of_proxy.p99, straight.p99), 0);
    add("event_delay_p50_straight", "ms after the event was due, without a gateway", straight.p50, 0);
    add("event_delay_p99_straight", "ms after the event was due, without a gateway", straight.p99, 0);
  }

  void open_streams() {
    const std::size_t count = options_.quick ? 500 : 5'000;
    Values bytes, lost;
    for (int i = 0; i < runs(); ++i) {
      const Process provider{server("canned"), {"step", "1000"}};
      const Gateway full{full_rules(provider)};
      const auto idle = full.process().resident_bytes();
      auto busy = idle;
      constexpr int events = 6;
      const auto result = generate_load({.port = full.process().port(),
                                         .request = request_for(events),
                                         .connections = count,
                                         .answers = count,
                                         .connect_over = std::chrono::seconds{2}},
                                        [&] { busy = full.process().resident_bytes(); });
      lost.push_back(static_cast<double>(count * events - result.events + result.out_of_order + result.failed));
      bytes.push_back(static_cast<double>(busy - idle) / static_cast<double>(count));
    }
    add("rss_stream", "bytes an open stream, all on (beside the target)", bytes, 16 << 10);
    add("rss_stream_lost", "events", lost, 0);
  }

  static double calls_of(const Process& provider) {
    const auto client = oaicompat::httplib_client({.origin = fmt::format("http://127.0.0.1:{}", provider.port())});
    const auto answer = client({.method = "GET", .path = "/calls"});
    std::string told;
    for (oaicompat::Part part;;) {
      const auto got = answer->pull(part);
      if (got == oaicompat::Pull::wait) {
        const auto woken = std::make_shared<std::promise<void>>();
        answer->when_ready([woken] { woken->set_value(); });
        woken->get_future().wait();
        continue;
      }
      if (got != oaicompat::Pull::some) return std::atof(told.c_str());
      if (const auto* bytes = std::get_if<oaicompat::Bytes>(&part)) told += *bytes;
    }
  }
  // One provider behind two targets; 5 % of its answers begin ten times as late as the others.
  void hedges() {
    const Process provider{server("canned"), {"slow"}};
    const auto targets = words_of_target("a", provider) + words_of_target("b", provider) +
                         "[[routes]]\nuse = [{ target = \"a\" }, { target = \"b\" }]\n";
    const Gateway plain{targets}, hedged{targets + "hedge = { after = { quantile = 0.95 } }\n"};
    const auto answers = std::max<std::size_t>(600, options_.scaled(2'000));
    const auto p99 = [&](const Gateway& gateway) {
      auto result = generate_load(
          {.port = gateway.process().port(), .request = request_for(1), .connections = 60, .answers = answers});
      return result.failed == 0 ? percentile(result.latencies_us, 0.99) / 1e3 : -1;
    };
    p99(hedged);  // until the quantile is known
    Values with, without, ratios, calls;
    for (int i = 0; i < runs(); ++i) {
      without.push_back(p99(plain));
      const auto before = calls_of(provider);
      with.push_back(p99(hedged));
      calls.push_back(((calls_of(provider) - before) / static_cast<double>(answers) - 1) * 100);
      ratios.push_back(with.back() / without.back());
    }
    add("hedge_p99_plain", "ms to the answer, no hedges", without, 0);
    add("hedge_p99", "ms to the answer, hedges", with, 0);
    add("hedge_ratio", "of the time without hedges (beside the target)", ratios, 0.35);
    add("hedge_calls", "% more calls (beside the target)", calls, 6);
  }

  const Options& options_;
  Report& report_;
};

}  // namespace

void measure_gateway(const Options& options, Report& report) { GatewayBench{options, report}.run(); }

}  // namespace bench
