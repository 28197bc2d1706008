// A gateway in memory with its log, its figures and its administration.
// SPDX-License-Identifier: MIT
#pragma once

#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/request_log.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logged {

using namespace oaicompat;

/// Keeps records in memory; may be told to fail.
class MemorySink final : public LogSink {
 public:
  Result<void> write(const std::vector<LogRecord>& all) override {
    const std::lock_guard lock{mutex};
    if (failing) return api_error(500, "The disk is full.", "store_full");
    records.insert(records.end(), all.begin(), all.end());
    return {};
  }
  Result<void> audit(const AuditRecord& record) override {
    const std::lock_guard lock{mutex};
    changes.push_back(record);
    return {};
  }
  Result<void> trim(std::int64_t) override { return {}; }
  Result<LogPage> find(const LogQuery& query) const override {
    const std::lock_guard lock{mutex};
    LogPage out;
    for (const auto& each : records) {
      if (query.id.empty() || query.id == each.id) out.records.push_back(each);
    }
    return out;
  }
  Result<std::vector<AuditRecord>> audits(std::size_t) const override {
    const std::lock_guard lock{mutex};
    return changes;
  }

  mutable std::mutex mutex;
  std::vector<LogRecord> records;
  std::vector<AuditRecord> changes;
  bool failing = false;
};

inline const std::string rules = R"(
[targets.near]
base_url = "http://near/v1?key=hidden"
[targets.far]
base_url = "http://far/v1"
[[routes]]
name = "small"
match = { model = "sm*" }
strategy = "priority"
use = [{ target = "near" }]
fallback = ["far"]
[[keys]]
name = "app"
tenant = "team"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
rpm = 100
)";
inline const std::string body = R"({"model":"small","messages":[{"role":"user","content":"Hi"}]})";

struct Ground {
  std::shared_ptr<MemorySink> sink = std::make_shared<MemorySink>();
  std::map<std::string, fakes::Inner> targets;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  GatewayMetrics metrics;
  std::optional<RequestLog> log;
  std::optional<Gateway> gateway;
  Handler handler;

  explicit Ground(LogRules log_rules = {.level = LogLevel::bodies}) {
    clock->advance(std::chrono::seconds{1});
    log.emplace(sink, RequestLogOptions{.rules = std::move(log_rules), .clock = clock});
    gateway =
        Gateway::create(
            read_rules(rules).value(),
            {.connect = [this](const Target& target, const std::string&) { return targets[target.name].handler(); },
             .on_request =
                 [hook = log->hook(), figures = metrics](const RequestReport& report) {
                   figures.add(report);
                   hook(report);
                 },
             .clock = clock})
            .value();
    handler = log->watch()(gateway->handler());
  }
  Answer ask(std::string text = body, Headers headers = {}) const {
    headers.add("authorization", "Bearer sk-oc-1");
    return handler(fakes::post(std::move(headers), std::move(text)));
  }
  fakes::Taken ask_whole(Headers headers = {}) {
    const auto answer = ask(body, std::move(headers));
    targets["near"].last().head(200, hostile::json).bytes(hostile::whole).end();
    return fakes::take(answer);
  }
  std::vector<LogRecord> records() const {
    log->flush();
    const std::lock_guard lock{sink->mutex};
    return sink->records;
  }
};

}  // namespace logged
