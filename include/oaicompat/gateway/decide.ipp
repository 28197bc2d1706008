// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/json/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace oaicompat::inline v1 {
namespace detail {

inline bool matches_route(const RouteMatch& match, const Asked& asked) {
  if (match.stream && *match.stream != asked.stream) return false;
  if ((match.has_tools && !asked.tools) || (match.has_images && !asked.images)) return false;
  if (match.has_json_schema && !asked.json_schema) return false;
  if (asked.prompt_tokens < match.min_prompt_tokens) return false;
  if (match.max_prompt_tokens && asked.prompt_tokens > *match.max_prompt_tokens) return false;
  return matches_glob(match.model, asked.model) && matches_glob(match.tenant, asked.tenant);
}

OAICOMPAT_INLINE Reason missing_capability(const Capabilities& can, const Asked& asked) {
  if (asked.tools && !can.tools) return Reason::no_tools;
  if (asked.images && !can.images) return Reason::no_images;
  if (asked.json_schema && !can.json_schema) return Reason::no_schema;
  if (asked.stream && !can.streams) return Reason::no_streams;
  const bool fits = can.context_window == 0 || asked.prompt_tokens + asked.max_tokens <= can.context_window;
  return fits ? Reason::chosen : Reason::too_long;
}

// Between 0 and 1, neither of them.
inline double fraction(std::uint64_t hash) { return (static_cast<double>(hash >> 11) + 0.5) / 9007199254740992.0; }

// Weighted rendezvous: of many keys each target is first for its share, and when one goes only its own keys move.
inline double rendezvous(std::uint64_t key, const std::string& name, double weight) {
  return -std::log(fraction(mix_hash(key, choice_hash(name)))) / weight;
}

inline double estimated_cost(const Target& target, const Asked& asked) {
  if (!target.input_price) return std::numeric_limits<double>::max();
  const auto answer = static_cast<double>(asked.max_tokens > 0 ? asked.max_tokens : 500);
  return static_cast<double>(asked.prompt_tokens) * static_cast<double>(*target.input_price) +
         answer * static_cast<double>(target.output_price.value_or(0));
}

class Decider {
 public:
  Decider(const Asked& asked, const Rules& rules, const HealthView& health, Plan& plan)
      : asked_{asked}, rules_{rules}, health_{health}, plan_{plan} {}

  void decide() {
    plan_.route = nullptr;
    plan_.targets.clear();
    plan_.candidates.clear();
    const auto route = std::find_if(rules_.routes.begin(), rules_.routes.end(),
                                    [&](const Route& each) { return matches_route(each.match, asked_); });
    if (route == rules_.routes.end()) return;
    plan_.route = &*route;
    int last = 0;
    for (std::size_t i = 0; i < route->use.size(); ++i) {
      add(route->use[i], Reason::chosen, score(*route, i));
      last = std::max(last, route->use[i].priority);
    }
    if (route->strategy == Strategy::least_latency) prefer_one_of_two();
    if (route->strategy == Strategy::affinity) pass_over_overloaded();
    for (const auto target : route->fallback) {
      if (!has(target)) add({.target = target, .priority = ++last}, Reason::fallback, 0);
    }
    order();
  }

 private:
  TargetHealth health(std::uint32_t target) const { return target < health_.size() ? health_[target] : TargetHealth{}; }
  bool has(std::uint32_t target) const {
    return std::any_of(plan_.candidates.begin(), plan_.candidates.end(),
                       [&](const Candidate& each) { return each.target == target; });
  }
  static bool is_left_out(const Candidate& each) { return each.reason >= Reason::full; }

  void add(const RouteTarget& use, Reason reason, double score) {
    const auto& target = rules_.targets[use.target];
    const auto now = health(use.target);
    const auto missing = missing_capability(target.can, asked_);
    if (missing != Reason::chosen) {
      reason = missing;
    } else if (use.weight <= 0 || now.drained) {
      reason = Reason::drained;
    } else if (target.max_in_flight > 0 && now.in_flight >= target.max_in_flight) {
      reason = Reason::full;
    } else if (now.breaker == Breaker::open) {
      reason = Reason::resting;
    }
    plan_.candidates.push_back({use.target, reason, use.priority, score});
  }

  double score(const Route& route, std::size_t place) const {
    const auto& use = route.use[place];
    const auto& target = rules_.targets[use.target];
    switch (route.strategy) {
      case Strategy::priority: return static_cast<double>(place);
      case Strategy::least_latency: return static_cast<double>(health(use.target).first_token.count());
      case Strategy::least_busy: return (health(use.target).in_flight + 1.0) / std::max(use.weight, 1e-9);
      case Strategy::cost: return estimated_cost(target, asked_);
      case Strategy::weighted:
      case Strategy::affinity: break;
    }
    return use.weight > 0 ? rendezvous(asked_.affinity, target.name, use.weight) : 0;
  }

  // The fastest target would get everything: the better of two that the seed draws goes first.
  void prefer_one_of_two() {
    auto& all = plan_.candidates;
    const auto usable = static_cast<std::uint64_t>(
        std::count_if(all.begin(), all.end(), [](const Candidate& each) { return each.reason == Reason::chosen; }));
    if (usable < 2) return;
    const auto first = asked_.seed % usable;
    const auto second = (first + 1 + mix_hash(asked_.seed, 1) % (usable - 1)) % usable;
    Candidate* drawn[2] = {};
    std::uint64_t place = 0;
    for (auto& each : all) {
      if (each.reason != Reason::chosen) continue;
      if (place == first) drawn[0] = &each;
      if (place == second) drawn[1] = &each;
      ++place;
    }
    (drawn[1]->score < drawn[0]->score ? drawn[1] : drawn[0])->score = -1;
  }

  void pass_over_overloaded() {
    double sum = 0, count = 0;
    for (const auto& each : plan_.candidates) {
      if (each.reason != Reason::chosen) continue;
      sum += health(each.target).in_flight;
      ++count;
    }
    const auto mean = count > 0 ? sum / count : 0;
    for (auto& each : plan_.candidates) {
      const auto load = health(each.target).in_flight;
      if (each.reason == Reason::chosen && load > mean * 1.5 && load > mean + 8) each.reason = Reason::overloaded;
    }
  }

  void order() {
    auto& all = plan_.candidates;
    const auto rank = [&](const Candidate& each) {
      return std::tuple{is_left_out(each), each.reason == Reason::resting,
                        each.priority,     each.reason == Reason::overloaded,
                        each.score,        each.target};
    };
    std::sort(all.begin(), all.end(), [&](const Candidate& a, const Candidate& b) { return rank(a) < rank(b); });
    for (const auto& each : all) {
      if (!is_left_out(each)) plan_.targets.push_back(each.target);
    }
  }

  const Asked& asked_;
  const Rules& rules_;
  const HealthView& health_;
  Plan& plan_;
};

}  // namespace detail

OAICOMPAT_INLINE std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::chosen: return "chosen";
    case Reason::fallback: return "fallback";
    case Reason::overloaded: return "overloaded";
    case Reason::resting: return "resting";
    case Reason::full: return "full";
    case Reason::drained: return "drained";
    case Reason::no_tools: return "no_tools";
    case Reason::no_images: return "no_images";
    case Reason::no_schema: return "no_schema";
    case Reason::no_streams: return "no_streams";
    case Reason::too_long: return "too_long";
  }
  return "unknown";
}

OAICOMPAT_INLINE void decide(const Asked& asked, const Rules& rules, const HealthView& health, Plan& plan) {
  detail::Decider{asked, rules, health, plan}.decide();
}

OAICOMPAT_INLINE std::string explain(const Plan& plan, const Rules& rules) {
  std::string out = R"({"route":)";
  plan.route ? write_quoted(out, plan.route->name) : void(out += "null");
  out += R"(,"targets":[)";
  for (const auto target : plan.targets) {
    if (out.back() != '[') out += ',';
    write_quoted(out, rules.targets[target].name);
  }
  out += R"(],"candidates":[)";
  for (const auto& each : plan.candidates) {
    if (out.back() != '[') out += ',';
    out += R"({"target":)";
    write_quoted(out, rules.targets[each.target].name);
    out +=
        fmt::format(R"(,"why":"{}","priority":{},"score":{:g}}})", to_string(each.reason), each.priority, each.score);
  }
  return out + "]}";
}

}  // namespace oaicompat::inline v1
