// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/call.ipp>

#include <stop_token>

namespace oaicompat::inline v1::detail {

/// What the copies of a handler, and its answers, share: a loop, and the calls on it.
class AsioClientShared {
 public:
  AsioClientShared(std::shared_ptr<AsioCalling> calls, std::shared_ptr<AsioLoop> on)
      : calling{std::move(calls)}, loop{std::move(on)} {}
  virtual ~AsioClientShared() = default;
  AsioClientShared(const AsioClientShared&) = delete;
  AsioClientShared& operator=(const AsioClientShared&) = delete;

  const std::shared_ptr<AsioCalling> calling;
  const std::shared_ptr<AsioLoop> loop;
};

/// The answer to a call; dropping it cancels. What it holds of the call may outlive the loop and its io_context.
class AsioClientAnswer final : public Stream<Part> {
 public:
  AsioClientAnswer(std::shared_ptr<AsioClientShared> shared, std::shared_ptr<AsioAnswerQueue> queue,
                   std::weak_ptr<LoopObject> call, std::stop_token stop)
      : shared_{std::move(shared)},
        cancel_{std::move(queue), shared_->loop->mailbox, std::move(call)},
        on_stop_{std::move(stop), cancel_} {}
  ~AsioClientAnswer() override { cancel_(); }

  Pull pull(Part& out) override {
    const auto [got, flow] = cancel_.queue->pull(out);
    if (flow == AsioAnswerQueue::Flow::resume) cancel_.mailbox->wake(cancel_.call);
    return got;
  }
  void when_ready(Wake wake) override { cancel_.queue->when_ready(std::move(wake)); }
  Error error() const override { return cancel_.queue->error(); }

 private:
  // The answer fails at once, the connection closes soon.
  struct Cancel {
    std::shared_ptr<AsioAnswerQueue> queue;
    std::shared_ptr<AsioMailbox> mailbox;
    std::weak_ptr<LoopObject> call;
    void operator()() const {
      const auto own = *this;  // who is woken may drop the answer, and this with it
      if (!own.queue->end(call_cancelled())) return;
      own.mailbox->dispatch([call = own.call] {
        if (const auto alive = call.lock()) alive->close();
      });
    }
  };

  const std::shared_ptr<AsioClientShared> shared_;
  const Cancel cancel_;
  std::stop_callback<Cancel> on_stop_;
};

inline Answer send_by_asio(const std::shared_ptr<AsioClientShared>& shared, Request&& request) {
  if (auto refusal = refusal_to_send(request)) return failed<Part>(*std::move(refusal));
  const auto& calling = shared->calling;
  const auto& loop = shared->loop;
  if (calling->running++ >= calling->options.max_requests) {
    --calling->running;
    return failed<Part>(too_many_requests());
  }
  calling->address(request);
  auto stop = request.context.stop;
  auto queue = std::make_shared<AsioAnswerQueue>(calling->options.read_ahead, calling->running);
  auto call = std::make_shared<AsioCall>(calling, loop, std::move(request), queue);
  if (!loop->mailbox->dispatch([loop, call] { loop->enter(call); })) queue->end(call_cancelled());
  return std::make_unique<AsioClientAnswer>(shared, std::move(queue), call, std::move(stop));
}

}  // namespace oaicompat::inline v1::detail
