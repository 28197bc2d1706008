// How a client asks: any operation, whole or streamed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/impl/chunk_form.ipp>

#include <memory>
#include <utility>

namespace oaicompat::inline v1::detail {

template <class R>
Context call_context(R& request, const RequestOptions& options, std::stop_token stop, std::shared_ptr<Head> head) {
  for (const auto& field : options.body) request.extra.set(field.key, field.json);
  Context context;
  context.stop = std::move(stop);
  context.max_retries = options.max_retries;
  if (options.timeout) context.timeout = *options.timeout;
  if (options.total_timeout) context.total_timeout = *options.total_timeout;
  context.send_headers = options.headers;
  context.send_query = options.query;
  context.on_head = [head = std::move(head)](const Head& came) { *head = came; };
  return context;
}

template <Operation Op>
Reply<typename Op::Response> ask(const Backend& backend, typename Op::Request request, const RequestOptions& options) {
  const auto head = std::make_shared<Head>(Head{.status = 0, .headers = {}});
  if constexpr (StreamedOperation<Op>) Op::Streaming::want(request, false);
  auto context = call_context(request, options, options.stop, head);
  const Until until{.deadline = {}, .stop = options.stop};  // the layers hold the deadline, by their clock
  auto events = backend.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  Waiter waiter{options.stop};
  Event<Op> event;
  if constexpr (StreamedOperation<Op>) {
    typename Op::Streaming::Accumulator chunks;
    for (;;) {
      switch (waiter.pull(*events, event)) {
        case Pull::wait: return {gave_up(until), *head};
        case Pull::fail: return {events->error(), *head};
        case Pull::end: return {chunks.finish(), *head};
        case Pull::some: break;
      }
      if constexpr (MediaOperation<Op>) {
        if (event.index() == 1) {
          if (auto added = chunks.add(std::get<1>(std::move(event))); !added) return {added.error(), *head};
          continue;
        }
      }
      if (event.index() == 1) return {std::get<1>(std::move(event)), *head};
      auto added = chunks.add(std::get<0>(event));
      if (!added && !is_error_event<Op>(std::get<0>(event))) return {added.error(), *head};
    }
  } else {
    switch (waiter.pull(*events, event)) {
      case Pull::wait: return {gave_up(until), *head};
      case Pull::fail: return {events->error(), *head};
      case Pull::end: return {local_error(ErrorKind::protocol, "The answer is empty."), *head};
      case Pull::some: break;
    }
    return {std::move(event), *head};
  }
}

template <StreamedOperation Op>
EventStream<Op> ask_stream(const Backend& backend, typename Op::Request request, const RequestOptions& options) {
  const auto head = std::make_shared<Head>(Head{.status = 0, .headers = {}});
  Op::Streaming::want(request, true);
  std::stop_source stop;
  auto context = call_context(request, options, stop.get_token(), head);
  auto events = backend.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  return {std::move(events), std::move(stop), head, std::nullopt, options.stop};
}

}  // namespace oaicompat::inline v1::detail
