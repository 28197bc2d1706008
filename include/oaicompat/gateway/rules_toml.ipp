// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/cache_rules.ipp>
#include <oaicompat/gateway/evaluation_rules.ipp>
#include <oaicompat/gateway/key_rules.ipp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/service_rules.ipp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <utility>

#if !defined(TOML_EXCEPTIONS)
#define TOML_EXCEPTIONS 0
#endif
#if !defined(TOML_ENABLE_FORMATTERS)
#define TOML_ENABLE_FORMATTERS 0
#endif
#include <toml++/toml.h>

namespace oaicompat::inline v1 {
namespace detail {

using TomlLine = toml::source_index;

// What is wrong with the rules so far.
class RuleProblems {
 public:
  void add(const toml::node& at, const std::string& what) { add(at.source().begin.line, what); }
  void add(TomlLine line, const std::string& what) { found_.emplace_back(line, what); }
  bool empty() const { return found_.empty(); }
  Error error() {
    std::stable_sort(found_.begin(), found_.end(), [](auto& a, auto& b) { return a.first < b.first; });
    std::string all;
    for (const auto& [line, what] : found_) all += fmt::format("{}line {}: {}", all.empty() ? "" : "\n", line, what);
    return local_error(ErrorKind::parse, std::move(all), "invalid_rules");
  }

 private:
  std::vector<std::pair<TomlLine, std::string>> found_;
};

// One table of the file. Each of its keys is read, or found to be unknown by `finish`.
class RuleTable {
 public:
  RuleTable(const toml::table& table, std::string where, RuleProblems& problems)
      : table_{table}, where_{std::move(where)}, problems_{problems} {}

  const toml::node* find(std::string_view key) {
    known_.push_back(key);
    return table_.get(key);
  }
  void problem(const toml::node& at, std::string_view what) {
    problems_.add(at, fmt::format("{} in {}", what, where_));
  }
  void wants(const toml::node& at, std::string_view key, std::string_view what) {
    problem(at, fmt::format("\"{}\" must be {}", key, what));
  }
  void finish() {
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      problems_.add(key.source().begin.line, fmt::format("unknown key \"{}\" in {}", key.str(), where_));
    }
  }
  const toml::table& table() const { return table_; }
  const std::string& where() const { return where_; }
  RuleProblems& problems() { return problems_; }

  void read(std::string_view key, std::string& out) {
    const auto* node = find(key);
    if (!node) return;
    const auto value = node->value_exact<std::string>();
    value ? void(out = *value) : wants(*node, key, "a string");
  }
  void read(std::string_view key, bool& out) {
    const auto* node = find(key);
    if (!node) return;
    const auto value = node->value_exact<bool>();
    value ? void(out = *value) : wants(*node, key, "true or false");
  }
  void read(std::string_view key, std::optional<bool>& out) {
    if (table_.contains(key)) read(key, out.emplace());
    known_.push_back(key);
  }
  template <std::integral T>
  void read(std::string_view key, T& out) {
    const auto* node = find(key);
    if (!node) return;
    const auto value = node->value_exact<std::int64_t>();
    value&&* value >= 0 && std::in_range<T>(*value) ? void(out = static_cast<T>(*value))
                                                    : wants(*node, key, "a whole number that is not negative");
  }
  // A number that is at most `most`.
  void read(std::string_view key, double& out, double most) {
    const auto* node = find(key);
    if (!node) return;
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    value&&* value >= 0 && *value <= most ? void(out = *value)
                                          : wants(*node, key, fmt::format("a number from 0 to {:g}", most));
  }
  // Dollars, as nano-dollars.
  void read_money(std::string_view key, std::int64_t& out) {
    double dollars = -1;
    read(key, dollars, 9e9);
    if (dollars >= 0) out = std::llround(dollars * 1e9);
  }
  void read(std::string_view key, std::chrono::milliseconds& out) {
    const auto* node = find(key);
    if (!node) return;
    const auto text = node->value_exact<std::string>();
    const auto value = text ? duration(*text) : std::nullopt;
    value ? void(out = *value) : wants(*node, key, "a time such as \"500ms\", \"2s\" or \"10m\"");
  }
  void read(std::string_view key, std::vector<std::string>& out) {
    const auto* node = find(key);
    if (!node) return;
    const auto* array = node->as_array();
    if (!array) return wants(*node, key, "an array of strings");
    for (const auto& each : *array) {
      const auto value = each.value_exact<std::string>();
      value ? out.push_back(*value) : wants(each, key, "an array of strings");
    }
  }
  // Calls `read` with the table under a key, where there is one.
  template <class Read>
  void inside(std::string_view key, Read read) {
    const auto* node = find(key);
    if (!node) return;
    const auto* table = node->as_table();
    if (!table) return wants(*node, key, "a table");
    RuleTable inner{*table, inner_name(key), problems_};
    read(inner);
    inner.finish();
  }
  // The same with each table of an array.
  template <class Read>
  void each(std::string_view key, Read read) {
    const auto* node = find(key);
    if (!node) return;
    const auto* array = node->as_array();
    if (!array) return wants(*node, key, "an array of tables");
    for (const auto& item : *array) {
      const auto* table = item.as_table();
      if (!table) {
        wants(item, key, "an array of tables");
        continue;
      }
      RuleTable inner{*table, inner_name(key), problems_};
      read(inner);
      inner.finish();
    }
  }

 private:
  std::string inner_name(std::string_view key) const {
    return where_ == "the file" ? std::string{key} : fmt::format("{}.{}", where_, key);
  }
  static std::optional<std::chrono::milliseconds> duration(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    if (bad != std::errc{} || count < 0 || count > 1'000'000'000) return std::nullopt;
    if (unit == "ms") return std::chrono::milliseconds{count};
    if (unit == "s") return std::chrono::seconds{count};
    if (unit == "m") return std::chrono::minutes{count};
    return std::nullopt;
  }

  const toml::table& table_;
  std::string where_;
  RuleProblems& problems_;
  std::vector<std::string_view> known_;
};

inline void read_price(RuleTable& table, Target& out) {
  table.inside("price_per_million", [&](RuleTable& price) {
    price.read_money("input", out.input_price.emplace(0));
    price.read_money("output", out.output_price.emplace(0));
  });
}

inline void read_target(RuleTable& table, Target& out) {
  table.read("base_url", out.base_url);
  table.read("dialect", out.dialect);
  table.read("key", out.key);
  table.read("price", out.price);
  read_price(table, out);
  table.read("stream_usage", out.stream_usage);
  table.read("max_in_flight", out.max_in_flight);
  table.read("connect_timeout", out.connect_timeout);
  table.inside("can", [&](RuleTable& can) {
    can.read("tools", out.can.tools);
    can.read("images", out.can.images);
    can.read("json_schema", out.can.json_schema);
    can.read("streams", out.can.streams);
    can.read("context_window", out.can.context_window);
  });
  table.inside("models", [&](RuleTable& models) {
    for (const auto& [key, node] : models.table())
      models.read(key.str(), out.models.emplace_back(key.str(), "").second);
  });
  constexpr std::array dialects{"openai", "anthropic", "gemini", "ollama"};
  const auto& at = table.table();
  if (out.base_url.empty()) {
    table.problem(at, "no \"base_url\"");
  } else if (!parse_base_url(out.base_url)) {
    table.problem(*at.get("base_url"), "\"base_url\" must be \"http://host[:port][/path]\", or https,");
  }
  if (std::find(dialects.begin(), dialects.end(), out.dialect) == dialects.end()) {
    table.problem(*at.get("dialect"), fmt::format("unknown dialect \"{}\"", out.dialect));
  }
  if (!out.key.empty() && !out.key.starts_with("env:") && !out.key.starts_with("file:")) {
    table.problem(*at.get("key"), "\"key\" must name a place, \"env:NAME\" or \"file:PATH\",");
  }
}

inline void read_match(RuleTable& match, RouteMatch& out) {
  match.read("model", out.model);
  match.read("tenant", out.tenant);
  match.read("stream", out.stream);
  match.read("min_prompt_tokens", out.min_prompt_tokens);
  if (match.table().contains("max_prompt_tokens")) match.read("max_prompt_tokens", out.max_prompt_tokens.emplace());
  match.find("max_prompt_tokens");
  if (out.max_prompt_tokens && *out.max_prompt_tokens < out.min_prompt_tokens) {
    match.problem(match.table(), "\"max_prompt_tokens\" must not be below \"min_prompt_tokens\"");
  }
  std::vector<std::string> has;
  match.read("has", has);
  for (const auto& what : has) {
    if (what == "tools") {
      out.has_tools = true;
    } else if (what == "images") {
      out.has_images = true;
    } else if (what == "json_schema") {
      out.has_json_schema = true;
    } else {
      match.problem(*match.find("has"), fmt::format("\"has\" does not know \"{}\"", what));
    }
  }
}

inline void read_strategy(RuleTable& table, Strategy& out) {
  constexpr std::array<std::pair<std::string_view, Strategy>, 6> names{{{"weighted", Strategy::weighted},
                                                                        {"priority", Strategy::priority},
                                                                        {"least_latency", Strategy::least_latency},
                                                                        {"least_busy", Strategy::least_busy},
                                                                        {"cost", Strategy::cost},
                                                                        {"affinity", Strategy::affinity}}};
  std::string name = "weighted";
  table.read("strategy", name);
  const auto at = std::find_if(names.begin(), names.end(), [&](auto& each) { return each.first == name; });
  if (at != names.end()) return void(out = at->second);
  table.problem(*table.find("strategy"), fmt::format("unknown strategy \"{}\"", name));
}

inline std::uint32_t read_target_name(RuleTable& table, const toml::node& at, const Rules& rules,
                                      const std::string& name) {
  const auto place = rules.find_target(name);
  if (!place) table.problem(at, fmt::format("unknown target \"{}\"", name));
  return place.value_or(0);
}

inline void read_targets_of(RuleTable& table, std::string_view key, const Rules& rules,
                            std::vector<std::uint32_t>& out) {
  std::vector<std::string> names;
  table.read(key, names);
  for (const auto& name : names) out.push_back(read_target_name(table, *table.find(key), rules, name));
}

// `after` is a time, or a table with the quantile of observed times that stands for it.
inline void read_hedge(RuleTable& hedge, RouteHedge& out) {
  hedge.read("budget", out.budget, 1);
  const auto* after = hedge.table().get("after");
  if (!after || !after->is_table()) return hedge.read("after", out.after);
  hedge.inside("after", [&](RuleTable& observed) {
    observed.read("quantile", out.quantile, 0.999);
    observed.read("min", out.min);
    observed.read("max", out.max);
    if (out.quantile <= 0) observed.problem(*after, "no \"quantile\"");
    if (out.max < out.min || out.max.count() == 0) observed.problem(*after, "\"max\" must not be below \"min\"");
  });
  out.after = out.max;
}

inline void read_times(RuleTable& table, Route& out) {
  table.inside("timeouts", [&](RuleTable& times) {
    times.read("head", out.timeouts.head);
    times.read("first_token", out.timeouts.first_token);
    times.read("idle", out.timeouts.idle);
    times.read("total", out.timeouts.total);
  });
  table.inside("retry", [&](RuleTable& retry) {
    retry.read("max_attempts", out.retry.max_attempts);
    retry.read("first_delay", out.retry.first_delay);
    retry.read("max_delay", out.retry.max_delay);
  });
  table.inside("hedge", [&](RuleTable& hedge) { read_hedge(hedge, out.hedge); });
}

inline void read_route(RuleTable& table, const Rules& rules, Route& out) {
  table.read("name", out.name);
  table.inside("match", [&](RuleTable& match) { read_match(match, out.match); });
  read_strategy(table, out.strategy);
  table.each("use", [&](RuleTable& use) {
    auto& each = out.use.emplace_back();
    std::string name;
    use.read("target", name);
    use.read("weight", each.weight, 1e6);
    use.read("priority", each.priority);
    each.target = read_target_name(use, use.table(), rules, name);
  });
  read_targets_of(table, "fallback", rules, out.fallback);
  read_targets_of(table, "context", rules, out.context);
  read_targets_of(table, "policy", rules, out.policy);
  read_times(table, out);
  table.inside("cache", [&](RuleTable& cache) { read_cache(cache, rules, out.cache); });
  read_route_evaluation(table, rules, out);
  if (out.use.empty()) table.problem(table.table(), "no targets to \"use\"");
  if (out.retry.max_attempts < 1) table.problem(table.table(), "\"max_attempts\" must be at least 1");
}

inline void read_all_rules(RuleTable& root, Rules& out) {
  root.inside("targets", [&](RuleTable& targets) {
    for (const auto& entry : targets.table()) {
      targets.inside(entry.first.str(), [&](RuleTable& each) {
        auto& target = out.targets.emplace_back();
        target.name = entry.first.str();
        read_target(each, target);
      });
    }
  });
  read_evaluation(root, out);
  root.each("routes", [&](RuleTable& route) {
    auto& made = out.routes.emplace_back();
    made.name = fmt::format("route-{}", out.routes.size());
    read_route(route, out, made);
    const auto is_same = [&](const Route& each) { return &each != &made && each.name == made.name; };
    if (std::any_of(out.routes.begin(), out.routes.end(), is_same)) {
      route.problem(route.table(), "another route's \"name\"");
    }
  });
  root.each("keys", [&](RuleTable& key) {
    read_caller_key(key, out.keys.emplace_back());
    check_other_keys(key, out.keys);
  });
  root.inside("tenants", [&](RuleTable& tenants) {
    for (const auto& entry : tenants.table()) {
      tenants.inside(entry.first.str(), [&](RuleTable& each) {
        auto& tenant = out.tenants.emplace_back();
        tenant.name = entry.first.str();
        read_limits(each, tenant.limits);
      });
    }
  });
  root.read("price_file", out.price_file);
  root.inside("cache", [&](RuleTable& cache) { read_cache_rules(cache, out.cache); });
  read_service_rules(root, out);
  root.inside("breaker", [&](RuleTable& breaker) { read_breaker(breaker, out.breaker); });
  root.finish();
}

}  // namespace detail

OAICOMPAT_INLINE Result<RulesPtr> read_rules(std::string_view toml) {
  detail::RuleProblems problems;
  const auto parsed = toml::parse(toml);
  if (!parsed) {
    problems.add(parsed.error().source().begin.line, std::string{parsed.error().description()});
    return problems.error();
  }
  auto rules = std::make_shared<Rules>();
  detail::RuleTable root{parsed.table(), "the file", problems};
  detail::read_all_rules(root, *rules);
  if (rules->targets.empty()) problems.add(1, "no targets");
  if (rules->routes.empty()) problems.add(1, "no routes");
  if (!problems.empty()) return problems.error();
  return RulesPtr{std::move(rules)};
}

}  // namespace oaicompat::inline v1
