// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/release.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/httplib/upstream.ipp>
#include <oaicompat/transport/resend.hpp>
#include <oaicompat/transport/response_reader.hpp>
#include <oaicompat/transport/sendable.hpp>

#include <algorithm>
#include <array>
#include <stop_token>

namespace oaicompat::inline v1 {
namespace detail {

/// One request, between the worker that sends it and whoever reads or cancels the answer.
class ClientCall {
 public:
  ClientCall(Request request, ChannelWriter<Part> writer, const HttplibClientOptions& options)
      : request_{std::move(request)}, writer_{std::move(writer)}, options_{options} {}

  /// Ends the call from any thread: the answer fails at once, the worker soon.
  void cancel() {
    writer_.fail(local_error(ErrorKind::cancelled, "The request was cancelled."));
    std::lock_guard lock{mutex_};
    cancelled_ = true;
    if (upstream_) upstream_->cut();
  }

  /// Sends the request and hands over the answer, on a worker's thread.
  void run(IdleUpstreams& idle) {
    IgnoreSigpipe quiet;
    for (auto upstream = idle.take();; upstream.reset()) {
      if (!upstream) upstream = idle.make();
      if (!attach(upstream.get())) return;
      const auto end = attempt(*upstream, idle.host());
      if (!detach()) return;
      if (end == End::again) continue;
      if (end == End::failed) return writer_.fail(*std::move(error_));
      if (end == End::reusable) idle.give_back(std::move(upstream));
      return writer_.end();
    }
  }

 private:
  enum class End { reusable, closing, failed, again };
  using Got = Upstream::Io::Got;
  using State = ResponseReader::State;

  static Time now() { return std::chrono::steady_clock::now(); }

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

  // One try, on a connection that was kept or is made now.
  End attempt(Upstream& upstream, const std::string& host) {
    if (!upstream.reused) {
      if ((error_ = upstream.connect())) return End::failed;
    }
    reader_.emplace(ResponseReader::Limits{.head = options_.max_head, .body = options_.max_answer},
                    request_.method == "HEAD" ? ResponseReader::Asked::head_only : ResponseReader::Asked::whole);
    begin_sending(host);
    return exchange(upstream);
  }
  // A small body goes out with the head.
  void begin_sending(const std::string& host) {
    constexpr std::size_t small = 64 << 10;
    head_.clear();
    write_request_head(head_, request_, host);
    body_sent_ = 0;
    if (!request_.body.empty() && request_.body.size() <= small) {
      for (std::string_view piece; !(piece = request_.body.from(body_sent_)).empty(); body_sent_ += piece.size())
        head_ += piece;
    }
    unsent_ = head_;
    written_ = 0;
    lost_ = gave_up_ = false;
    begun_ = now();
  }

  // Writes and reads at once: a server may answer before it has read everything.
  End exchange(Upstream& upstream) {
    std::array<char, 16 << 10> scratch;
    for (auto deadline = next_deadline();;) {
      const auto out = send_some(upstream);
      const auto in = upstream.read(scratch);
      auto more = Got::again;
      if (in.got == Got::bytes) {
        reader_->put({scratch.data(), in.n});
        if (reader_->state() == State::body && out.got != Got::bytes) more = read_more(upstream, scratch);
      }
      if (in.got == Got::closed || in.got == Got::lost) return input_ended(upstream, in.got == Got::lost || lost_);
      if (!hand_over()) return failed(local_error(ErrorKind::cancelled, "The answer is not read any more."));
      if (reader_->state() == State::wrong) return failed(reader_->error());
      if (reader_->state() == State::complete) return completed();
      // A reset is told once: the next read would find a connection that was closed.
      if (more == Got::closed || more == Got::lost) return input_ended(upstream, more == Got::lost || lost_);
      if (out.got == Got::bytes || in.got == Got::bytes) {
        deadline = next_deadline();
      } else if (!upstream.wait(static_cast<short>(out.wants | in.wants), deadline)) {
        return failed(local_error(ErrorKind::timeout, "The server was silent for too long.", "read_timeout"));
      }
    }
  }
  // A body often comes right behind its head: one that is malformed from the start leaves the answer without a head.
  Got read_more(Upstream& upstream, std::span<char> scratch) {
    if (headed_) return Got::again;
    const auto in = upstream.read(scratch);
    if (in.got == Got::bytes) reader_->put({scratch.data(), in.n});
    return in.got;
  }
  Time next_deadline() const {
    return now() + bounded_span(unsent_.empty() ? options_.read_timeout : options_.write_timeout);
  }

  Upstream::Io send_some(Upstream& upstream) {
    constexpr std::size_t longest = 4 << 20;
    if (unsent_.empty() && !lost_ && !gave_up_) {
      request_.body.forget_before(body_sent_);
      unsent_ = request_.body.from(body_sent_).substr(0, longest);
      body_sent_ += unsent_.size();
    }
    if (unsent_.empty()) return {Got::again};
    const auto out = upstream.write(unsent_);
    if (out.got == Got::bytes) {
      unsent_.remove_prefix(out.n);
      written_ += out.n;
    } else if (out.got != Got::again) {  // the server may have answered before it closed
      lost_ = true;
      unsent_ = {};
      return {Got::again};
    }
    return out;
  }
  bool is_sent() const { return !lost_ && !gave_up_ && unsent_.empty() && body_sent_ == request_size_; }

  // False when nobody reads the answer any more.
  bool hand_over() {
    if (auto head = reader_->take_head()) {
      headed_ = true;
      if (head->status >= 300 && !is_sent()) {  // a refusal: the rest of the request is of no use
        gave_up_ = true;
        unsent_ = {};
      }
      if (!writer_.send(*std::move(head))) return false;
    }
    if (!headed_) return true;
    if (!head_.empty() && is_sent()) forget_request();
    auto body = reader_->take_body();
    return body.empty() || writer_.send(std::move(body));
  }
  // It is not sent again, and a stream may last: a long prompt would lie here for nothing.
  void forget_request() {
    release(request_.body);
    release(head_);
    body_sent_ = request_size_ = 0;
  }

  End completed() const { return is_sent() && reader_->keeps_alive() ? End::reusable : End::closing; }
  End failed(Error error) {
    error_ = std::move(error);
    return End::failed;
  }
  End input_ended(const Upstream& upstream, bool lost) {
    if (may_send_again(
            {.reused = upstream.reused, .heard = reader_->heard(), .written = written_, .since = now() - begun_})) {
      return End::again;
    }
    if (!reader_->heard()) {
      return failed(local_error(ErrorKind::connection, lost_ || !is_sent()
                                                           ? "The connection was lost while the request was sent."
                                                           : "The connection was lost before the answer came."));
    }
    reader_->put_end(lost ? ResponseReader::End::lost : ResponseReader::End::closed);
    return reader_->state() == State::complete ? End::closing : failed(reader_->error());
  }

  Request request_;
  ChannelWriter<Part> writer_;
  const HttplibClientOptions& options_;
  std::optional<ResponseReader> reader_;
  std::optional<Error> error_;
  Bytes head_;
  std::string_view unsent_;                          // of the head, or of a piece of the body
  std::size_t request_size_ = request_.body.size();  // of the body
  std::size_t body_sent_ = 0;                        // or on its way
  std::uint64_t written_ = 0;
  Time begun_{};
  bool headed_ = false, lost_ = false, gave_up_ = false;

  std::mutex mutex_;
  Upstream* upstream_ = nullptr;  // while it is in use
  bool cancelled_ = false;
};

/// What the copies of a handler, and its answers, share.
struct ClientShared {
  ClientShared(BaseUrl url, std::optional<Proxy> proxy, HttplibClientOptions o)
      : options{std::move(o)},
        idle{std::make_shared<IdleUpstreams>(std::move(url), std::move(proxy), options)},
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
  shared->idle->address(request);
  auto stop = request.context.stop;
  auto [writer, parts] = channel<Part>({.capacity = shared->options.read_ahead});
  auto call = std::make_shared<ClientCall>(std::move(request), std::move(writer), shared->idle->options());
  if (!shared->workers.run([call, idle = shared->idle] { call->run(*idle); })) {
    return failed<Part>(too_many_requests());
  }
  return std::make_unique<ClientAnswer>(shared, std::move(call), std::move(parts), std::move(stop));
}

}  // namespace detail

OAICOMPAT_INLINE Handler httplib_client(HttplibClientOptions options) {
  auto url = parse_base_url(options.origin);
  if (!url) return [error = url.error()](Request) { return failed<Part>(error); };
  auto proxy = detail::proxy_in(options.proxy);
  if (!proxy) return [error = proxy.error()](Request) { return failed<Part>(error); };
  return [shared = std::make_shared<detail::ClientShared>(*std::move(url), *std::move(proxy), std::move(options))](
             Request request) { return detail::send_request(shared, std::move(request)); };
}

}  // namespace oaicompat::inline v1
