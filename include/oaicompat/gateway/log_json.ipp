// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/json/any_json.hpp>

#include <chrono>
#include <string_view>

namespace oaicompat::inline v1 {
namespace detail {

inline std::int64_t whole_us(Duration span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}
inline void put_span(LogObject& out, std::string_view key, const std::optional<Duration>& span) {
  out.number_or_null(key, span ? std::optional{whole_us(*span)} : std::nullopt);
}
inline void put_tokens(LogObject& out, const std::optional<TokenTally>& tokens) {
  if (!tokens) return void(out.json("tokens", "null"));
  out.json("tokens", LogObject{}
                         .number("input", tokens->input)
                         .number("output", tokens->output)
                         .number("cached", tokens->cached)
                         .number("cache_write", tokens->cache_write)
                         .number("reasoning", tokens->reasoning)
                         .take());
}
inline std::string attempt_json(const AttemptReport& attempt, std::string_view target) {
  LogObject out;
  out.number("number", attempt.number).text("target", target);
  out.text("role", attempt.role == AttemptRole::hedge ? "hedge" : "primary").number("status", attempt.status);
  if (attempt.failure) out.text("failure", row_of(*attempt.failure).name);
  out.flag("lost", attempt.lost).text_if("model", attempt.model);
  put_tokens(out, attempt.tokens);
  out.flag("estimated", attempt.estimated).number_or_null("cost_nano_usd", attempt.cost);
  put_span(out, "first_token_us", attempt.first_token);
  return out.number("duration_us", whole_us(attempt.duration)).take();
}
// A body in a line of its own stays JSON where it is JSON.
inline void put_body(LogObject& out, std::string_view key, std::string_view body) {
  if (body.empty()) return;
  const auto json = body.find_first_of("\r\n") == body.npos ? Json::checked(body) : std::nullopt;
  json ? void(out.json(key, body)) : void(out.text(key, body));
}

}  // namespace detail

OAICOMPAT_INLINE std::string log_json(const LogRecord& record, LogBodies bodies) {
  const auto& report = record.report;
  detail::LogObject out;
  out.number("sequence", record.sequence).text("id", record.id).text_if("caller_id", record.caller_id);
  if (record.kind == EvaluationKind::shadow) out.text("shadow_of", record.of);
  if (record.kind == EvaluationKind::judge) out.text("judge_of", record.of);
  if (record.kind == EvaluationKind::verification) out.text("verification_of", record.of);
  out.text_if("trace_id", record.trace_id).text_if("span_id", record.span_id).number("begun_at", report.begun_at);
  out.text("path", report.path).text_if("key", report.key).text_if("tenant", report.tenant);
  out.text_if("route", report.route).text_if("target", report.target).text_if("dialect", report.dialect);
  out.text("model_asked", report.model_asked).text_if("model", report.model).flag("stream", report.stream);
  out.number("status", report.status).text("outcome", to_string(report.outcome)).text_if("error", report.error);
  detail::put_tokens(out, report.tokens);
  out.flag("estimated", report.estimated).number_or_null("cost_nano_usd", report.cost);
  out.flag("unpriced", report.unpriced).text_if("cache", to_string(report.cache));
  if (report.saved) out.number("saved_nano_usd", *report.saved);
  detail::put_span(out, "first_token_us", report.first_token);
  out.number("duration_us", detail::whole_us(report.duration));
  if (!record.scores.empty()) out.json("scores", record.scores);
  std::size_t place = 0;
  out.json("attempts", detail::json_array(report.attempts, [&](const AttemptReport& each) {
             const auto at = place++;
             const bool named = at < record.attempt_targets.size();
             return detail::attempt_json(each, named ? std::string_view{record.attempt_targets[at]} : "");
           }));
  if (bodies == LogBodies::with) {
    detail::put_body(out, "headers", record.headers);
    detail::put_body(out, "request", record.request);
    detail::put_body(out, "answer", record.answer);
    if (record.cut) out.flag("cut", true);
  }
  return out.take();
}

OAICOMPAT_INLINE std::string log_json(const AuditRecord& record) {
  return detail::LogObject{}
      .number("at", record.at)
      .text("who", record.who)
      .text("what", record.what)
      .text_if("on", record.on)
      .text_if("before", record.before)
      .text_if("after", record.after)
      .take();
}

OAICOMPAT_INLINE std::string fine_tuning_line(const LogRecord& record) {
  const auto request = Json::checked(record.request), answer = Json::checked(record.answer);
  if (!request || !answer || record.report.outcome != RequestOutcome::answered) return {};
  auto messages = request->at("messages").elements();
  const auto message = answer->at("choices").at(std::size_t{0}).find("message");
  if (messages.empty() || !message || !message->is_object()) return {};
  messages.push_back(*message);
  detail::LogObject out;
  out.json("messages", detail::json_array(messages, [](const Json& each) { return std::string{each.view()}; }));
  if (const auto tools = request->find("tools")) out.json("tools", tools->view());
  return out.take();
}

}  // namespace oaicompat::inline v1
