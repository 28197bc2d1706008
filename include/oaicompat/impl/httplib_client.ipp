// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/impl/httplib_upstream.ipp>
#include <oaicompat/transport/httplib_client.hpp>
#include <oaicompat/transport/sendable.hpp>

#include <algorithm>
#include <atomic>
#include <stop_token>

namespace oaicompat::inline v1 {
namespace detail {

// What only this file needs.
namespace client {

template <class E>
bool is_certificate_error(E error) {
  if constexpr (requires { E::SSLServerHostnameVerification; }) {
    if (error == E::SSLServerHostnameVerification) return true;
  }
  return error == E::SSLServerVerification;
}

}  // namespace client

/// One request, between the worker that sends it and whoever reads or cancels the answer.
class ClientCall {
 public:
  ClientCall(Request request, ChannelWriter<Part> writer, const HttplibClientOptions& options)
      : request_{std::move(request)},
        writer_{std::move(writer)},
        read_timeout_{options.read_timeout},
        write_timeout_{options.write_timeout},
        max_answer_{options.max_answer} {}

  /// Ends the call from any thread: the answer fails at once, the worker soon.
  void cancel() {
    writer_.fail(local_error(ErrorKind::cancelled, "The request was cancelled."));
    std::lock_guard lock{mutex_};
    cancelled_ = true;
    if (upstream_) upstream_->tether().cut();
  }

  /// Sends the request and hands over the answer, on a worker's thread.
  void run(IdleUpstreams& idle) {
    QuietPipe quiet;
    auto upstream = idle.take();
    for (bool again = upstream != nullptr;; again = false) {
      if (!upstream) upstream = idle.make();
      if (!*upstream) return writer_.fail(local_error(ErrorKind::usage, "This build has no TLS.", "no_tls"));
      if (!attach(upstream.get())) return;
      const bool sent = send(*upstream);
      if (!detach()) return;
      if (sent) {
        idle.give_back(std::move(upstream));
        return writer_.end();
      }
      if (again && upstream->was_reused() && !headed_ && !wrong_ && !timed_out()) {
        upstream.reset();
        continue;
      }
      return writer_.fail(failure(*upstream));
    }
  }

 private:
  bool attach(Upstream* upstream) {
    std::lock_guard lock{mutex_};
    if (!cancelled_) upstream_ = upstream;
    return !cancelled_;
  }
  bool detach() {
    std::lock_guard lock{mutex_};
    upstream_ = nullptr;
    return !cancelled_;
  }
  void heard() { last_heard_ = std::chrono::steady_clock::now(); }
  bool timed_out() const {
    const auto silent = std::chrono::steady_clock::now() - last_heard_;
    return silent >= (error_ == httplib::Error::Write ? write_timeout_ : read_timeout_);
  }

  // True when the whole answer came, and was taken.
  bool send(Upstream& upstream) {
    httplib::Request request = outgoing();
    httplib::Response response;
    request.response_handler = [this](const httplib::Response& r) { return take_head(r); };
    request.content_receiver = [this](const char* data, std::size_t n, auto&&...) { return take_bytes({data, n}); };
    heard();
    if (!upstream.send(request, response, error_)) return false;
    return headed_ || take_head(response);  // an answer that can have no body has not been shown yet
  }

  httplib::Request outgoing() const {
    httplib::Request out;
    out.method = request_.method;
    out.path = request_.path;
    if (!request_.query.empty()) out.path += "?" + request_.query;
    for (const auto& [name, value] : request_.headers) {
      if (!is_transports_own(name)) out.headers.emplace(name, value);
    }
    if (!request_.headers.has("accept-encoding")) out.headers.emplace("Accept-Encoding", "identity");
    if (!request_.headers.has("user-agent")) out.headers.emplace("User-Agent", user_agent());
    if (request_.body.empty()) return out;
    out.content_length_ = request_.body.size();  // pulled from here, not copied
    out.content_provider_ = [this](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
      constexpr std::size_t longest = 4 << 20;
      request_.body.forget_before(offset);
      const auto piece = request_.body.from(offset).substr(0, std::min(length, longest));
      return sink.write(piece.data(), piece.size());
    };
    if (!request_.headers.has("content-type")) out.headers.emplace("Content-Type", "application/octet-stream");
    return out;
  }
  bool take_head(const httplib::Response& response) {
    heard();
    headed_ = true;
    Head head{.status = response.status};
    for (const auto& [name, value] : response.headers) {
      const bool coded = same_word(name, "transfer-encoding");
      if (coded && !same_word(value, "chunked")) return refuse("The answer has an unknown Transfer-Encoding.");
      if (coded || same_word(name, "connection") || same_word(name, "keep-alive") ||
          sendable::any_of(value, sendable::breaks_line))
        continue;
      head.headers.add(name, value);
    }
    if (head.status < 200 || head.status > 999) return refuse("The answer has no final status.");
    return writer_.send(std::move(head));
  }
  bool take_bytes(std::string_view bytes) {
    if ((received_ += bytes.size()) > max_answer_) return refuse("The answer is too large.");
    const bool taken = writer_.send(Bytes{bytes});
    heard();  // after the reader had room: its slowness is not the server's
    return taken;
  }
  bool refuse(std::string message) {
    wrong_ = local_error(ErrorKind::protocol, std::move(message));
    return false;
  }

  Error failure(const Upstream& upstream) const {
    using E = httplib::Error;
    if (wrong_) return *wrong_;
    if (upstream.connect_error()) return *upstream.connect_error();
    const auto connection = [](std::string message, std::string code = {}) {
      return local_error(ErrorKind::connection, std::move(message), std::move(code));
    };
    switch (error_) {
      case E::SSLConnection: return connection("The TLS handshake failed.", "tls_handshake");
      case E::SSLLoadingCerts: return connection("The trusted authorities cannot be read.", "tls_authorities");
      case E::Connection: return connection("Cannot connect to the server.");
      case E::ConnectionTimeout: return local_error(ErrorKind::timeout, "Connecting took too long.", "connect_timeout");
      default: break;
    }
    if (client::is_certificate_error(error_)) {
      return connection("The server's certificate is refused: " + upstream.certificate_complaint() + ".",
                        "tls_certificate");
    }
    if (timed_out()) return local_error(ErrorKind::timeout, "The server was silent for too long.", "read_timeout");
    if (headed_) return local_error(ErrorKind::protocol, "The answer was cut off before its end.", "truncated");
    if (error_ == E::Write) return connection("The connection was lost while the request was sent.");
    return connection("The connection was lost before the answer came.");
  }

  const Request request_;
  ChannelWriter<Part> writer_;
  const std::chrono::milliseconds read_timeout_, write_timeout_;
  const std::size_t max_answer_;
  httplib::Error error_ = httplib::Error::Success;
  std::optional<Error> wrong_;
  Time last_heard_{};
  std::size_t received_ = 0;
  bool headed_ = false;

  std::mutex mutex_;
  Upstream* upstream_ = nullptr;  // while it is in use
  bool cancelled_ = false;
};

/// What the copies of a handler, and its answers, share.
struct ClientShared {
  ClientShared(BaseUrl url, HttplibClientOptions o)
      : options{std::move(o)},
        idle{std::make_shared<IdleUpstreams>(std::move(url), options)},
        workers{{.max_threads = options.max_requests, .max_queued = 0}} {}

  const HttplibClientOptions options;
  const std::shared_ptr<IdleUpstreams> idle;
  WorkerPool workers;  // last: its threads end before what they use
};

/// The answer to a call; dropping it cancels.
class ClientAnswer final : public Stream<Part> {
 public:
  ClientAnswer(std::shared_ptr<ClientShared> shared, std::shared_ptr<ClientCall> call, StreamPtr<Part> parts,
               std::stop_token stop)
      : shared_{std::move(shared)},
        call_{std::move(call)},
        parts_{std::move(parts)},
        on_stop_{std::move(stop), Cancel{call_}} {}
  ~ClientAnswer() override { call_->cancel(); }

  Pull pull(Part& out) override { return parts_->pull(out); }
  void when_ready(Wake wake) override { parts_->when_ready(std::move(wake)); }
  Error error() const override { return parts_->error(); }

 private:
  struct Cancel {
    std::shared_ptr<ClientCall> call;
    void operator()() const { call->cancel(); }
  };
  std::shared_ptr<ClientShared> shared_;
  std::shared_ptr<ClientCall> call_;
  StreamPtr<Part> parts_;
  std::stop_callback<Cancel> on_stop_;
};

inline Answer send_request(const std::shared_ptr<ClientShared>& shared, Request request) {
  if (auto refusal = refusal_to_send(request)) return failed<Part>(*std::move(refusal));
  auto stop = request.context.stop;
  auto [writer, parts] = channel<Part>({.capacity = shared->options.read_ahead});
  auto call = std::make_shared<ClientCall>(std::move(request), std::move(writer), shared->options);
  if (!shared->workers.run([call, idle = shared->idle] { call->run(*idle); })) {
    return failed<Part>(too_many_requests());
  }
  return std::make_unique<ClientAnswer>(shared, std::move(call), std::move(parts), std::move(stop));
}

}  // namespace detail

OAICOMPAT_INLINE Handler httplib_client(HttplibClientOptions options) {
  auto url = parse_base_url(options.origin);
  if (!url) return [error = url.error()](Request) { return failed<Part>(error); };
  return [shared = std::make_shared<detail::ClientShared>(std::move(*url), std::move(options))](Request request) {
    return detail::send_request(shared, std::move(request));
  };
}

}  // namespace oaicompat::inline v1
