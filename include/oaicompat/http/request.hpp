// Request: what a handler is asked, and in which circumstances.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/http/head.hpp>
#include <oaicompat/http/request_notes.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

class Store;

/// The circumstances of a request; they travel with it from the transport to the backend and on to an upstream.
struct Context {
  /// Names the request in logs and in `x-request-id`. Set by the request-id layer; empty before it.
  std::string request_id{};
  /// Who asks, as the API-key layer found out; empty when nobody asked.
  std::string principal{};
  /// Whose records the request may read, list, change and delete, as the API-key layer found out: the principal's when
  /// not set. All requests of an empty tenant share theirs.
  std::optional<std::string> tenant{};
  /// The other end's address, where the transport knows it: `127.0.0.1:51234`.
  std::string peer{};
  /// When the answer is no longer wanted.
  std::optional<Time> deadline{};
  /// Fires when the answer is no longer wanted: the peer left, the deadline passed, the server stops, the caller
  /// cancelled. **Threads**: callbacks run on the thread that notices. A stream of the request's may be dropped
  /// meanwhile, and its own callback then never runs: its destructor tells it as well.
  std::stop_token stop{};
  /// The transport waits on a thread of the request's own, so that a handler may block in it.
  bool may_block = false;
  /// The connection may become a `Talk`: the transport carries WebSockets.
  bool may_talk = false;
  /// What is kept as long as the connection, and for it alone; null where that is nothing.
  std::shared_ptr<Store> session{};
  /// A client's request: how often it may be tried again; what the retry layer was made with when not set.
  std::optional<int> max_retries{};
  /// A client's request: how long to wait for the answer's head, and between its pieces; what the timeouts layer was
  /// made with when not set. A bound on the whole is `deadline`.
  std::optional<Duration> timeout{};
  /// A client's request: how long the call may take in all, tries again and its stream included; what the client was
  /// made with when not set.
  std::optional<Duration> total_timeout{};
  /// A client's request: fields to send besides those the operation needs; they win over the layers'.
  Headers send_headers{};
  /// A client's request: query to send, percent-encoded: `api-version=1`.
  std::string send_query{};
  /// A client's request: told the head of the answer (the last one, where tries were repeated) before its first event.
  /// **Threads**: called by whoever pulls.
  std::function<void(const Head&)> on_head{};
  /// A server's request: told those fields of an upstream's answer that go on to the caller (`passed_fields`), and its
  /// `x-request-id` as `x-upstream-request-id`, before its first event. **Threads**: called by whoever pulls.
  std::function<void(Headers)> on_passed{};
  /// Where handlers and layers write what layers around want to know; null when none asks.
  std::shared_ptr<RequestNotes> notes{};
};

/// Whose records a request may see: `Context::tenant`, else the principal.
inline const std::string& tenant_of(const Context& context) {
  return context.tenant ? *context.tenant : context.principal;
}
/// Adds a name and a value to what the access log says of a request; does nothing where nobody asks.
inline void add_note(const Context& context, std::string name, std::string value) {
  if (context.notes) context.notes->add(std::move(name), std::move(value));
}

/// An HTTP request, from any transport or to any.
struct Request {
  std::string method = "GET";
  std::string path = "/";  ///< As on the wire, still percent-encoded, without the query: `/v1/models/a%2Fb`.
  std::string query{};     ///< What follows `?`, still percent-encoded; empty when there is none.
  Headers headers{};
  Body body{};
  Context context{};
};

}  // namespace oaicompat::inline v1
