// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/binding.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/impl/called_stream.ipp>
#include <oaicompat/impl/served_answer.ipp>

#include <memory>
#include <utility>

namespace oaicompat::inline v1::detail {

template <Operation Op>
StreamPtr<Event<Op>> offload_operation(const Perform<Op>& perform, WorkerPool& pool,
                                       Parsed<typename Op::Request> request, Context context) {
  return offload_stream<Event<Op>>(
      pool, [perform, request = std::move(request), context = std::move(context)](ChannelWriter<Event<Op>>& out) {
        const EitherStop stop{context.stop, out.reader_gone()};
        auto own = context;
        own.stop = stop.token();
        auto events = perform(request, std::move(own));
        if (!events) return out.fail(no_answer());
        Waiter waiter{stop.token()};
        Event<Op> event;
        Pull got;
        while ((got = waiter.pull(*events, event)) == Pull::some) {
          if (!out.send(std::move(event))) return;
        }
        if (got == Pull::end) return out.end();
        out.fail(got == Pull::fail ? events->error() : stopped_error());
      });
}

template <Operation Op>
void bind_call(Backend& backend, const std::shared_ptr<const Handler>& handler, const CallOptions& options) {
  backend.on<Op>([handler, options](const Parsed<typename Op::Request>& request, Context context) {
    return call_operation<Op>(*handler, request, std::move(context), options);
  });
}

template <Operation Op>
void bind_offload(Backend& to, const Backend& from, const std::shared_ptr<WorkerPool>& pool) {
  if (!from.offers<Op>()) return;
  const Perform<Op> perform = [from](Parsed<typename Op::Request> request, Context context) {
    return from.run<Op>(std::move(request), std::move(context));
  };
  to.on<Op>([perform, pool](Parsed<typename Op::Request> request, Context context) {
    return offload_operation<Op>(perform, *pool, std::move(request), std::move(context));
  });
}

template <Operation Op>
TalkPtr begin_talk(const Backend& backend, Request request, const ServeOptions& options) {
  return backend.offers<Op>() ? Op::talk(serve(backend, options), std::move(request)) : nullptr;
}

template <Operation Op>
bool is_offered(const Backend& backend) {
  return backend.offers<Op>();
}

template <Operation Op>
Binding binding() {
  Binding out{.endpoint = Op::endpoint,
              .offered = &is_offered<Op>,
              .serve = &serve_operation<Op>,
              .call = &bind_call<Op>,
              .offload = &bind_offload<Op>,
              .talk = nullptr};
  if constexpr (requires { &Op::talk; }) out.talk = &begin_talk<Op>;
  return out;
}

}  // namespace oaicompat::inline v1::detail
