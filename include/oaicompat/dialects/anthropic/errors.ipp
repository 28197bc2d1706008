// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

struct AnthropicErrorType {
  int status;
  std::string_view type;
};
inline constexpr std::array<AnthropicErrorType, 12> anthropic_error_types{{{400, "invalid_request_error"},
                                                                           {401, "authentication_error"},
                                                                           {402, "billing_error"},
                                                                           {403, "permission_error"},
                                                                           {404, "not_found_error"},
                                                                           {409, "conflict_error"},
                                                                           {413, "request_too_large"},
                                                                           {429, "rate_limit_error"},
                                                                           {500, "api_error"},
                                                                           {504, "timeout_error"},
                                                                           {529, "overloaded_error"},
                                                                           {503, "overloaded_error"}}};

inline std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) out.emplace_back();
    if (digit) out.back() += c;
    inside = digit || (inside && c == ',' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9');
  }
  return out;
}

inline std::string lowered(std::string_view text) {
  std::string out{text};
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// `prompt is too long: N tokens > M maximum`, with the two numbers of other servers' words where they have two.
inline std::string too_long(const Error& error) {
  constexpr std::string_view words = "prompt is too long";
  if (error.message.find(words) != error.message.npos) return error.message;
  auto numbers = numbers_in(error.message);
  const auto small = [](const std::string& each) { return each.size() < 3 || each.size() > 9; };
  std::erase_if(numbers, small);
  if (numbers.size() < 2) return std::string{words} + ": " + error.message;
  const auto by_value = [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  };
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end(), by_value);
  return std::string{words} + ": " + *most + " tokens > " + *least + " maximum";
}

// Clients that send a system turn amid the others look for these words, and send it otherwise then.
inline std::string told_to_anthropic(const Error& error) {
  const auto message = without_address(error).message;
  if (error.code == "context_length_exceeded") return too_long(error);
  const auto low = lowered(message);
  const auto has = [&](std::string_view word) { return low.find(word) != low.npos; };
  const bool refuses_system = error.status == 400 && has("system") && (has("role") || has("message")) &&
                              (has("support") || has("unexpected") || has("must be at the beginning") ||
                               has("alternate") || has("only the first"));
  if (refuses_system && !has("unexpected role")) return "Unexpected role \"system\": not supported here. " + message;
  return message;
}

inline int status_of_anthropic(std::string_view type) {
  for (const auto& each : anthropic_error_types) {
    if (each.type == type) return each.status;
  }
  return 0;
}

// The type as the neutral form has it: Anthropic's own words where the status alone does not give them.
inline std::string neutral_type(int status, std::string_view type) {
  const bool usual = type == anthropic_error_type(status);
  return usual || type.empty() ? error_type(status) : std::string{type};
}

}  // namespace detail

OAICOMPAT_INLINE std::string_view anthropic_error_type(int status) {
  for (const auto& each : detail::anthropic_error_types) {
    if (each.status == status) return each.type;
  }
  return status >= 500 ? "api_error" : "invalid_request_error";
}

OAICOMPAT_INLINE Bytes anthropic_error_body(const Error& error) {
  const int status = error_status(error);
  const bool own = detail::status_of_anthropic(error.type) != 0 && error.type != "invalid_request_error";
  Bytes out = R"({"type":"error","error":{"type":)";
  write_quoted(out, own ? std::string_view{error.type} : anthropic_error_type(status));
  write_quoted(out += R"(,"message":)", detail::told_to_anthropic(error));
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
  const auto type = inner.at("type").as_string().value_or("");
  const auto message = inner.at("message").as_string();
  auto error = read_error(head.status == 0 ? Head{.status = 200} : head, body);
  if (!inner.is_object() || !message) return error;
  error.message = *message;
  error.status = head.status >= 400 ? head.status : detail::status_of_anthropic(type);
  if (error.status == 0) error.status = 500;
  error.type = detail::neutral_type(error.status, type);
  const auto details = inner.at("details");
  error.code = details.at("error_code").as_string().value_or("");
  error.param = details.at("param").as_string().value_or("");
  error.request_id = json->at("request_id").as_string().value_or(std::string{head.headers.get("request-id")});
  if (error.message.find("prompt is too long") != error.message.npos) error.code = "context_length_exceeded";
  return error;
}

}  // namespace oaicompat::inline v1
