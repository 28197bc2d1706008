// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/asio_call.ipp>

#include <stop_token>
#include <thread>

namespace oaicompat::inline v1 {
namespace detail {

/// What the copies of a handler, and its answers, share.
class AsioClientShared {
 public:
  AsioClientShared(BaseUrl url, AsioClientOptions options)
      : calling{std::make_shared<AsioCalling>(std::move(url), std::move(options))},
        engine_{std::make_shared<AsioEngine>(AsioLoop::tick_for(calling->shortest_timeout()))},
        thread_{[engine = engine_, c = calling] {
          engine->loop->enter(c);
          engine->io.run();
          engine->loop->close();
        }} {}
  AsioClientShared(const AsioClientShared&) = delete;
  AsioClientShared& operator=(const AsioClientShared&) = delete;
  // The last answer may be dropped by a wake, on the thread itself.
  ~AsioClientShared() {
    engine_->stop();
    thread_.get_id() == std::this_thread::get_id() ? thread_.detach() : thread_.join();
  }

  const std::shared_ptr<AsioLoop>& loop() const { return engine_->loop; }
  const std::shared_ptr<AsioCalling> calling;

 private:
  const std::shared_ptr<AsioEngine> engine_;
  std::thread thread_;
};

/// The answer to a call; dropping it cancels.
class AsioClientAnswer final : public Stream<Part> {
 public:
  AsioClientAnswer(std::shared_ptr<AsioClientShared> shared, std::shared_ptr<AsioCall> call, std::stop_token stop)
      : shared_{std::move(shared)}, call_{std::move(call)}, on_stop_{std::move(stop), Cancel{call_}} {}
  ~AsioClientAnswer() override { call_->cancel(); }

  Pull pull(Part& out) override { return call_->pull(out); }
  void when_ready(Wake wake) override { call_->queue.when_ready(std::move(wake)); }
  Error error() const override { return call_->queue.error(); }

 private:
  struct Cancel {
    std::shared_ptr<AsioCall> call;
    void operator()() const { call->cancel(); }
  };
  std::shared_ptr<AsioClientShared> shared_;
  std::shared_ptr<AsioCall> call_;
  std::stop_callback<Cancel> on_stop_;
};

inline Answer send_by_asio(const std::shared_ptr<AsioClientShared>& shared, Request request) {
  if (auto refusal = refusal_to_send(request)) return failed<Part>(*std::move(refusal));
  if (shared->calling->running++ >= shared->calling->options.max_requests) {
    --shared->calling->running;
    return failed<Part>(too_many_requests());
  }
  auto stop = request.context.stop;
  auto call = std::make_shared<AsioCall>(shared->calling, shared->loop(), std::move(request));
  shared->loop()->mailbox->post([loop = shared->loop(), call] { loop->enter(call); });
  return std::make_unique<AsioClientAnswer>(shared, std::move(call), std::move(stop));
}

}  // namespace detail

OAICOMPAT_INLINE Handler asio_client(AsioClientOptions options) {
  auto url = parse_base_url(options.origin);
  if (!url) return [error = url.error()](Request) { return failed<Part>(error); };
  return [shared = std::make_shared<detail::AsioClientShared>(std::move(*url), std::move(options))](Request request) {
    return detail::send_by_asio(shared, std::move(request));
  };
}

}  // namespace oaicompat::inline v1
