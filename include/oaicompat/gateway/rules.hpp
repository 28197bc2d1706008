// Rules: what a gateway does, as data. Targets, routes and keys, read from TOML into an immutable snapshot.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/cache_rules.hpp>
#include <oaicompat/gateway/evaluation_rules.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/gateway/shared_rules.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// What a target can do; a request that needs more is not sent there.
struct Capabilities {
  bool tools = true;        ///< Tool calls. Default yes.
  bool images = true;       ///< Images in messages. Default yes.
  bool json_schema = true;  ///< Answers by a JSON schema. Default yes.
  bool streams = true;      ///< Streams of events. Default yes.
  /// The most tokens of prompt and answer. Default 0: not known, so not checked.
  std::int64_t context_window = 0;
};

/// Where requests go on to.
struct Target {
  std::string name{};                                         ///< What routes, logs and metrics call it.
  std::string base_url{};                                     ///< With its path: `https://api.openai.com/v1`.
  std::string dialect = "openai";                             ///< `openai`, `anthropic`, `gemini` or `ollama`.
  std::string key{};                                          ///< `env:NAME` or `file:PATH`, never the secret itself.
  std::vector<std::pair<std::string, std::string>> models{};  ///< The caller's name of a model, and the target's.
  /// The price list's name of what is asked of it. Default none: priced by the target's name of the model.
  std::string price{};
  /// What a million prompt tokens cost, in nano-dollars; goes before the price list. Default not known: of the strategy
  /// `cost` the target is the dearest.
  std::optional<std::int64_t> input_price{};
  /// What a million tokens of the answer cost, in nano-dollars. Default not known.
  std::optional<std::int64_t> output_price{};
  Capabilities can{};
  /// Streams are asked to tell their usage, which is taken out again where the caller did not ask for it. Default yes.
  bool stream_usage = true;
  /// The most requests at once. Default 0: no limit.
  std::int64_t max_in_flight = 0;
  /// How long a connection may take; the transport keeps it. Default 2 s.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{2};

  /// The target's name of a model that a caller names: the same where `models` does not say.
  std::string_view model_for(std::string_view model) const {
    for (const auto& [asked, own] : models) {
      if (asked == model) return own;
    }
    return model;
  }
};

/// How the targets of a route are ordered.
enum class Strategy {
  weighted,       ///< By weight; the same affinity key goes to the same target.
  priority,       ///< As they are listed.
  least_latency,  ///< The better of two that are drawn by the request's seed, then by their time to the first token.
  least_busy,     ///< By the requests in flight.
  cost,           ///< By the estimated price.
  affinity,       ///< As `weighted`, but an overloaded target is passed over.
};

/// A target as a route uses it.
struct RouteTarget {
  std::uint32_t target = 0;  ///< Its place in `Rules::targets`.
  double weight = 1;         ///< Its share among those of its priority. Default 1; 0 drains it.
  int priority = 0;          ///< Lower ones are asked first. Default 0.
};

/// Which requests a route takes; all must hold. What is not set takes any.
struct RouteMatch {
  std::string model{};                              ///< A glob, in which `*` stands for any characters.
  std::string tenant{};                             ///< A glob, too.
  std::optional<bool> stream{};                     ///< Whether a stream was asked for.
  bool has_tools = false;                           ///< Only requests that offer tools. Default all.
  bool has_images = false;                          ///< Only requests that show images. Default all.
  bool has_json_schema = false;                     ///< Only requests that want a JSON schema. Default all.
  std::int64_t min_prompt_tokens = 0;               ///< By the estimate. Default 0.
  std::optional<std::int64_t> max_prompt_tokens{};  ///< By the estimate. Default any.
};

/// How long is waited, for each attempt but for the total, which is the request's. Zero switches one off.
struct RouteTimeouts {
  std::chrono::milliseconds head = std::chrono::seconds{30};         ///< For the answer's head. Default 30 s.
  std::chrono::milliseconds first_token = std::chrono::seconds{30};  ///< From the attempt's begin. Default 30 s.
  std::chrono::milliseconds idle = std::chrono::seconds{60};         ///< Between events. Default 60 s.
  std::chrono::milliseconds total = std::chrono::seconds{600};       ///< For the whole request. Default 600 s.
};

/// How failures are tried again.
struct RouteRetry {
  int max_attempts = 3;                                           ///< Over all targets. Default 3.
  std::chrono::milliseconds first_delay{500};                     ///< Doubled before each later one. Default 500 ms.
  std::chrono::milliseconds max_delay = std::chrono::seconds{5};  ///< What doubling leads to. Default 5 s.
};

/// When a target rests.
struct RouteBreaker {
  int failures = 3;                                                   ///< In a row. Default 3.
  std::chrono::milliseconds cooldown = std::chrono::seconds{5};       ///< Doubled while probes fail. Default 5 s.
  std::chrono::milliseconds max_cooldown = std::chrono::seconds{60};  ///< What doubling leads to. Default 60 s.
};

/// When a second target is asked as well, for an answer that has not begun. The first good token, or whole answer,
/// wins; the other attempt is dropped, and accounted for. Requests that may have effects or a state are never sent
/// twice.
struct RouteHedge {
  /// Without a first token for so long. Default 0: never. With a quantile, for as long as too few were observed.
  std::chrono::milliseconds after{0};
  /// After this quantile of the times to the first token that the target and model were observed to take, instead. In
  /// (0, 1). Default 0: a fixed time.
  double quantile = 0;
  std::chrono::milliseconds min{50};                        ///< The least that a quantile gives. Default 50 ms.
  std::chrono::milliseconds max = std::chrono::seconds{2};  ///< The most. Default 2 s.
  double budget = 0.05;                                     ///< The most extra attempts, of all requests. Default 0.05.

  bool is_on() const { return after.count() > 0; }
};

/// One rule: which requests it takes and where they go.
struct Route {
  std::string name{};
  RouteMatch match{};
  Strategy strategy = Strategy::weighted;  ///< Default weighted.
  std::vector<RouteTarget> use{};
  std::vector<std::uint32_t> fallback{};  ///< Asked in order when those of `use` fail. Default none.
  std::vector<std::uint32_t> context{};   ///< Asked when the request is too long for its target. Default none.
  std::vector<std::uint32_t> policy{};    ///< Asked when the target refuses the content. Default none.
  RouteTimeouts timeouts{};
  RouteRetry retry{};
  RouteHedge hedge{};
  RouteCache cache{};    ///< Default none.
  RouteChecks checks{};  ///< Of its answers. Default none.
  RouteShadow shadow{};  ///< Default none.

  bool is_evaluated() const { return checks.is_on || shadow.is_on(); }
};

/// What a caller may take. Zero is no limit.
struct GatewayLimits {
  std::int64_t rpm = 0;           ///< Requests a minute. Default 0: no limit.
  std::int64_t tpm = 0;           ///< Tokens a minute. Default 0: no limit.
  std::int64_t concurrent = 0;    ///< Requests at once. Default 0: no limit.
  std::int64_t day_budget = 0;    ///< In nano-dollars a day of UTC. Default 0: no limit.
  std::int64_t month_budget = 0;  ///< In nano-dollars a month of UTC. Default 0: no limit.
  /// The model that is asked instead where what is left of a budget does not bear the caller's: a cheaper one. Where it
  /// does not bear that one either the request is refused. Default none.
  std::string downgrade{};
  std::uint32_t line = 0;  ///< Where the file has the table with them; 0 where they are of no file.

  bool has_budget() const { return day_budget > 0 || month_budget > 0; }
};

/// A caller's key, known by its hash alone.
struct GatewayKey {
  std::string name{};
  std::string sha256{};               ///< Of the key, in lower-case hexadecimal.
  std::string tenant{};               ///< Default none: the key's name.
  std::vector<std::string> models{};  ///< Globs of the models that it may use. Default all.
  GatewayLimits limits{};             ///< Of the key alone; those of its tenant hold as well.
};

/// Limits of all keys of a tenant together.
struct GatewayTenant {
  std::string name{};
  GatewayLimits limits{};
};

/// A place outside of a file of rules that it names: of a secret, or of a server.
struct NamedPlace {
  std::string place{};     ///< `env:NAME`, `file:PATH`, or an address.
  std::uint32_t line = 0;  ///< Of the file.
};

/// All rules of a gateway. A request keeps the snapshot that it began with.
struct Rules {
  std::vector<Target> targets{};
  std::vector<Route> routes{};  ///< The first that matches counts.
  std::vector<GatewayKey> keys{};
  std::vector<GatewayTenant> tenants{};
  RouteBreaker breaker{};
  CacheRules cache{};  ///< Read when the gateway is made.
  std::vector<JudgeRule> judges{};
  EvaluationRules evaluation{};
  LogRules log{};              ///< What the program logs; an embedder makes a `RequestLog` of it.
  SharedRules shared{};        ///< What it shares with other gateways; read by the program when it starts.
  AdminRules admin{};          ///< Where the program takes calls of administrators; an embedder mounts `admin_handler`.
  TelemetryRules telemetry{};  ///< What the program exports; an embedder makes a `Telemetry` of it.
  std::vector<NamedPlace> places{};  ///< All that the file names. Default none: the rules are of no file.
  std::string price_file{};  ///< A price list, see `read_prices`. Default none: nothing has a price but by its target.

  /// The place of the target of that name; nothing where there is none.
  std::optional<std::uint32_t> find_target(std::string_view name) const {
    for (std::uint32_t i = 0; i < targets.size(); ++i) {
      if (targets[i].name == name) return i;
    }
    return std::nullopt;
  }
};
using RulesPtr = std::shared_ptr<const Rules>;

/// Reads rules from TOML and checks that they fit together.
///
///     [targets.openai]
///     base_url = "https://api.openai.com/v1"
///     key = "env:OPENAI_API_KEY"
///     [[routes]]
///     match = { model = "gpt-*" }
///     use = [{ target = "openai" }]
///
/// **Errors**: `ErrorKind::parse` with every problem in the message, one a line, each with its line in the text:
/// `line 4: unknown key "base_ulr" in targets.openai`. A key that is not known is a problem.
OAICOMPAT_API Result<RulesPtr> read_rules(std::string_view toml);

/// The secret that `env:NAME` or `file:PATH` names, without line breaks at its end; of an empty text an empty one.
///
/// **Errors**: `invalid_argument` where there is no such variable or file, or the text is of another form. The message
/// names the place, never the secret.
OAICOMPAT_API Result<std::string> read_secret(const std::string& place);

/// Whether each secret that the rules' file names can be read now. **Errors**: `invalid_argument` with the code
/// `no_secret` and every one that cannot in the message, one a line, each with its line in the file.
OAICOMPAT_API Result<void> check_secrets(const Rules& rules);
/// An error of a place that the rules' file names, with its line: `line 7: ...`.
OAICOMPAT_API Error at_line(const Rules& rules, std::string_view place, Error error);

/// Whether a text matches a glob, in which `*` stands for any characters; an empty glob matches all.
OAICOMPAT_API bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/rules.ipp>
#include <oaicompat/gateway/rules_toml.ipp>
#endif
