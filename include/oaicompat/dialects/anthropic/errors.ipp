// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Bytes anthropic_error_body(const Error& error) {
  const int status = error_status(error);
  Bytes out = R"({"type":"error","error":{"type":)";
  write_quoted(out, error_word_in(ErrorDialect::anthropic, error, status));
  write_quoted(out += R"(,"message":)", error_message_for(ErrorDialect::anthropic, error));
  if (!error.code.empty() || !error.param.empty()) {
    out += R"(,"details":{"error_code":)";
    error.code.empty() ? void(out += "null") : write_quoted(out, error.code);
    if (!error.param.empty()) write_quoted(out += R"(,"param":)", error.param);
    out += '}';
  }
  out += R"(},"request_id":)";
  error.request_id.empty() ? void(out += "null") : write_quoted(out, error.request_id);
  return out + "}";
}

OAICOMPAT_INLINE Answer anthropic_error_answer(const Error& error) {
  Head head{.status = error_status(error), .headers = {{"content-type", "application/json"}}};
  auto fields = error;
  fields.request_id.clear();
  for (const auto& [name, value] : error_fields(fields)) head.headers.add(name, value);
  return ready_answer(std::move(head), anthropic_error_body(error));
}

OAICOMPAT_INLINE Bytes anthropic_error_event(const Error& error) {
  Bytes out;
  append_sse_event(out, "error", anthropic_error_body(error));
  return out;
}

OAICOMPAT_INLINE Error read_anthropic_error(const Head& head, std::string_view body) {
  const auto json = Json::checked(body);
  const auto inner = json ? json->at("error") : Json{};
  const auto message = inner.at("message").as_string();
  auto read = read_error(head.status == 0 ? Head{.status = 200} : head, body);
  if (!inner.is_object() || !message) return read;
  read.message = *message;
  read.status = head.status >= 400 ? head.status : 0;
  auto error = error_from(ErrorDialect::anthropic, inner.at("type").as_string().value_or(""), std::move(read));
  const auto details = inner.at("details");
  if (const auto code = details.at("error_code").as_string()) error.code = *code;
  if (const auto param = details.at("param").as_string()) error.param = *param;
  error.request_id = json->at("request_id").as_string().value_or(std::string{head.headers.get("request-id")});
  return error;
}

}  // namespace oaicompat::inline v1
