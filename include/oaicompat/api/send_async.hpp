// send_async: an operation by its type, over a backend, with a callback or a future for its response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/async_pull.hpp>
#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/executor.hpp>

#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {

/// A call under way. Destroying it cancels the call, whose callback is told so. **Threads**: `cancel` from any.
class [[nodiscard]] PendingCall {
 public:
  PendingCall() = default;
  explicit PendingCall(std::shared_ptr<detail::AsyncPull> pull) : pull_{std::move(pull)} {}
  PendingCall(PendingCall&&) noexcept = default;
  PendingCall& operator=(PendingCall&& other) noexcept {
    std::swap(pull_, other.pull_);
    return *this;
  }
  ~PendingCall() {
    if (pull_) pull_->abandon();
  }

  /// Ends the call: it gives `cancelled`, unless it has given something before.
  void cancel() {
    if (pull_) pull_->cancel();
  }
  /// Lets the call go on by itself.
  void detach() { pull_.reset(); }

 private:
  std::shared_ptr<detail::AsyncPull> pull_;
};

namespace detail {

// A call whose stream gives the one response, or what failed. It is never null.
struct StartedCall {
  AnyStreamPtr answer;
  std::stop_source stop;
  std::shared_ptr<CameAs> came;
};
OAICOMPAT_API StartedCall start_call(const Backend& backend, Sending sending, const RequestOptions& options);

template <Operation Op>
using ReplyOf = Reply<typename Op::Response>;

// Tells a function what became of a call.
template <Operation Op, class OnDone>
class ReplySink final : public PullSink {
 public:
  ReplySink(std::shared_ptr<CameAs> came, OnDone on_done) : came_{std::move(came)}, on_done_{std::move(on_done)} {}

  void* place() override { return &response_; }
  void done(Pull, std::optional<Error> error) override {
    Result<typename Op::Response> result =
        error ? Result<typename Op::Response>{*std::move(error)} : Result<typename Op::Response>{std::move(response_)};
    std::move(on_done_)(ReplyOf<Op>{std::move(result), std::move(came_->head), std::move(came_->body)});
  }

 private:
  const std::shared_ptr<CameAs> came_;
  typename Op::Response response_{};
  OnDone on_done_;
};

}  // namespace detail

/// Performs any operation of the API, as `Client::send` does, without waiting: `on_done` is called once, with the
/// `Reply<Op::Response>`. It may be a function object that only moves.
///
///     auto call = send_async<CreateChatCompletion>(client, request, [](Reply<ChatCompletion> reply) {
///       if (reply) fmt::print("{}\n", reply->text());
///     });
///
/// The call ends with kind `cancelled` when the handle is cancelled or destroyed, or `options.stop` fires. No thread
/// waits for the response where the transport is on event loops; the built-in one holds a thread for each call.
///
/// **Lifetime**: the call holds what it needs of the client. **Threads**: `on_done` is called by a function that the
/// executor runs, never within `send_async`, `cancel` or the handle's destructor; it must not block the default
/// executor, which all calls share, nor throw on it. **Errors**: as a call's; `protocol` (`exception`) where a layer, a
/// transport or a backend of the host's throws while the call is under way.
template <class Op, class OnDone>
PendingCall send_async(const Backend& backend, detail::RequestOf<Op> request, OnDone on_done,
                       const RequestOptions& options = {}, ExecutorPtr executor = background_executor()) {
  auto started = detail::start_call(backend, detail::sending<Op>(std::move(request)), options);
  auto sink = std::make_unique<detail::ReplySink<Op, OnDone>>(std::move(started.came), std::move(on_done));
  auto pull =
      detail::AsyncPull::make(std::move(started.answer), std::move(started.stop), std::move(executor), options.stop);
  pull->ask(std::move(sink));
  return PendingCall{std::move(pull)};
}

/// The same with a future for the reply. `options.stop` alone cancels the call: dropping the future does not.
///
///     auto first = send_future<ListModels>(client, {});
///     auto second = send_future<CreateEmbedding>(client, {.model = "e", .input = Text{"Hello"}});
///     use(first.get(), second.get());
template <class Op>
std::future<Reply<detail::ResponseOf<Op>>> send_future(const Backend& backend, detail::RequestOf<Op> request,
                                                       const RequestOptions& options = {}) {
  std::promise<detail::ReplyOf<Op>> promise;
  auto future = promise.get_future();
  auto set = [promise = std::move(promise)](detail::ReplyOf<Op> reply) mutable { promise.set_value(std::move(reply)); };
  send_async<Op>(backend, std::move(request), std::move(set), options).detach();
  return future;
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/send_async.ipp>
#endif
