// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/channel.hpp>
#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/admin_json.ipp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/log_rows.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// The parameters of a log query.
class LogParameters {
 public:
  explicit LogParameters(std::string_view query) : all_{query_members(query)} {}

  Result<LogQuery> read() const {
    LogQuery out;
    std::optional<std::int64_t> limit;
    for (const auto& [name, value] : all_) {
      auto* text = name == "model"     ? &out.model
                   : name == "target"  ? &out.target
                   : name == "tenant"  ? &out.tenant
                   : name == "key"     ? &out.key
                   : name == "outcome" ? &out.outcome
                   : name == "of"      ? &out.of
                                       : nullptr;
      auto* number = name == "status"   ? &out.status
                     : name == "since"  ? &out.since
                     : name == "until"  ? &out.until
                     : name == "cursor" ? &out.before
                     : name == "limit"  ? &limit
                                        : nullptr;
      if (text) {
        *text = value;
      } else if (!number) {
        return unknown(name);
      } else if (*number = whole(value); !*number) {
        return api_error(400, fmt::format("'{}' must be a whole number.", name), "invalid_parameter", name);
      }
    }
    if (!out.outcome.empty() && to_string(outcome_of_word(out.outcome)) != out.outcome) {
      return api_error(400, fmt::format("There is no outcome '{}'.", out.outcome), "invalid_parameter", "outcome");
    }
    if (limit && (*limit < 1 || *limit > most)) {
      return api_error(400, fmt::format("'limit' must be from 1 to {}.", most), "invalid_parameter", "limit");
    }
    if (limit) out.limit = static_cast<std::size_t>(*limit);
    return out;
  }
  // What is wrong where no parameter but `only` may be given.
  std::optional<Error> refuse_others(std::string_view only = {}) const {
    for (const auto& [name, value] : all_) {
      if (only.empty() || name != only) return unknown(name);
    }
    return std::nullopt;
  }
  std::string get(std::string_view name) const {
    const auto at = std::find_if(all_.begin(), all_.end(), [&](auto& each) { return each.first == name; });
    return at == all_.end() ? std::string{} : at->second;
  }

 private:
  static constexpr std::int64_t most = 1000;
  static Error unknown(const std::string& name) {
    return api_error(400, fmt::format("There is no parameter '{}'.", name), "unknown_parameter", name);
  }
  static std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    return bad == std::errc{} && end == text.data() + text.size() ? std::optional{out} : std::nullopt;
  }
  std::vector<std::pair<std::string, std::string>> all_;
};

// One gateway's administration.
class Administration : public std::enable_shared_from_this<Administration> {
 public:
  Administration(Gateway gateway, AdminOptions options)
      : gateway_{std::move(gateway)}, options_{std::move(options)}, key_hash_{sha256_hex(options_.key)} {}

  Answer answer(const Request& request, std::string_view body) {
    std::string_view path = request.path;
    if (path == "/metrics") return get(request) ? metrics(request) : wrong_method(request);
    if (!path.starts_with("/admin/")) return none(request);
    if (!is_allowed(request.headers)) {
      return refusal(api_error(401, "The administrator's key is not known.", "invalid_api_key"),
                     {{"www-authenticate", "Bearer"}});
    }
    path.remove_prefix(std::string_view{"/admin/"}.size());
    if (path.starts_with("try/")) return try_out(request, path.substr(4), body);
    if (path.starts_with("cache/")) {
      return request.method == "DELETE" ? forget_one(request, path.substr(6)) : wrong_method(request);
    }
    if (path == "cache") return request.method == "DELETE" ? forget(request) : wrong_method(request);
    if (path == "explain") return post(request) ? explain(request, body) : wrong_method(request);
    if (path == "config/reload") return post(request) ? reload(request) : wrong_method(request);
    if (path.starts_with("targets/"))
      return post(request) ? change_target(request, path.substr(8)) : wrong_method(request);
    if (!get(request)) return wrong_method(request);
    if (path == "config/status") return status(request);
    if (path == "targets") return targets();
    if (path == "evaluation") return json_answer(200, gateway_.evaluation());
    if (path == "keys") return keys();
    if (path == "logs") return logs(request);
    if (path.starts_with("logs/")) return log(request, path.substr(5));
    return path == "audit" ? audit(request) : none(request);
  }

 private:
  static bool get(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }
  static bool post(const Request& request) { return request.method == "POST"; }
  static Answer none(const Request& request) {
    return error_answer(api_error(404, fmt::format("There is no {} here.", request.path), "not_found"));
  }
  static Answer wrong_method(const Request& request) {
    return error_answer(
        api_error(405, fmt::format("{} is not called by {}.", request.path, request.method), "wrong_method"));
  }
  // A hash tells nothing of the key by the time that comparing it takes.
  bool is_allowed(const Headers& headers) const {
    constexpr std::string_view scheme = "Bearer ";
    const auto shown = headers.get("authorization");
    if (options_.key.empty() || !iequals(shown.substr(0, scheme.size()), scheme)) return false;
    return sha256_hex(shown.substr(scheme.size())) == key_hash_;
  }

  Answer metrics(const Request& request) const {
    if (!options_.metrics) return none(request);
    const bool open = request.headers.get("accept").find("application/openmetrics-text") != std::string_view::npos;
    const auto* type = open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                            : "text/plain; version=0.0.4; charset=utf-8";
    MetricsDrops drops{.log = options_.log ? options_.log->dropped() : 0};
    if (options_.telemetry) {
      const auto counts = options_.telemetry->counts();
      drops.telemetry = counts.spans_dropped + counts.reports_dropped + counts.points_dropped;
    }
    return ready_answer({.status = 200, .headers = {{"content-type", type}}},
                        options_.metrics->text(open ? MetricsFormat::openmetrics : MetricsFormat::prometheus,
                                               gateway_.targets(), drops, gateway_.cache_bytes(),
                                               {.state = is_up(options_.state), .cache = is_up(options_.cache)}));
  }
  template <class Shared>
  static std::optional<SharedServer> server_of(const Shared& shared) {
    return shared ? shared->server() : std::nullopt;
  }
  template <class Shared>
  static std::optional<bool> is_up(const Shared& shared) {
    const auto server = server_of(shared);
    return server ? std::optional{server->up} : std::nullopt;
  }
  Answer status(const Request& request) const {
    if (!options_.file) return none(request);
    return json_answer(200, status_json(options_.file->status()));
  }
  std::string status_json(const RulesStatus& status) const {
    LogObject out;
    out.text("file", status.file).text("version", status.version).number("loaded_at", status.loaded_at);
    const auto error = LogObject{}.text("message", status.last_error).number("at", status.last_error_at).take();
    out.json("last_error", status.last_error.empty() ? "null" : error);
    LogObject shared;
    const auto tell = [&](std::string_view part, const std::optional<SharedServer>& server) {
      if (!server) return false;
      shared.json(part, LogObject{}.flag("up", server->up).text("last_error", server->last_error).take());
      return true;
    };
    const bool counts = tell("state", server_of(options_.state)), keeps = tell("cache", server_of(options_.cache));
    if (counts || keeps) out.json("shared", shared.take());
    return out.take();
  }
  Answer reload(const Request& request) {
    if (!options_.file) return none(request);
    const auto before = options_.file->status().version;
    const auto done = options_.file->reload(gateway_);
    note(change_by(request, "reload", "config", before,
                   done ? options_.file->status().version : "kept: " + done.error().message));
    if (!done) return error_answer(api_error(422, done.error().message, "invalid_rules"));
    return status(request);
  }

  Answer forget(const Request& request) {
    if (!options_.cache) return none(request);
    const auto all = query_members(request.query);
    if (all.size() > 1 || (!all.empty() && (all[0].first != "tenant" || all[0].second.empty()))) {
      return error_answer(api_error(400, "Only one 'tenant' may be named.", "unknown_parameter"));
    }
    const auto tenant = all.empty() ? std::string{} : all[0].second;
    gateway_.keep_none_under_way();
    if (!options_.cache->forget(tenant.empty() ? std::string{} : cache_tenant_key(tenant))) {
      return error_answer(api_error(503, "The cache cannot be reached.", "cache_away"));
    }
    gateway_.forget_semantic(tenant.empty() ? std::string{} : cache_tenant_key(tenant));
    note(change_by(request, "forget", "cache", "", tenant.empty() ? "all" : "tenant " + tenant));
    return json_answer(200, LogObject{}.text("object", "cache.forgotten").text("tenant", tenant).take());
  }

  // The cache may tell later, on a thread of its own.
  Answer forget_one(const Request& request, std::string_view path) {
    if (!options_.cache) return none(request);
    if (auto refused = LogParameters{request.query}.refuse_others()) return error_answer(*refused);
    const auto id = percent_decoded(path);
    auto [to, answer] = channel<Part>();
    const auto writer = std::make_shared<ChannelWriter<Part>>(std::move(to));
    const auto change = change_by(request, "forget", "cache", "", "answer " + id);
    options_.cache->forget_one(id, [self = shared_from_this(), writer, change, id](Forgotten came) {
      if (came == Forgotten::done) self->note(change);
      const auto ready = forgotten_answer(came, id);
      for (Part part; ready->pull(part) == Pull::some;) writer->send(std::move(part));
      writer->end();
    });
    return std::move(answer);
  }
  static Answer forgotten_answer(Forgotten came, const std::string& id) {
    switch (came) {
      case Forgotten::none: return error_answer(api_error(404, "There is no such answer.", "answer_not_found"));
      case Forgotten::away: return error_answer(api_error(503, "The cache cannot be reached.", "cache_away"));
      case Forgotten::done: break;
    }
    return json_answer(200, LogObject{}.text("object", "cache.forgotten").text("id", id).take());
  }

  Answer targets() const {
    const auto rules = gateway_.rules();
    return json_answer(200, list_json(json_array(gateway_.targets(), [&](const TargetState& each) {
                         const auto place = rules->find_target(each.name);
                         return target_json(place ? rules->targets[*place] : Target{.name = each.name}, each.health,
                                            options_.metrics ? options_.metrics->tokens_of(each.name) : TokenTally{});
                       })));
  }
  Answer change_target(const Request& request, std::string_view path) {
    const auto slash = path.rfind('/');
    const auto action = slash == path.npos ? std::string_view{} : path.substr(slash + 1);
    const bool drained = action == "drain";
    if (!drained && action != "undrain") return none(request);
    if (auto refused = LogParameters{request.query}.refuse_others()) return error_answer(*refused);
    const auto name = percent_decoded(path.substr(0, slash));
    const auto before = is_drained(name);
    if (!gateway_.drain(name, drained)) {
      return error_answer(api_error(404, fmt::format("There is no target '{}'.", name), "target_not_found"));
    }
    const auto word = [](bool is) { return std::string{is ? "drained" : "in use"}; };
    note(change_by(request, std::string{action}, name, word(before), word(drained)));
    return targets();
  }
  bool is_drained(std::string_view name) const {
    const auto all = gateway_.targets();
    return std::any_of(all.begin(), all.end(), [&](auto& each) { return each.name == name && each.health.drained; });
  }
  Answer keys() const {
    const auto write = [&](const GatewayKey& each) { return key_json(each, gateway_.standings(each.name)); };
    return json_answer(200, list_json(json_array(gateway_.rules()->keys, write)));
  }

  // The key of the administrator goes no further than this.
  Answer try_out(const Request& request, std::string_view path, std::string_view body) const {
    if (!options_.try_out) return none(request);
    Request asked{.method = request.method, .path = "/" + std::string{path}, .query = request.query};
    asked.headers.set("content-type", "application/json");
    if (const auto key = request.headers.get("x-oaicompat-caller-key"); !key.empty()) {
      asked.headers.set("authorization", "Bearer " + std::string{key});
    }
    asked.body = Body{Bytes{body}};
    asked.context = request.context;
    asked.context.headers = nullptr;
    return options_.try_out(std::string{request.headers.get("x-oaicompat-try-target")})(std::move(asked));
  }

  Answer explain(const Request& request, std::string_view body) const {
    const LogParameters parameters{request.query};
    if (auto refused = parameters.refuse_others("tenant")) return error_answer(*refused);
    if (!look_at(body).is_object) {
      return error_answer(api_error(400, "The body must be a JSON object.", "invalid_json"));
    }
    return json_answer(200, gateway_.explain(body, parameters.get("tenant")));
  }

  Answer logs(const Request& request) const {
    if (!options_.log) return none(request);
    auto query = LogParameters{request.query}.read();
    if (!query) return error_answer(query.error());
    query->bodies = LogBodies::without;
    const auto page = options_.log->sink()->find(*query);
    if (!page) return error_answer(page.error());
    const auto write = [](const LogRecord& each) { return log_json(each, LogBodies::without); };
    return json_answer(200, LogObject{}
                                .text("object", "list")
                                .json("data", json_array(page->records, write))
                                .flag("has_more", page->next.has_value())
                                .number_or_null("next_cursor", page->next)
                                .take());
  }
  Answer log(const Request& request, std::string_view id) const {
    if (!options_.log || id.empty()) return none(request);
    if (auto refused = LogParameters{request.query}.refuse_others()) return error_answer(*refused);
    const auto page =
        options_.log->sink()->find({.id = percent_decoded(id), .evaluations = LogEvaluations::with, .limit = 1});
    if (!page) return error_answer(page.error());
    if (page->records.empty()) return error_answer(api_error(404, "There is no such request.", "request_not_found"));
    return json_answer(200, log_json(page->records.front(), LogBodies::with));
  }
  Answer audit(const Request& request) const {
    if (!options_.log) return none(request);
    const auto query = LogParameters{request.query}.read();
    if (!query) return error_answer(query.error());
    const auto all = options_.log->sink()->audits(query->limit);
    if (!all) return error_answer(all.error());
    return json_answer(200, list_json(json_array(*all, [](const AuditRecord& each) { return log_json(each); })));
  }

  AuditRecord change_by(const Request& request, std::string what, std::string on, std::string before,
                        std::string after) const {
    return {.at = options_.clock->unix_time(),
            .who = request.context.peer,
            .what = std::move(what),
            .on = std::move(on),
            .before = std::move(before),
            .after = std::move(after)};
  }
  void note(const AuditRecord& record) const {
    if (options_.on_change) options_.on_change(record);
    if (options_.log) options_.log->audit(record);
  }

  Gateway gateway_;
  const AdminOptions options_;
  const std::string key_hash_;
};

}  // namespace detail

OAICOMPAT_INLINE Layer gateway_health(Gateway gateway) {
  return [gateway = std::move(gateway)](Handler inner) -> Handler {
    return [gateway, inner = std::move(inner)](Request&& request) -> Answer {
      const bool live = request.path == "/health/live", ready = request.path == "/health/ready";
      if ((!live && !ready) || (request.method != "GET" && request.method != "HEAD")) return inner(std::move(request));
      const auto all = ready ? gateway.targets() : std::vector<TargetState>{};
      const auto usable = [](const TargetState& each) {
        return !each.health.drained && each.health.breaker != Breaker::open;
      };
      if (live || std::any_of(all.begin(), all.end(), usable)) return json_answer(200, R"({"status":"ok"})");
      return detail::refusal(api_error(503, "No target can be asked.", "not_ready"), {{"retry-after", "1"}});
    };
  };
}

OAICOMPAT_INLINE Handler admin_handler(Gateway gateway, AdminOptions options) {
  auto admin = std::make_shared<detail::Administration>(gateway, std::move(options));
  const Handler calls = [admin](Request&& request) {
    const std::string body{request.body.view()};
    return admin->answer(request, body);
  };
  return stack({gateway_health(std::move(gateway))}, calls);
}

}  // namespace oaicompat::inline v1
