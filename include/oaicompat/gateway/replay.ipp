// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_likeness.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/replay.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/member_scan.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/transport/memory.hpp>

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline void put_replayed(LogObject& out, std::string_view key, int status, const std::optional<TokenTally>& tokens,
                         Duration duration, const std::string* text) {
  LogObject inner;
  inner.number("status", status);
  inner.number_or_null("input_tokens", tokens ? std::optional{tokens->input} : std::nullopt);
  inner.number_or_null("output_tokens", tokens ? std::optional{tokens->output} : std::nullopt);
  inner.number("duration_us", std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
  if (text) inner.text("text", *text);
  out.json(key, inner.take());
}

// With the target's path, key and model.
inline Request readdressed(Request request, const ReplayOptions& options) {
  if (!options.path.empty() && request.path.starts_with("/v1/")) request.path = options.path + request.path.substr(3);
  if (!options.key.empty()) request.headers.set("authorization", "Bearer " + options.key);
  if (options.model.empty()) return request;
  Bytes body{request.body.view()}, model;
  write_quoted(model, options.model);
  set_member(body, "model", model);
  request.body = Body{std::move(body)};
  return request;
}

}  // namespace detail

OAICOMPAT_INLINE Result<Replayed> replay(const LogRecord& record, const ReplayOptions& options) {
  const auto& report = record.report;
  if (record.request.empty() || record.cut) {
    return local_error(ErrorKind::invalid_argument, "The log has no whole body of request " + record.id + ".",
                       "no_body");
  }
  Handler to = [&options](Request&& request) { return options.to(detail::readdressed(std::move(request), options)); };
  if (options.speak) to = options.speak(std::move(to));
  Request request{.method = "POST",
                  .path = report.path,
                  .headers = {{"content-type", "application/json"}},
                  .body = Body{Bytes{record.request}}};
  const auto begun = options.clock->now();
  auto came = collect(to(std::move(request)));
  if (!came) return came.error();
  const auto answer = whole_answer(std::move(came->body));
  return Replayed{.id = record.id,
                  .status_before = report.status,
                  .status_after = came->head.status,
                  .text_before = answer_text(record.answer),
                  .text_after = answer_text(answer),
                  .tokens_before = report.tokens,
                  .tokens_after = detail::usage_of(answer),
                  .duration_before = report.duration,
                  .duration_after = options.clock->now() - begun};
}

OAICOMPAT_INLINE std::string replay_json(const Replayed& replayed) {
  const bool same = replayed.is_same();
  detail::LogObject out;
  out.text("id", replayed.id).flag("same", same);
  const auto alike = same ? 1 : detail::answer_likeness(replayed.text_before, replayed.text_after);
  out.json("similarity", fmt::format("{:.4g}", alike));
  detail::put_replayed(out, "before", replayed.status_before, replayed.tokens_before, replayed.duration_before,
                       same ? nullptr : &replayed.text_before);
  detail::put_replayed(out, "after", replayed.status_after, replayed.tokens_after, replayed.duration_after,
                       same ? nullptr : &replayed.text_after);
  return out.take();
}

}  // namespace oaicompat::inline v1
