// Asio's completion tokens for calls: coroutines, futures, callbacks on any executor.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/async_stream.hpp>
#include <oaicompat/api/send_async.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/is_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/system_executor.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Runs functions where an executor of Asio's runs them.
template <class Where>
class AsioExecutor final : public Executor {
 public:
  explicit AsioExecutor(Where where) : where_{std::move(where)} {}
  void post(Wake run) override { boost::asio::post(where_, std::move(run)); }
  std::shared_ptr<void> work() override {
    return std::make_shared<boost::asio::executor_work_guard<Where>>(boost::asio::make_work_guard(where_));
  }

 private:
  const Where where_;
};

// Whether an executor runs what is posted to it later: newer versions of Asio have some that only run at once.
template <class Where>
constexpr bool posts_later = boost::asio::is_executor<Where>::value ||
                             boost::asio::can_require_v<Where, boost::asio::execution::blocking_t::never_t>;

// Where a completion handler is to be called; the library's own thread where it does not say. Whoever still holds it,
// on another thread, keeps its context busy: a strand must not outlive its context, nor a post return to one that has
// gone.
template <class Completion>
ExecutorPtr executor_of(const Completion& completion) {
  auto where = boost::asio::get_associated_executor(completion);
  if constexpr (std::is_same_v<decltype(where), boost::asio::system_executor> || !posts_later<decltype(where)>) {
    return background_executor();
  } else {
    auto busy = boost::asio::prefer(std::move(where), boost::asio::execution::outstanding_work.tracked);
    return std::make_shared<AsioExecutor<decltype(busy)>>(std::move(busy));
  }
}

struct AsioCancel {
  std::weak_ptr<AsyncPull> pull;
  void operator()(boost::asio::cancellation_type type) const {
    if ((type & boost::asio::cancellation_type::terminal) == boost::asio::cancellation_type::none) return;
    if (const auto alive = pull.lock()) alive->cancel();
  }
};

// A completion handler, which its cancellation slot can cancel until it is called.
template <class Completion>
class AsioCompletion {
 public:
  AsioCompletion(Completion completion, const std::shared_ptr<AsyncPull>& pull) : completion_{std::move(completion)} {
    if (auto slot = boost::asio::get_associated_cancellation_slot(completion_); slot.is_connected())
      slot.assign(AsioCancel{pull});
  }
  template <class Outcome>
  void operator()(Outcome outcome) && {
    if (auto slot = boost::asio::get_associated_cancellation_slot(completion_); slot.is_connected()) slot.clear();
    auto completion = std::move(completion_);
    std::move(completion)(std::move(outcome));
  }
  auto executor() const { return boost::asio::get_associated_executor(completion_); }

 private:
  Completion completion_;
};

// The same, called on its own executor whichever one it is told on.
template <class Completion>
class AsioDispatched {
 public:
  AsioDispatched(Completion completion, const std::shared_ptr<AsyncPull>& pull)
      : completion_{std::move(completion), pull}, work_{boost::asio::make_work_guard(completion_.executor())} {}
  template <class Outcome>
  void operator()(Outcome outcome) && {
    const auto work = std::move(work_);  // goes last: a strand must not outlive its context
    const auto where = completion_.executor();
    boost::asio::dispatch(where, [completion = std::move(completion_), outcome = std::move(outcome)]() mutable {
      std::move(completion)(std::move(outcome));
    });
  }

 private:
  AsioCompletion<Completion> completion_;
  boost::asio::executor_work_guard<decltype(std::declval<AsioCompletion<Completion>>().executor())> work_;
};

template <class Op>
struct AsioSend {
  template <class Completion>
  void operator()(Completion&& completion, const Backend& backend, typename Op::Request request,
                  const RequestOptions& options) const {
    using Done = AsioCompletion<std::decay_t<Completion>>;
    auto executor = executor_of(completion);
    auto started = start_call(backend, sending<Op>(std::move(request)), options);
    const auto pull =
        AsyncPull::make(std::move(started.answer), std::move(started.stop), std::move(executor), options.stop);
    Done done{std::forward<Completion>(completion), pull};
    pull->ask(std::make_unique<ReplySink<Op, Done>>(std::move(started.came), std::move(done)));
  }
};

template <class Op>
struct AsioNext {
  template <class Completion>
  void operator()(Completion&& completion, const std::shared_ptr<AsyncPull>& pull) const {
    using Done = AsioDispatched<std::decay_t<Completion>>;
    pull->ask(std::make_unique<ChunkSink<Op, Done>>(Done{std::forward<Completion>(completion), pull}));
  }
};

// What the methods of Client and AsyncStream find.
template <class Op>
void takes_tokens(OperationTag<Op>);
template <class Op, class Token>
auto async_send_by(OperationTag<Op>, const Backend& backend, typename Op::Request request, RequestOptions options,
                   Token&& token) {
  return boost::asio::async_initiate<Token, void(ReplyOf<Op>)>(AsioSend<Op>{}, token, backend, std::move(request),
                                                               std::move(options));
}
template <class Op, class Token>
auto async_next_by(OperationTag<Op>, std::shared_ptr<AsyncPull> pull, Token&& token) {
  return boost::asio::async_initiate<Token, void(NextChunk<Op>)>(AsioNext<Op>{}, token, std::move(pull));
}

}  // namespace detail

/// An `Executor` that runs functions where one of Asio's does: `asio_executor(io.get_executor())`, a strand, a pool.
///
/// **Lifetime**: the execution context outlives the calls that use it, or is destroyed with what waits on it.
template <class Where>
ExecutorPtr asio_executor(Where where) {
  return std::make_shared<detail::AsioExecutor<Where>>(std::move(where));
}

/// Performs any operation of the API, as `Client::send` does, and completes a token with its `Reply<Op::Response>`:
///
///     ChatRequest request{.model = "my-model", .messages = {user("Hello")}};
///     auto reply = co_await async_send<CreateChatCompletion>(client, request, asio::use_awaitable);
///     if (!reply) return report(reply.error());
///
/// `Client::async_send` is the same. Errors are in the reply: nothing is thrown. A handler is called on its associated
/// executor, which is kept busy meanwhile; one that has none is called on `background_executor`, on another thread than
/// Asio's: bind one where there is a cancellation slot. Cancelling it through its slot (`terminal`), and
/// `options.stop`, end the call with kind `cancelled`. With g++ 12, name a request before
/// `co_await`: it miscompiles braces in such an expression.
///
/// All happens on one thread where the client's transport is `asio_client(io, ...)` and `io` runs the coroutine.
template <class Op, class Token>
auto async_send(const Backend& backend, detail::RequestOf<Op> request, Token&& token) {
  return detail::async_send_by(detail::OperationTag<Op>{}, backend, std::move(request), RequestOptions{},
                               std::forward<Token>(token));
}
template <class Op, class Token>
auto async_send(const Backend& backend, detail::RequestOf<Op> request, RequestOptions options, Token&& token) {
  return detail::async_send_by(detail::OperationTag<Op>{}, backend, std::move(request), std::move(options),
                               std::forward<Token>(token));
}

}  // namespace oaicompat::inline v1
