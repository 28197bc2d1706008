// Binding: what serve and call do for one operation, without its types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/offload.hpp>
#include <oaicompat/api/serve.hpp>

#include <span>
#include <utility>

namespace oaicompat::inline v1::detail {

// The members of a request that stand in its path, still percent-encoded.
using PathMembers = std::vector<std::pair<std::string_view, std::string>>;

// One row of the operation table at run time. Each is compiled once, beside the codecs of its types.
struct Binding {
  Endpoint endpoint;
  bool (*offered)(const Backend&);
  Answer (*serve)(const Backend&, Request, const PathMembers&, const ServeOptions&);
  void (*call)(Backend&, const std::shared_ptr<const Handler>&, const CallOptions&);
  void (*offload)(Backend& to, const Backend& from, const std::shared_ptr<WorkerPool>&);
  // What a connection that asks for it becomes; null where the operation knows no such thing.
  TalkPtr (*talk)(const Backend&, Request, const ServeOptions&);
};

template <Operation Op>
OAICOMPAT_API Binding binding();

OAICOMPAT_API std::span<const Binding> bindings();

}  // namespace oaicompat::inline v1::detail

// Their bodies need one another: they follow once all are declared.
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/call.ipp>
#include <oaicompat/impl/operations.ipp>
#include <oaicompat/impl/serve.ipp>
#endif
