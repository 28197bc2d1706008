// admin_handler: what administrators ask of a gateway, under a key of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/log_sink.hpp>
#include <oaicompat/gateway/request_log.hpp>
#include <oaicompat/gateway/rules_file.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// What administrators may see and do.
struct AdminOptions {
  /// What a caller shows as `Authorization: Bearer`. Default empty: every call is refused, but for health and metrics.
  std::string key{};
  /// The rules' file. Default none: `config` is a 404.
  std::shared_ptr<RulesFile> file{};
  /// The log. Default none: `logs` and `audit` are a 404.
  std::optional<RequestLog> log{};
  /// The figures. Default none: `/metrics` is a 404.
  std::optional<GatewayMetrics> metrics{};
  /// What is exported; `/metrics` has what of it was dropped. Default none.
  std::optional<Telemetry> telemetry{};
  /// The gateway's cache (`GatewayOptions::cache`), to be emptied. Default none: `cache` is a 404.
  AnswerCachePtr cache{};
  /// Told of each change, whether there is a log or not. Default nobody.
  std::function<void(const AuditRecord&)> on_change{};
  /// The gateway's counters (`GatewayOptions::state`): figures and status tell whether their server is there. Default
  /// none.
  SharedStatePtr state{};
  /// What answers trials: the gateway's handler with what stands around it, of one target where one is named. Default
  /// none: `try` is a 404.
  std::function<Handler(const std::string& target)> try_out{};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// Answers these calls; errors are in the API's shape, and no answer holds a secret.
///
/// | call | answer |
/// |---|---|
/// | `GET /health/live`, `GET /health/ready` | without a key; as `gateway_health` |
/// | `GET /metrics` | without a key; text, or OpenMetrics by `Accept` |
/// | `GET /admin/config/status` | file, version, when it was loaded, the last error; where a server is shared, whether
/// it is there | | `POST /admin/config/reload` | reads the file anew; a 422 with the problems where it has some | |
/// `GET /admin/targets` | each with its breaker, requests in flight, time to the first token, and of its prompts'
/// tokens how many it had in a cache |
/// | `POST /admin/targets/{name}/drain`, `.../undrain` | takes a target out, or brings it back |
/// | `DELETE /admin/cache?tenant=` | forgets all answers, or a tenant's (those of everybody stay); 503 while away |
/// | `DELETE /admin/cache/{id}` | forgets the one answer whose hits have that `id`; 404 where there is none |
/// | `GET /admin/keys` | names, tenants, models, limits, how these stand, and the beginning of each hash |
/// | `GET /admin/evaluation` | what shadows, judges and verified hits have come to, and the advice whether to promote |
/// | `POST /admin/explain?tenant=` | the plan for the body of a request, without a call |
/// | `GET, POST /admin/try/...` | the gateway's own answer: a request of the key in `x-oaicompat-caller-key`, logged
/// and accounted for as any other, to the target in `x-oaicompat-try-target` alone |
/// | `GET /admin/logs` | records without bodies, the newest first; `next_cursor` names the next page |
/// | `GET /admin/logs/{id}` | one record, with its bodies |
/// | `GET /admin/audit?limit=` | the last changes |
///
/// A parameter that a call does not know is a 400. The query of `/admin/logs` may have `model`, `target`, `tenant`,
/// `key`, `outcome`, `status`, `since`, `until`, `of` (the request whose shadows and judgements are looked for),
/// `limit` and `cursor`.
///
/// It reads the log's file, and so may block: mount it on a thread of its own. **Lifetime**: keeps the gateway's state.
/// **Threads**: any.
OAICOMPAT_API Handler admin_handler(Gateway gateway, AdminOptions options);

/// A layer that answers `GET /health/live` while the process runs, and `GET /health/ready` with 200 while a target may
/// be asked, else with 503. No key is needed.
OAICOMPAT_API Layer gateway_health(Gateway gateway);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/admin.ipp>
#endif
