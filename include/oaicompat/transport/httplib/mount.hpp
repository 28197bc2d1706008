// mount: serves a Handler under a path of an httplib server that the host owns.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/http/answer_reader.hpp>
#include <oaicompat/http/handler.hpp>

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// How a mounted handler behaves.
struct MountOptions {
  /// The longest request body; a longer one is refused (413). The host's `set_payload_max_length` holds beside it.
  /// Default 64 MiB.
  std::size_t max_body = 64 << 20;
  /// How often it is looked whether the peer is still there. Default 50 ms.
  std::chrono::milliseconds look_interval{50};
};

namespace detail {

/// What a mounted path does with a request. Compiled with the host's httplib, whichever it is.
class Mounted : public std::enable_shared_from_this<Mounted> {
 public:
  Mounted(std::string prefix, Handler handler, MountOptions options)
      : prefix_{std::move(prefix)}, handler_{std::move(handler)}, options_{options} {}

  void serve(const httplib::Request& in, httplib::Response& out, const httplib::ContentReader* content) const {
    const auto exchange = std::make_shared<Exchange>();
    exchange->has_gone = gone_check(in);
    Request request = incoming(in);
    request.context.stop = exchange->stop.get_token();
    Bytes body;
    if (content && !read_body(in, *content, body)) {
      const auto message = "The request's body exceeds " + std::to_string(options_.max_body) + " bytes.";
      exchange->reader.answer(error_answer(api_error(413, message, "request_too_large")));
    } else {
      request.body = std::move(body);
      exchange->reader.ask(handler_, std::move(request));
    }
    write_answer(out, exchange);
  }

 private:
  // A request and its answer; httplib holds it until the answer is written or given up.
  struct Exchange {
    std::stop_source stop;
    Waiter waiter;
    AnswerReader reader{waiter};
    std::function<bool()> has_gone;  // empty where httplib cannot tell
    Head head;
    Bytes ready;
  };

  Request incoming(const httplib::Request& in) const {
    Request request{.method = in.method};
    std::string_view target = in.target;
    const auto question = target.find('?');
    if (question != target.npos) request.query = target.substr(question + 1);
    target = target.substr(0, question);
    if (target.starts_with(prefix_)) target.remove_prefix(prefix_.size());
    request.path = target.empty() ? "/" : target;
    for (const auto& [name, value] : in.headers) {
      if (!is_httplibs_own(name)) request.headers.add(name, value);
    }
    request.context.peer = in.remote_addr + ":" + std::to_string(in.remote_port);
    request.context.may_block = true;
    return request;
  }
  // Fields that some versions of httplib add to those that came.
  static bool is_httplibs_own(std::string_view name) {
    return name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT";
  }

  // The bytes as they came: httplib takes forms apart and decompresses by what these two fields say, so they are out of
  // its sight meanwhile. What is too long is read to its end, or the connection's next request would begin in it.
  bool read_body(const httplib::Request& in, const httplib::ContentReader& content, Bytes& body) const {
    if (!in.has_header("Content-Length") && !in.has_header("Transfer-Encoding")) return true;
    auto& fields = const_cast<httplib::Request&>(in).headers;
    const auto all = fields;
    fields.erase("Content-Type");
    fields.erase("Content-Encoding");
    bool fits = true;
    content([&](const char* data, std::size_t n) {
      fits = fits && n <= options_.max_body - body.size();
      if (fits) body.append(data, n);
      return true;
    });
    fields = all;
    return fits;
  }

  void write_answer(httplib::Response& out, const std::shared_ptr<Exchange>& exchange) const {
    auto& reader = exchange->reader;
    auto& head = exchange->head;
    auto& ready = exchange->ready;
    const auto got = await_head(*exchange);
    if (got == Pull::wait) return stop_for(out, *exchange);
    auto more = got == Pull::some ? reader.gather(ready) : got;
    if (more == Pull::fail) {
      ready.clear();
      reader.answer(error_answer(Error{reader.error()}));
      reader.head(head);
      more = reader.gather(ready);
    }
    const std::string type{head.headers.get("content-type")};
    out.status = head.status;
    for (const auto& field : head.headers) {
      if (is_writable(field)) out.headers.emplace(field.name, field.value);
    }
    if (more == Pull::end && !streams_events(head)) {
      if (!ready.empty() || !type.empty()) out.set_content(ready, type);
      return;
    }
    out.set_chunked_content_provider(
        type,
        [self = shared_from_this(), exchange](std::size_t, httplib::DataSink& sink) {
          return self->provide(*exchange, sink);
        },
        [exchange](bool whole) {
          if (!whole) exchange->stop.request_stop();
        });
  }
  static bool is_writable(const Headers::Field& field) {
    for (std::string_view own : {"content-type", "content-length", "transfer-encoding", "connection", "keep-alive"}) {
      if (iequals(field.name, own)) return false;
    }
    const auto breaks = [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7F; };
    return std::none_of(field.value.begin(), field.value.end(), breaks);
  }

  Time next_look() const { return std::chrono::steady_clock::now() + options_.look_interval; }

  // Some versions of httplib can look at a request's socket; it is there until the answer has been written.
  template <class In>
  static std::function<bool()> gone_check(const In& in) {
    if constexpr (requires { std::function<bool()>{in.is_connection_closed}; }) {
      return in.is_connection_closed;
    } else {
      return {};
    }
  }
  // `Pull::wait` says that the peer has gone.
  Pull await_head(Exchange& exchange) const {
    if (!exchange.has_gone) return exchange.reader.head(exchange.head);
    for (;;) {
      const auto got = exchange.reader.head(exchange.head, next_look());
      if (got != Pull::wait || exchange.has_gone()) return got;
    }
  }
  static void stop_for(httplib::Response& out, Exchange& exchange) {
    exchange.stop.request_stop();
    out.status = 499;
  }

  // Called again and again by httplib: writes what is ready, or waits a moment and looks whether the peer is there.
  bool provide(Exchange& exchange, httplib::DataSink& sink) const {
    auto& ready = exchange.ready;
    if (!ready.empty()) {
      if (!sink.write(ready.data(), ready.size())) return false;
      ready.clear();
    }
    const auto got = exchange.reader.await(ready, next_look());
    if (got == Pull::fail) return false;
    if (got == Pull::wait && ready.empty()) return sink.is_writable() && !(exchange.has_gone && exchange.has_gone());
    if (!ready.empty() && !sink.write(ready.data(), ready.size())) return false;
    ready.clear();
    if (got == Pull::end) sink.done();
    return true;
  }

  const std::string prefix_;
  const Handler handler_;
  const MountOptions options_;
};

inline std::string regex_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view{R"(\^$.|?*+()[]{})"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace detail

/// Serves `handler` under `prefix` of the host's server: GET (and HEAD), POST, PUT, PATCH, DELETE, OPTIONS. The handler
/// sees the path after the prefix: mounted at `/v1`, a request for `/v1/chat/completions` has the path
/// `/chat/completions`, and one for `/v1` the path `/`. An empty prefix mounts at the root. Other methods and paths,
/// TLS, timeouts, header limits and threads are the host's; TCP_NODELAY is set on its server, without which streams
/// crawl.
///
/// `context.stop` fires when the peer leaves: of a stream within about `look_interval`; of a request whose answer is
/// still being made only with an httplib that has `Request::is_connection_closed`. 0.11 has not: there that answer is
/// made in vain. 0.11 also gives header values percent-decoded. An answer that fails late is cut off without its last
/// chunk.
///
/// `http.stop()` closes what runs at once. Empty the handler first: `server.stop(deadline)` where it is that of a
/// `Server`, else lay a `Drain` around it and call that one's `stop`.
///
/// **Lifetime**: call it before the server listens; the handler lives as long as the server. **Threads**: a running
/// request holds one of the server's threads, so give it a task queue that is large enough for the streams expected.
///
///     httplib::Server http;
///     oaicompat::mount(http, "/v1", server.handler());
///     ...
///     server.stop(std::chrono::seconds{10});
///     http.stop();
inline void mount(httplib::Server& http, std::string prefix, Handler handler, MountOptions options = {}) {
  while (prefix.ends_with('/')) prefix.pop_back();
  const auto pattern = detail::regex_quoted(prefix) + (prefix.empty() ? "/.*" : "(/.*)?");
  const auto mounted = std::make_shared<const detail::Mounted>(std::move(prefix), std::move(handler), options);
  using In = httplib::Request;
  using Out = httplib::Response;
  const auto bare = [mounted](const In& in, Out& out) { mounted->serve(in, out, nullptr); };
  const auto full = [mounted](const In& in, Out& out, const httplib::ContentReader& content) {
    mounted->serve(in, out, &content);
  };
  http.set_tcp_nodelay(true);
  http.Get(pattern, bare).Options(pattern, bare).Delete(pattern, bare);
  http.Post(pattern, full).Put(pattern, full).Patch(pattern, full).Delete(pattern, full);
}

}  // namespace oaicompat::inline v1
