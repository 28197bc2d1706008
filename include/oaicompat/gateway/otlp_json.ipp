// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/otlp_json.hpp>
#include <oaicompat/gateway/request_parameters.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::put(std::string_view key, std::string_view kind,
                                                     std::string_view value) {
  if (!all_.empty()) all_ += ',';
  all_ += LogObject{}.text("key", key).json("value", LogObject{}.json(kind, value).take()).take();
  return *this;
}
OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::text(std::string_view key, std::string_view value) {
  constexpr std::size_t longest = 256;
  Bytes quoted;
  write_quoted(quoted, value.substr(0, longest));
  return put(key, "stringValue", quoted);
}
OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::number(std::string_view key, std::int64_t value) {
  return put(key, "intValue", fmt::format("\"{}\"", value));
}
OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::real(std::string_view key, double value) {
  return put(key, "doubleValue", fmt::format("{}", value));
}
OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::texts(std::string_view key, const std::vector<std::string>& values) {
  const auto value = [](const std::string& each) {
    constexpr std::size_t longest = 256;
    return LogObject{}.text("stringValue", std::string_view{each}.substr(0, longest)).take();
  };
  return put(key, "arrayValue", LogObject{}.json("values", json_array(values, value)).take());
}
OAICOMPAT_INLINE OtlpAttributes& OtlpAttributes::flag(std::string_view key, bool value) {
  return put(key, "boolValue", value ? "true" : "false");
}

OAICOMPAT_INLINE std::string_view genai_operation(std::string_view path) {
  using Known = std::pair<std::string_view, std::string_view>;
  constexpr std::array known{Known{"/v1/chat/completions", "chat"}, Known{"/v1/responses", "chat"},
                             Known{"/v1/messages", "chat"}, Known{"/v1/completions", "text_completion"},
                             Known{"/v1/embeddings", "embeddings"}};
  const auto* at = std::find_if(known.begin(), known.end(), [&](auto& each) { return each.first == path; });
  return at == known.end() ? std::string_view{} : at->second;
}

OAICOMPAT_INLINE std::string genai_provider(const Target& target) {
  if (target.dialect == "gemini") return "gcp.gemini";
  if (target.dialect != "openai") return target.dialect;
  using Known = std::pair<std::string_view, std::string_view>;
  constexpr std::array hosts{Known{".openai.azure.com", "azure.ai.openai"},
                             Known{"api.mistral.ai", "mistral_ai"},
                             Known{"api.groq.com", "groq"},
                             Known{"api.deepseek.com", "deepseek"},
                             Known{"api.x.ai", "x_ai"},
                             Known{"api.perplexity.ai", "perplexity"},
                             Known{"api.moonshot.ai", "moonshot_ai"},
                             Known{"api.cohere.ai", "cohere"}};
  const auto url = parse_base_url(target.base_url);
  const auto host = url ? url->host : std::string{};
  const auto* at = std::find_if(hosts.begin(), hosts.end(), [&](auto& each) { return host.ends_with(each.first); });
  return at == hosts.end() ? "openai" : std::string{at->second};
}

OAICOMPAT_INLINE std::string error_type(const RequestReport& report) {
  const bool failed = report.outcome == RequestOutcome::failed || report.outcome == RequestOutcome::cut;
  if (!failed && report.status < 500) return {};
  return report.error.empty() ? std::to_string(report.status) : report.error;
}
OAICOMPAT_INLINE std::string error_type(const AttemptReport& attempt) {
  if (!attempt.failure || attempt.lost || *attempt.failure == FailureClass::cancelled) return {};
  return std::string{row_of(*attempt.failure).name};
}

// One span. `kind` is OTLP's number: 1 an internal one, 2 a server's, 3 a client's.
struct OtlpSpan {
  std::string id{}, parent{};
  bool parent_is_remote = false;
  std::string name{};
  int kind = 2;
  std::int64_t begun_ns = 0;
  Duration duration{0};
  std::string attributes{}, error{};
  bool has_links = false;  // those of the trace

  std::string json(const RequestTrace& trace) const {
    constexpr int knows_remote = 0x100, is_remote = 0x200, is_error = 2;
    LogObject out;
    out.text("traceId", trace.trace_id).text("spanId", id).text_if("parentSpanId", parent);
    out.text_if("traceState", trace.state);
    out.number("flags", (trace.sampled ? 1 : 0) | knows_remote | (parent_is_remote ? is_remote : 0));
    out.text("name", name).number("kind", kind).text("startTimeUnixNano", std::to_string(begun_ns));
    out.text("endTimeUnixNano", std::to_string(begun_ns + nanoseconds_of(duration))).json("attributes", attributes);
    if (has_links && !trace.linked_trace_id.empty()) {
      const auto link = LogObject{}.text("traceId", trace.linked_trace_id).text("spanId", trace.linked_span_id).take();
      out.json("links", "[" + link + "]");
    }
    if (!error.empty()) out.json("status", LogObject{}.number("code", is_error).text("message", error).take());
    return out.take();
  }
};

inline void put_usage(OtlpAttributes& out, const TokenTally& tokens) {
  out.number("gen_ai.usage.input_tokens", tokens.input).number("gen_ai.usage.output_tokens", tokens.output);
  if (tokens.cached > 0) out.number("gen_ai.usage.cache_read.input_tokens", tokens.cached);
  if (tokens.cache_write > 0) out.number("gen_ai.usage.cache_write.input_tokens", tokens.cache_write);
  if (tokens.reasoning > 0) out.number("gen_ai.usage.reasoning.output_tokens", tokens.reasoning);
}
inline void put_cost(OtlpAttributes& out, const std::optional<std::int64_t>& nano) {
  if (nano) out.real("oaicompat.cost_usd", static_cast<double>(*nano) / 1e9);
}

inline std::string own_span(const TimedReport& timed, const Redaction& redaction) {
  const auto& report = timed.report;
  const bool known = !genai_operation(report.path).empty();
  OtlpAttributes out;
  out.text("http.request.method", report.method).text("url.path", redaction.redact(std::string_view{report.path}));
  if (known) out.text("http.route", report.path);
  if (report.status > 0) out.number("http.response.status_code", report.status);
  out.text("oaicompat.outcome", to_string(report.outcome)).text_if("oaicompat.request_id", report.request_id);
  out.text_if("oaicompat.route", report.route).text_if("oaicompat.key", report.key);
  out.text_if("oaicompat.tenant", report.tenant).text_if("oaicompat.target", report.target);
  out.text_if("oaicompat.cache", to_string(report.cache));
  out.number("oaicompat.attempts", static_cast<std::int64_t>(report.attempts.size()));
  put_cost(out, report.cost);
  out.text_if("error.type", error_type(report));
  return OtlpSpan{.id = report.trace.span_id,
                  .parent = report.trace.parent_id,
                  .parent_is_remote = !report.trace.parent_id.empty(),
                  .name = known ? fmt::format("{} {}", report.method, report.path) : report.method,
                  .kind = 2,
                  .begun_ns = timed.begun_ns,
                  .duration = report.duration,
                  .attributes = out.array(),
                  .error = error_type(report),
                  .has_links = true}
      .json(report.trace);
}

// A step of a request: what it took, by the gateway's clock.
inline std::string step_span(const TimedReport& timed, const char* name, Time begun, Time ended,
                             const OtlpAttributes& attributes) {
  return OtlpSpan{.id = child_span({}).span_id,
                  .parent = timed.report.trace.span_id,
                  .name = name,
                  .kind = 1,
                  .begun_ns = timed.begun_ns + nanoseconds_of(begun - timed.report.begun),
                  .duration = ended - begun,
                  .attributes = attributes.array()}
      .json(timed.report.trace);
}
inline void put_steps(std::vector<std::string>& out, const TimedReport& timed) {
  const auto& report = timed.report;
  if (!report.details) return;
  const auto& [parameters, session, route_begun, route_ended, cache_begun, cache_ended] = *report.details;
  if (route_begun && route_ended) {
    OtlpAttributes attributes;
    attributes.text_if("oaicompat.route", report.route);
    out.push_back(step_span(timed, "route", *route_begun, *route_ended, attributes));
  }
  if (cache_begun && cache_ended) {
    OtlpAttributes attributes;
    attributes.text_if("oaicompat.cache", to_string(report.cache));
    out.push_back(step_span(timed, "cache lookup", *cache_begun, *cache_ended, attributes));
  }
}

inline void put_provider(OtlpAttributes& out, const Target& target, TelemetryNames names) {
  const auto provider = genai_provider(target);
  if (names != TelemetryNames::legacy) out.text("gen_ai.provider.name", provider);
  if (names != TelemetryNames::latest) out.text("gen_ai.system", provider);
}
inline void put_answer(OtlpAttributes& out, const RequestReport& report, const AttemptReport& attempt) {
  out.text_if("gen_ai.response.id", attempt.answer_id).text_if("gen_ai.response.model", attempt.model);
  if (!attempt.finish_reasons.empty()) out.texts("gen_ai.response.finish_reasons", attempt.finish_reasons);
  if (report.stream && attempt.first_token) {
    out.real("gen_ai.response.time_to_first_chunk", seconds_of(*attempt.first_token));
  }
}

// The call as its caller sees it, over all attempts: from the begin of the first to the end of the last. Tokens and
// cost stand with the attempts alone, so that no sum counts them twice.
inline std::string call_span(const TimedReport& timed, const std::string& id, TelemetryNames names,
                             const Redaction& redaction) {
  const auto& report = timed.report;
  const auto& attempts = report.attempts;
  const auto operation = genai_operation(report.path);
  const auto model = redaction.redact(std::string_view{report.model_asked});
  auto begun = attempts.front().begun, ended = begun;
  for (const auto& each : attempts) {
    begun = std::min(begun, each.begun);
    ended = std::max(ended, each.begun + each.duration);
  }
  const auto gave = std::find_if(attempts.begin(), attempts.end(),
                                 [](const AttemptReport& each) { return !each.failure && !each.lost; });
  OtlpAttributes out;
  out.text("gen_ai.operation.name", operation);
  put_provider(out, report.rules->targets[(gave == attempts.end() ? attempts.back() : *gave).target], names);
  out.text_if("gen_ai.request.model", model).flag("gen_ai.request.stream", report.stream);
  if (report.details) put_parameters(out, *report.details, redaction);
  if (gave != attempts.end()) put_answer(out, report, *gave);
  out.number("oaicompat.attempts", static_cast<std::int64_t>(attempts.size()));
  out.text_if("error.type", error_type(report));
  return OtlpSpan{.id = id,
                  .parent = report.trace.span_id,
                  .name = model.empty() ? std::string{operation} : fmt::format("{} {}", operation, model),
                  .kind = 1,
                  .begun_ns = timed.begun_ns + nanoseconds_of(begun - report.begun),
                  .duration = ended - begun,
                  .attributes = out.array(),
                  .error = error_type(report)}
      .json(report.trace);
}

inline std::string attempt_span(const TimedReport& timed, const AttemptReport& attempt, const std::string& parent,
                                TelemetryNames names, const Redaction& redaction) {
  const auto& report = timed.report;
  const auto& target = report.rules->targets[attempt.target];
  const auto operation = genai_operation(report.path);
  const auto model = redaction.redact(target.model_for(report.model_asked));
  OtlpAttributes out;
  if (!operation.empty()) {
    out.text("gen_ai.operation.name", operation);
    put_provider(out, target, names);
    out.text_if("gen_ai.request.model", model).flag("gen_ai.request.stream", report.stream);
    if (report.details) put_parameters(out, *report.details, redaction);
    put_answer(out, report, attempt);
    if (attempt.tokens) put_usage(out, *attempt.tokens);
  }
  if (const auto url = parse_base_url(target.base_url)) {
    out.text("server.address", url->host).number("server.port", url->port);
  }
  if (attempt.status > 0) out.number("http.response.status_code", attempt.status);
  out.text("oaicompat.target", target.name).number("oaicompat.attempt", attempt.number);
  out.text("oaicompat.role", attempt.role == AttemptRole::hedge ? "hedge" : "primary");
  out.flag("oaicompat.lost", attempt.lost).flag("oaicompat.estimated", attempt.estimated);
  put_cost(out, attempt.cost);
  out.text_if("oaicompat.shadow_of", timed.shadow_of);
  out.text_if("error.type", error_type(attempt));
  return OtlpSpan{.id = attempt.span_id,
                  .parent = parent,
                  .name = operation.empty() ? report.method
                          : model.empty()   ? std::string{operation}
                                            : fmt::format("{} {}", operation, model),
                  .kind = 3,
                  .begun_ns = timed.begun_ns + nanoseconds_of(attempt.begun - report.begun),
                  .duration = attempt.duration,
                  .attributes = out.array(),
                  .error = error_type(attempt),
                  .has_links = !timed.shadow_of.empty()}
      .json(report.trace);
}

OAICOMPAT_INLINE std::vector<std::string> otlp_spans(const TimedReport& timed, TelemetryNames names,
                                                     const Redaction& redaction) {
  const auto& report = timed.report;
  const auto is_known = [&](const AttemptReport& each) {
    return report.rules && each.target < report.rules->targets.size();
  };
  std::vector<std::string> out;
  std::string parent;
  if (timed.shadow_of.empty()) {
    parent = report.trace.span_id;
    out.push_back(own_span(timed, redaction));
    put_steps(out, timed);
    const bool called =
        !report.attempts.empty() && std::all_of(report.attempts.begin(), report.attempts.end(), is_known);
    if (called && !genai_operation(report.path).empty()) {
      parent = child_span({}).span_id;
      out.push_back(call_span(timed, parent, names, redaction));
    }
  }
  for (const auto& each : report.attempts) {
    if (is_known(each) && !each.span_id.empty()) out.push_back(attempt_span(timed, each, parent, names, redaction));
  }
  return out;
}

OAICOMPAT_INLINE std::string otlp_scope() {
  const auto version =
      fmt::format("{}.{}.{}", OAICOMPAT_VERSION_MAJOR, OAICOMPAT_VERSION_MINOR, OAICOMPAT_VERSION_PATCH);
  return LogObject{}.text("name", "oaicompat.gateway").text("version", version).take();
}

OAICOMPAT_INLINE std::string otlp_resource(const TelemetryRules& rules, std::string_view instance) {
  OtlpAttributes out;
  out.text("service.name", rules.service).text("service.instance.id", instance);
  out.text("telemetry.sdk.name", "oaicompat").text("telemetry.sdk.language", "cpp");
  return LogObject{}.json("attributes", out.array()).take();
}

OAICOMPAT_INLINE std::string otlp_traces(const std::string& resource, const std::vector<std::string>& spans) {
  const auto as_is = [](const std::string& json) { return json; };
  const auto scope = LogObject{}.json("scope", otlp_scope()).json("spans", json_array(spans, as_is)).take();
  const auto all = LogObject{}.json("resource", resource).json("scopeSpans", "[" + scope + "]").take();
  return LogObject{}.json("resourceSpans", "[" + all + "]").take();
}

}  // namespace oaicompat::inline v1::detail
