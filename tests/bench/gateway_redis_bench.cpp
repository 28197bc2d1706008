// What limits and budgets over a Redis server take of a request, beside the same in memory: processor time of the
// gateway's program, its thread for the server included, and delay.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "gateway_process.hpp"
#include "load_generator.hpp"
#include "process.hpp"
#include "redis_process.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bench {
namespace {

// The key's limits are a few times what is asked, so that leases are taken, and nothing is refused.
constexpr std::string_view shared_limits = R"(
[[keys]]
name = "bench"
sha256 = "b0962662e937d44c699c8305d90cbf190b3150c59b13863d1380b5cc3c711bb7"
tenant = "team"
rpm = 5000000
tpm = 2500000000
concurrent = {}
usd_per_day = 20000.0
[tenants.team]
usd_per_month = 100000.0
)";

// So many slots are shared; `shared` says how.
std::string limited_rules(const Process& provider, int slots, const std::string& shared) {
  return plain_rules(provider) + fmt::format(shared_limits, slots) + shared;
}
std::string shared_by(const RedisProcess& redis, const std::string& prefix, double lease) {
  return fmt::format("[shared]\nredis = \"{}\"\nprefix = \"{}\"\nnodes = 3\nlease = {}\n", redis.url(), prefix, lease);
}

class RedisLimits {
 public:
  RedisLimits(const Options& options, Report& report) : options_{options}, report_{report} {}

  void run() {
    raise_descriptor_limit();
    if (!redis_.is_up()) return fmt::print(stderr, "redis-server is not installed\n");
    compare("", "a lease of a tenth", 1'000, 0.1);
    compare("_narrow", "a lease of a thousandth: ten slots for ten callers", 10'000, 0.001);
    delay();
  }

 private:
  using Values = std::vector<double>;

  // Microseconds of a request, by ten callers that ask again at once; -1 where one failed.
  double cpu_of(const Gateway& gateway) const {
    const auto answers = options_.scaled(20'000);
    const auto before = gateway.process().cpu_seconds();
    const auto result = generate_load(
        {.port = gateway.process().port(), .request = request_for(0), .connections = 10, .answers = answers});
    const auto used = (gateway.process().cpu_seconds() - before) * 1e6 / static_cast<double>(answers);
    return result.failed == 0 ? used : -1;
  }
  void compare(const std::string& name, const char* how, int slots, double lease) {
    const Gateway alone{limited_rules(provider_, slots, "")};
    const Gateway shared{limited_rules(provider_, slots, shared_by(redis_, "bench" + name, lease))};
    Values more, servers;
    const auto measure = in_pairs(
        "gateway_redis_limits_cpu" + name, fmt::format("us a request, beside counters in memory: {}", how),
        options_.runs(),
        [&] {
          const auto before = redis_.cpu_seconds();
          more.push_back(cpu_of(shared));
          servers.push_back((redis_.cpu_seconds() - before) * 1e6 / static_cast<double>(options_.scaled(20'000)));
          return more.back();
        },
        [&] {
          const auto of_alone = cpu_of(alone);
          more.back() -= of_alone;
          return of_alone;
        });
    more.erase(more.begin());  // of the warm-up
    report_.add(measure);
    report_.add({"gateway_redis_limits_more" + name, median(more), 10, median(more) / 10,
                 "us more a request (beside the target)", options_.runs()});
    report_.add({"gateway_redis_limits_server" + name, median(servers), 0, 0, "us of the Redis server a request",
                 options_.runs()});
  }
  // A thousand a second, each asked when it is due.
  double p50_of(const Gateway& gateway) const {
    auto latencies = generate_load({.port = gateway.process().port(),
                                    .request = request_for(0),
                                    .connections = 64,
                                    .answers = options_.scaled(2'000),
                                    .rate = 1'000})
                         .latencies_us;
    return percentile(latencies, 0.5);
  }
  void delay() {
    const Gateway alone{limited_rules(provider_, 1'000, "")};
    const Gateway shared{limited_rules(provider_, 1'000, shared_by(redis_, "delay", 0.1))};
    report_.add(in_pairs(
        "gateway_redis_limits_p50", "us to the answer at 1,000 a second, beside counters in memory", options_.runs(),
        [&] { return p50_of(shared); }, [&] { return p50_of(alone); }));
  }

  const Options& options_;
  Report& report_;
  const Process provider_{server("canned")};
  const RedisProcess redis_;
};

}  // namespace

void measure_redis_limits(const Options& options, Report& report) {
  if (options.wants("gateway_redis_limits")) RedisLimits{options, report}.run();
}

}  // namespace bench
