// Request: what a handler is asked, and in which circumstances.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>
#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/http/head.hpp>
#include <oaicompat/http/request_notes.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

class Store;
class LossReport;

/// How a client's call differs from the others. Its layers read it; an upstream in the same process does not see it.
struct CallSettings {
  /// How often it may be tried again; what the retry layer was made with when not set.
  std::optional<int> max_retries{};
  /// How long to wait for the answer's head, and between its pieces; what the timeouts layer was made with when not
  /// set. A bound on the whole is `Context::deadline`.
  std::optional<Duration> timeout{};
  /// How long the call may take in all, tries again and its stream included; what the client was made with when not
  /// set.
  std::optional<Duration> total_timeout{};
  /// Fields to send besides those the operation needs; they win over the layers'.
  Headers headers{};
  /// Query to send, percent-encoded: `api-version=1`.
  std::string query{};
  /// Told the head of the answer (the last one, where tries were repeated) before its first event. **Threads**: called
  /// by whoever pulls.
  std::function<void(const Head&)> on_head{};
  /// Told the bytes of the answer's body as they came, decompressed, once the answer has ended or failed; of one that
  /// is too large, or was cut off, its beginning. Where it is set they are kept until then. **Threads**: called by
  /// whoever pulls.
  std::function<void(Bytes)> on_body{};
};

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
  /// The connection may become a `WebSocketSession`: the transport carries WebSockets.
  bool can_upgrade = false;
  /// What is kept as long as the connection, and for it alone; null where that is nothing.
  std::shared_ptr<Store> session{};
  /// How a call that goes on to an upstream is made.
  CallSettings call{};
  /// A server's request: told the fields that the answer's head is to have besides its own, before the first event, the
  /// last ones in place of those before. Those of an upstream's answer that go on to the caller (`passed_fields`), and
  /// its `x-request-id` as `x-upstream-request-id`; or those of a handler's writer. **Threads**: called by whoever
  /// pulls, or by the handler.
  std::function<void(Headers)> on_passed{};
  /// Where handlers and layers write what layers around want to know; null when none asks.
  std::shared_ptr<RequestNotes> notes{};
  /// Where translations between dialects write what they could not carry; null when none asks. See `LossReport`.
  std::shared_ptr<LossReport> losses{};
  /// A server's request: its header fields, for handlers, as the layers left them (a key that was let in is gone, but
  /// with `ShownKeys::passed_on`). As many bytes as the transport takes of a head. Null where there are none; see
  /// `header_of`.
  std::shared_ptr<const Headers> headers{};
};

/// The value of the first field of that name in the request that a server was sent; empty where there is none.
/// **Lifetime**: of the context.
inline std::string_view header_of(const Context& context, std::string_view name) {
  return context.headers ? context.headers->get(name) : std::string_view{};
}

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
