// Backend: what an engine implements and what a client is.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/json/document.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// How a backend performs one operation: request in, stream of events out. It must not block, nor must its stream: what
/// blocks goes through `offload`. For an operation that may be streamed it gives chunks, or one whole response,
/// whichever it has; `serve` turns the one into the other. A failure is the stream's. A stream that reads the request
/// later keeps the `Parsed`: nobody else does.
template <Operation Op>
using Perform = std::function<StreamPtr<Event<Op>>(Parsed<typename Op::Request>, Context)>;

/// A set of operations, each with what performs it: an engine, a client of some provider, or a composition of these.
/// Copies share the operations.
///
/// **Threads**: `run` from many at once, once all `on` are done.
class Backend {
 public:
  /// Offers an operation, in place of an earlier offer.
  template <Operation Op>
  Backend& on(Perform<Op> perform) {
    auto shared = std::make_shared<const Perform<Op>>(std::move(perform));
    for (auto& offer : offers_) {
      if (offer.id == Op::endpoint.id) return offer.perform = std::move(shared), *this;
    }
    offers_.push_back({Op::endpoint.id, std::move(shared)});
    return *this;
  }
  /// Whether an operation is offered.
  template <Operation Op>
  bool offers() const {
    return find(Op::endpoint.id) != nullptr;
  }
  /// Performs an operation. One that is not offered fails with status 404 and code `unknown_url`.
  template <Operation Op>
  StreamPtr<Event<Op>> run(Parsed<typename Op::Request> request, Context context = {}) const {
    if (const auto perform = find(Op::endpoint.id)) {
      return (*static_cast<const Perform<Op>*>(perform.get()))(std::move(request), std::move(context));
    }
    return failed<Event<Op>>(api_error(
        404,
        "This server does not offer " + std::string{Op::endpoint.method} + " " + std::string{Op::endpoint.path} + ".",
        "unknown_url"));
  }

 private:
  struct Offer {
    std::string_view id;
    std::shared_ptr<const void> perform;  // a Perform<Op> of the operation with that id
  };
  std::shared_ptr<const void> find(std::string_view id) const {
    for (const auto& offer : offers_) {
      if (offer.id == id) return offer.perform;
    }
    return nullptr;
  }
  std::vector<Offer> offers_;
};

}  // namespace oaicompat::inline v1
