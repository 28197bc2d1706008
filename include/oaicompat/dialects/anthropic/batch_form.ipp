// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/batches.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/chat/codec.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

// The label that tells a batch of messages, and how many requests it has.
inline constexpr std::string_view message_batch_label = "anthropic_requests";

OAICOMPAT_INLINE std::string message_batch_id(std::string_view id) {
  return (id.starts_with("batch_") ? "msg" : "") + std::string{id};
}
OAICOMPAT_INLINE std::string batch_id_of(std::string_view message_batch_id) {
  return std::string{message_batch_id.starts_with("msgbatch_") ? message_batch_id.substr(3) : message_batch_id};
}

inline std::int64_t requests_of(const Batch& batch) {
  std::int64_t count = batch.request_counts ? batch.request_counts->total : 0;
  if (!batch.metadata) return count;
  if (const auto* label = batch.metadata->find(message_batch_label); label && count == 0)
    std::from_chars(label->view().data(), label->view().data() + label->view().size(), count);
  return count;
}
inline bool is_message_batch(const Batch& batch) { return batch.metadata && batch.metadata->find(message_batch_label); }
inline std::optional<std::int64_t> ended_at(const Batch& batch) {
  for (const auto& at : {batch.completed_at, batch.expired_at, batch.cancelled_at, batch.failed_at}) {
    if (at) return at;
  }
  return std::nullopt;
}

OAICOMPAT_INLINE Bytes message_batch(const Batch& batch, std::string_view results) {
  const auto ended = ended_at(batch);
  const auto total = requests_of(batch);
  const auto counts = batch.request_counts.value_or(BatchRequestCounts{});
  // Before the end all requests count as processing, as the API says. What was not run is told apart no finer than by
  // why the batch ended.
  const auto succeeded = ended ? counts.completed : 0, rest = ended ? total - counts.completed : 0;
  const bool cancelled = batch.cancelled_at.has_value(), expired = batch.expired_at.has_value();
  JsonObjectText number;
  number.number("processing", ended ? 0 : total).number("succeeded", succeeded);
  number.number("errored", cancelled || expired ? 0 : rest);
  number.number("canceled", cancelled ? rest : 0).number("expired", expired ? rest : 0);
  const auto time = [](JsonObjectText& to, std::string_view name, const std::optional<std::int64_t>& at) {
    at ? to.add(name, rfc3339(*at)) : to.raw(name, "null");
  };
  JsonObjectText out;
  out.add("id", message_batch_id(batch.id)).add("type", "message_batch");
  out.add("processing_status", ended ? "ended" : batch.cancelling_at ? "canceling" : "in_progress");
  out.raw("request_counts", number.take().text.view());
  time(out, "ended_at", ended);
  time(out, "created_at", batch.created_at);
  time(out, "expires_at", batch.expires_at ? batch.expires_at : batch.created_at + 86'400);
  time(out, "cancel_initiated_at", batch.cancelling_at);
  out.raw("archived_at", "null");
  ended ? out.add("results_url", results) : out.raw("results_url", "null");
  return out.take().text.str();
}

inline Bytes errored_result(const Error& error) {
  return JsonObjectText{}.add("type", "errored").raw("error", anthropic_error_body(error)).take().text.str();
}
inline Bytes result_of(const BatchResult& line) {
  if (line.error) {
    if (line.error->code == "batch_expired") return R"({"type":"expired"})";
    if (line.error->code == "batch_cancelled") return R"({"type":"canceled"})";
    return errored_result(api_error(500, line.error->message.str(), line.error->code.str()));
  }
  if (!line.response) return errored_result(no_answer());
  const auto status = static_cast<int>(std::clamp<std::int64_t>(line.response->status_code, 0, 999));
  const auto body = line.response->body.text.view();
  if (status < 200 || status > 299) {
    auto error = read_error({.status = status}, body);
    error.request_id = line.response->request_id.str();
    return errored_result(error);
  }
  const auto completion = parse_owned<ChatCompletion>(body, {.reading = Reading::lenient});
  if (!completion) return errored_result(completion.error());
  LossReport losses;
  return JsonObjectText{}
      .add("type", "succeeded")
      .raw("message", to_json(message_of(*completion, losses)))
      .take()
      .text.str();
}
OAICOMPAT_INLINE Bytes message_batch_result(std::string_view line) {
  const auto read = parse_owned<BatchResult>(line, {.reading = Reading::lenient});
  if (!read) return {};
  return JsonObjectText{}.add("custom_id", read->custom_id).raw("result", result_of(*read)).take().text.str() + "\n";
}

}  // namespace oaicompat::inline v1::detail
