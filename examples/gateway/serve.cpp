// oaicompat-gateway at work: requests on one port, administrators on another.
// SPDX-License-Identifier: MIT
#include "../stopping.hpp"
#include "in_dialect.hpp"
#include "log_place.hpp"
#include "loops.hpp"
#include "page.hpp"
#include "program.hpp"
#include "shared.hpp"

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/request_log.hpp>
#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/search/vector_index.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>
#if OAICOMPAT_HNSW
#include <oaicompat/search/hnsw_index.hpp>
#endif
#if OAICOMPAT_SQLITE
#include <oaicompat/gateway/stored_state.hpp>
#include <oaicompat/stores/sqlite_store.hpp>
#endif

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace gateway_program {

using namespace oaicompat;

namespace {

// A new snapshot at each SIGHUP, and when the file or a secret that it names has changed. A bad file changes nothing
// and says so.
class Reloading {
 public:
  Reloading(boost::asio::io_context& io, Gateway gateway, std::shared_ptr<RulesFile> file)
      : signals_{io, SIGHUP}, timer_{io}, gateway_{std::move(gateway)}, file_{std::move(file)} {
    wait_for_signal();
    wait_for_change();
  }

 private:
  void wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      reload();
      wait_for_signal();
    });
  }
  void wait_for_change() {
    timer_.expires_after(std::chrono::seconds{1});
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      if (file_->has_changed()) reload();
      wait_for_change();
    });
  }
  void reload() {
    const auto loaded = file_->reload(gateway_);
    const auto status = file_->status();
    loaded ? fmt::print(stderr, "oaicompat-gateway: reloaded {}, version {}\n", status.file, status.version)
           : fmt::print(stderr, "oaicompat-gateway: kept version {}: {}\n", status.version, loaded.error().message);
  }

  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  Gateway gateway_;
  const std::shared_ptr<RulesFile> file_;
};

Result<std::optional<RequestLog>> open_log(const LogRules& rules) {
  if ((rules.file.empty() && rules.url.empty()) || rules.level == LogLevel::none) return std::optional<RequestLog>{};
  auto sink = open_log_sink(rules, LogUse::write);
  if (!sink) return sink.error();
  const auto complain = [](const Error& error) { (void)fail("the log: " + error.message); };
  return std::optional{RequestLog{*std::move(sink), {.rules = rules, .on_error = complain}}};
}

// Where requests and money are counted: with other gateways, or in memory, budgets in a file as well where there is
// one.
Result<SharedStatePtr> open_state(const std::string& file, const SharedRules& shared) {
  if (!shared.redis.empty() && !file.empty()) {
    return local_error(ErrorKind::invalid_argument, "--state and [shared] exclude each other.");
  }
  if (!shared.redis.empty()) return open_shared_state(shared);
  if (file.empty()) return memory_state();
#if OAICOMPAT_SQLITE
  auto store = sqlite_store({.file = file, .retention = std::nullopt});
  if (!store) return store.error();
  return stored_state(*std::move(store));
#else
  return local_error(ErrorKind::invalid_argument, "This program was built without SQLite, so it keeps no budgets.");
#endif
}

// What goes to a collector, over a transport with a thread of its own.
Result<std::optional<Telemetry>> open_telemetry(const Rules& rules) {
  if (rules.telemetry.endpoint.empty()) return std::optional<Telemetry>{};
  const auto complain = [](const Error& error) { (void)fail("telemetry: " + error.message); };
  auto to = asio_client({.origin = rules.telemetry.endpoint, .max_answer = std::size_t{1} << 20});
  auto made = Telemetry::create(
      {.rules = rules.telemetry, .to = std::move(to), .redact = rules.log.redact, .on_error = complain});
  if (!made) return made.error();
  return std::optional{*std::move(made)};
}

std::function<void(const RequestReport&)> told(const std::optional<RequestLog>& log,
                                               const std::optional<GatewayMetrics>& metrics,
                                               const std::optional<Telemetry>& telemetry) {
  if (!log && !metrics && !telemetry) return {};
  return [hook = log ? log->hook() : nullptr, metrics,
          exported = telemetry ? telemetry->hook() : nullptr](const RequestReport& report) {
    if (metrics) metrics->add(report);
    if (exported) exported(report);
    if (hook) hook(report);
  };
}

std::function<void(const EvaluationReport&)> told_of_evaluation(const std::optional<RequestLog>& log,
                                                                const std::optional<GatewayMetrics>& metrics,
                                                                const std::optional<Telemetry>& telemetry) {
  if (!log && !metrics && !telemetry) return {};
  return [hook = log ? log->evaluation_hook() : nullptr, metrics,
          exported = telemetry ? telemetry->evaluation_hook() : nullptr](const EvaluationReport& report) {
    if (metrics) metrics->add(report);
    if (exported) exported(report);
    if (hook) hook(report);
  };
}

// What answers are found by that mean the same, as far as it was built.
VectorIndexPtr vector_index(std::size_t dimensions) {
#if OAICOMPAT_HNSW
  return hnsw_index(dimensions, {.candidates_to_search = 64});  // the nearest alone is wanted
#else
  return exact_index(dimensions);
#endif
}

// Administrators have a thread of their own: a look into the log may take a while.
Result<std::unique_ptr<AsioServer>> serve_admin(const AdminRules& rules, const Gateway& gateway, AdminOptions options) {
  auto key = read_secret(rules.key);
  if (!key) return key.error();
  if (key->empty()) return local_error(ErrorKind::invalid_argument, "The administrator's key is empty.", "no_secret");
  options.key = *std::move(key);
  options.on_change = [](const AuditRecord& record) {
    fmt::print(stderr, "oaicompat-gateway: admin: {}\n", log_json(record));
  };
  auto server =
      std::make_unique<AsioServer>(stack({page()}, admin_handler(gateway, std::move(options))),
                                   AsioServerOptions{.host = rules.host, .port = static_cast<int>(rules.port)});
  const auto port = server->start();
  if (!port) return port.error();
  fmt::print("oaicompat-gateway administration on http://{0}:{1}/, figures on http://{0}:{1}/metrics\n", rules.host,
             *port);
  return server;
}

}  // namespace

int serve(const std::shared_ptr<RulesFile>& file, const RulesPtr& rules, const CommandLine& line) {
  const auto log = open_log(rules->log);
  if (!log) return fail(log.error().message);
  const auto state = open_state(line.state, rules->shared);
  if (!state) return fail("the budgets: " + state.error().message);
  auto cache = open_shared_cache(rules->shared);
  if (!cache) return fail("the cache: " + cache.error().message);
  const auto telemetry = open_telemetry(*rules);
  if (!telemetry) return fail("telemetry: " + telemetry.error().message);
  if (!*cache) *cache = memory_cache(static_cast<std::size_t>(rules->cache.max_bytes));
  const bool administered = !rules->admin.key.empty();
  const auto metrics = administered ? std::optional{GatewayMetrics{}} : std::nullopt;
  Loops loops{line.threads};
  const auto gateway = Gateway::create(
      rules, {.connect = [&loops](const Target& target,
                                  const std::string& key) { return in_dialect(loops.connect(target), target, key); },
              .on_request = told(*log, metrics, *telemetry),
              .on_evaluation = told_of_evaluation(*log, metrics, *telemetry),
              .state = *state,
              .cache = *cache,
              .vector_index = vector_index});
  if (!gateway) return fail(gateway.error().message);
  std::vector<Layer> layers{gateway_health(*gateway), request_id({})};
  if (*telemetry) layers.push_back((*telemetry)->watch());
  if (*log) layers.push_back((*log)->watch());
  layers.push_back(speak_all());
  // Before anybody is told that it runs: a signal would end it at once.
  const Reloading reloading{loops.first(), *gateway, file};
  const programs::Stopping stopping{
      loops.first(), {[&] { loops.drain(); }, [&] { return loops.connections(); }}, std::chrono::seconds{line.drain_s}};
  const auto port = loops.serve(stack(layers, gateway->handler()),
                                {.host = line.host, .port = line.port, .max_body = std::size_t{32} << 20});
  if (!port) return fail(port.error().message);
  fmt::print("oaicompat-gateway listening on http://{}:{}/v1\n", line.host, *port);
  std::unique_ptr<AsioServer> admin;
  if (administered) {
    const auto try_out = [layers, gateway = *gateway](const std::string& target) {
      return stack(layers, target.empty() ? gateway.handler() : gateway.handler_to(target));
    };
    auto started = serve_admin(rules->admin, *gateway,
                               {.file = file,
                                .log = *log,
                                .metrics = metrics,
                                .telemetry = *telemetry,
                                .cache = *cache,
                                .state = *state,
                                .try_out = try_out});
    if (!started) return fail(started.error().message);
    admin = *std::move(started);
  }
  std::fflush(stdout);
  loops.run();
  gateway->stop_refreshes();
  return 0;
}

}  // namespace gateway_program
