// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/blocking.hpp>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Context context_of(const RequestOptions& options, std::stop_token stop) {
  Context context;
  context.stop = std::move(stop);
  context.call.max_retries = options.max_retries;
  if (options.timeout) context.call.timeout = *options.timeout;
  if (options.total_timeout) context.call.total_timeout = *options.total_timeout;
  context.call.headers = options.headers;
  context.call.query = options.query;
  return context;
}

inline Context call_context(const Sending& sending, const RequestOptions& options, std::stop_token stop,
                            std::shared_ptr<Head> head) {
  for (const auto& field : options.body) sending.extra.set(field.key, field.json);
  auto context = context_of(options, std::move(stop));
  context.call.on_head = [head = std::move(head)](const Head& came) { *head = came; };
  return context;
}

inline Context whole_context(const Sending& sending, const RequestOptions& options, std::stop_token stop,
                             const std::shared_ptr<CameAs>& came) {
  auto context = call_context(sending, options, std::move(stop), {came, &came->head});
  if (options.keep_body) context.call.on_body = [came](Bytes body) { came->body = std::move(body); };
  return context;
}

// Where the request says whether events are wanted, it says so here.
inline const StreamedRow* want_events(const Sending& sending, bool events) {
  const auto* row = sending.operation.row;
  if (!row || !row->streamed) return nullptr;
  row->streamed->want(sending.request.value, events);
  return row->streamed;
}

// A Stream of the one response.
inline AnyStreamPtr run_whole(const Backend& backend, Sending sending, Context context) {
  const auto* streamed = want_events(sending, false);
  auto events = backend.run(sending.operation, std::move(sending.request), std::move(context));
  return events && streamed ? streamed->gathered(std::move(events)) : std::move(events);
}
inline Error no_backend_answer() {
  return local_error(ErrorKind::protocol, "The backend gave no answer.", "no_answer");
}
inline Error empty_answer() { return local_error(ErrorKind::protocol, "The answer is empty."); }

inline std::optional<Error> wait_for(AnyStream& answer, const RequestOptions& options, void* response) {
  Waiter waiter{options.stop};  // the layers hold the deadline, by their clock
  switch (waiter.pull_into(answer, response)) {
    case Pull::wait: return gave_up({.deadline = {}, .stop = options.stop});
    case Pull::fail: return answer.error();
    case Pull::end: return empty_answer();
    case Pull::some: break;
  }
  return std::nullopt;
}

OAICOMPAT_INLINE std::optional<Error> send(const Backend& backend, Sending sending, const RequestOptions& options,
                                           void* response, CameAs& as) {
  if (!backend.offers(sending.operation)) return not_offered(sending.operation.endpoint);
  const auto came = std::make_shared<CameAs>();
  auto context = whole_context(sending, options, options.stop, came);
  const auto answer = run_whole(backend, std::move(sending), std::move(context));
  auto error = answer ? wait_for(*answer, options, response) : no_backend_answer();
  as = std::move(*came);
  return error;
}

OAICOMPAT_INLINE StartedStream start_stream(const Backend& backend, Sending sending, const RequestOptions& options) {
  StartedStream out{nullptr, {}, std::make_shared<Head>(Head{.status = 0, .headers = {}})};
  if (!backend.offers(sending.operation)) return out;
  want_events(sending, true);
  auto context = call_context(sending, options, out.stop.get_token(), out.head);
  out.events = backend.run(sending.operation, std::move(sending.request), std::move(context));
  return out;
}

}  // namespace oaicompat::inline v1::detail
