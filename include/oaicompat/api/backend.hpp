// Backend: what an engine implements and what a client is.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/erased.hpp>
#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/json/document.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// How a backend performs one operation: request in, stream of events out. It must not block, nor must its stream: what
/// blocks goes through `offload`. For an operation that may be streamed it gives chunks, or one whole response,
/// whichever it has; `serve` turns the one into the other. A failure is the stream's. A stream that reads the request
/// later keeps the `Parsed`: nobody else does.
template <Operation Op>
using OperationHandler = std::function<StreamPtr<Event<Op>>(Parsed<typename Op::Request>, Context)>;

namespace detail {

template <Operation Op>
class PerformOf final : public AnyPerform {
 public:
  explicit PerformOf(OperationHandler<Op> perform) : perform_{std::move(perform)} {}
  AnyStreamPtr run(AnyRequest request, Context context) const override {
    return perform_(typed_request<typename Op::Request>(std::move(request)), std::move(context));
  }

 private:
  const OperationHandler<Op> perform_;
};

OAICOMPAT_API Error not_offered(const Endpoint& endpoint);

}  // namespace detail

/// A set of operations, each with what performs it: an engine, a client of some provider, or a composition of these.
/// Copies share the operations.
///
/// **Threads**: `run` from many at once, once all `on` are done.
class OAICOMPAT_API Backend {
 public:
  Backend() = default;
  // What performs all that has no offer of its own.
  explicit Backend(std::shared_ptr<const detail::Forward> forward) : forward_{std::move(forward)} {}

  /// Offers an operation, in place of an earlier offer.
  template <Operation Op>
  Backend& on(OperationHandler<Op> perform) {
    return offer(detail::operation_ref<Op>(), std::make_shared<const detail::PerformOf<Op>>(std::move(perform)));
  }
  /// Whether an operation is offered.
  template <Operation Op>
  bool offers() const {
    return offers(detail::operation_ref<Op>());
  }
  /// Performs an operation. One that is not offered fails with status 404 and code `unknown_url`.
  template <Operation Op>
  StreamPtr<Event<Op>> run(Parsed<typename Op::Request> request, Context context = {}) const {
    if (!offers<Op>()) return failed<Event<Op>>(detail::not_offered(Op::endpoint));
    return detail::typed_stream<Event<Op>>(
        run(detail::operation_ref<Op>(), detail::erased(request), std::move(context)));
  }

  // The same where the operation's types are not known. `run` is for what is offered alone.
  Backend& offer(detail::OperationRef operation, std::shared_ptr<const detail::AnyPerform> perform);
  bool offers(detail::OperationRef operation) const;
  detail::AnyStreamPtr run(detail::OperationRef operation, detail::AnyRequest request, Context context) const;
  // The rows of its own offers.
  std::vector<const detail::Row*> own_rows() const;

 private:
  struct Offer {
    std::uint64_t key;
    const detail::Row* row;  // null for an operation of a host's own
    std::shared_ptr<const detail::AnyPerform> perform;
  };
  const detail::AnyPerform* find(const Endpoint& endpoint) const;
  std::vector<Offer> offers_;  // by key
  std::shared_ptr<const detail::Forward> forward_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/backend.ipp>
#endif
