// What a call takes of its context, and its error of the answer's head.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/http/retry_fields.hpp>

#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

struct RequestOptions;

namespace detail {

// What the options of a call say to whom it goes through.
OAICOMPAT_API Context context_of(const RequestOptions& options, std::stop_token stop);

// Puts into a request what its context says of it. What has been seen to here is no business of a backend behind the
// handler.
inline void place_context(const Context& context, Request& request) {
  if (!context.request_id.empty()) request.headers.set("x-request-id", context.request_id);
  for (const auto& field : context.call.headers) request.headers.set(field.name, field.value);
  if (!context.call.query.empty()) request.query += (request.query.empty() ? "" : "&") + context.call.query;
  request.context = context;
  request.context.may_block = false;
  request.context.call.headers = {};
  request.context.call.query.clear();
  request.context.call.on_head = nullptr;
  request.context.call.on_body = nullptr;
  request.context.notes = nullptr;
  request.context.on_passed = nullptr;
  request.context.headers = nullptr;
}

// An error with what the head of its answer says beside it.
inline Error error_in_answer(Error error, const Head& head, const CallOptions& options) {
  if (error.request_id.empty()) error.request_id = std::string{head.headers.get("x-request-id")};
  if (error.headers.empty()) error.headers = passed_fields(head.headers, options.forward_headers);
  if (!error.retry_after) error.retry_after = retry_after(head.headers, options.clock->unix_time());
  return error;
}

}  // namespace detail

}  // namespace oaicompat::inline v1
