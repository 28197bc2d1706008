// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/kit/chat_text.ipp>
#include <oaicompat/kit/structured.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

/// A schema's name as the API takes it: at most 64 letters, digits, underscores and dashes.
inline std::string schema_name(std::string_view name) {
  std::string out{name.substr(0, 64)};
  for (char& c : out) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!plain) c = '_';
  }
  return out.empty() ? "answer" : out;
}

OAICOMPAT_INLINE ChatRequest structured_request(ChatRequest request, std::string_view name, Json schema) {
  request.response_format = json_schema_format(schema_name(name), std::move(schema));
  return request;
}

/// What keeps a completion from being read.
inline std::optional<Error> structured_error(const ChatCompletion& completion) {
  const auto fail = [](std::string message, const char* code) {
    return local_error(ErrorKind::api, std::move(message), code);
  };
  if (completion.choices.empty()) return local_error(ErrorKind::protocol, "The answer has no choice.", "no_choices");
  const auto& choice = completion.choices.front();
  if (choice.message.refusal && !choice.message.refusal->empty()) return fail(choice.message.refusal->str(), "refusal");
  if (choice.finish_reason == FinishReason::content_filter)
    return fail("A filter held the answer back.", "content_filter");
  if (choice.finish_reason == FinishReason::length) return fail("The answer came to its most tokens.", "length");
  if (completion.view().empty()) return local_error(ErrorKind::parse, "The answer has no text.", "invalid_output");
  return std::nullopt;
}

/// Text without the code fence around it.
inline std::string_view without_fence(std::string_view text) {
  constexpr std::string_view space = " \t\r\n", fence = "```";
  const auto trim = [&] {
    const auto from = std::min(text.find_first_not_of(space), text.size());
    text = text.substr(from, text.find_last_not_of(space) + 1 - from);
  };
  trim();
  if (!text.starts_with(fence)) return text;
  text.remove_prefix(fence.size());
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  while (!text.empty() && is_letter(text.front())) text.remove_prefix(1);  // `json`
  trim();
  if (text.ends_with(fence)) text.remove_suffix(fence.size());
  return text;
}

OAICOMPAT_INLINE std::string_view StructuredAnswer::json() const {
  return completion ? without_fence(completion->view()) : std::string_view{};
}

OAICOMPAT_INLINE Error invalid_output(Error why) {
  constexpr std::string_view body = "The body is";
  if (why.message.starts_with(body)) why.message.replace(0, body.size(), "The answer is");
  why.code = "invalid_output";
  return why;
}

OAICOMPAT_INLINE StructuredAnswer ask_structured(const Backend& client, ChatRequest request,
                                                 const RequestOptions& options) {
  StructuredAnswer out;
  auto reply = send<CreateChatCompletion>(client, std::move(request), options);
  out.head = {.status = reply.status(), .headers = reply.headers()};
  out.body = reply.body();
  if (!reply) {
    out.error = reply.error();
  } else {
    out.completion = *std::move(reply);
    out.error = structured_error(*out.completion);
  }
  return out;
}

OAICOMPAT_INLINE StructuredAnswer stream_structured(const Backend& client, ChatRequest request,
                                                    const RequestOptions& options,
                                                    const std::function<void(std::string_view)>& on_text) {
  StructuredAnswer out;
  auto chunks = stream<CreateChatCompletion>(client, std::move(request), options);
  if (auto whole = collect_text(chunks, on_text)) {
    out.completion = *std::move(whole);
    out.error = structured_error(*out.completion);
  } else {
    out.completion = chunks.so_far();
    out.error = whole.error();
  }
  out.head = chunks.head();
  return out;
}

}  // namespace oaicompat::inline v1::detail
