// AsyncPull: pulls a stream for callbacks, on an executor. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/executor.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace oaicompat::inline v1::detail {

// What asks for one item, and is told once what came of it.
class PullSink {
 public:
  PullSink() = default;
  PullSink(const PullSink&) = delete;
  PullSink& operator=(const PullSink&) = delete;
  virtual ~PullSink() = default;

  // Where the item goes.
  virtual void* place() = 0;
  // `got` is some, end, or fail, which alone has an error.
  virtual void done(Pull got, std::optional<Error> error) = 0;
};
using PullSinkPtr = std::unique_ptr<PullSink>;

// The one holder of a stream whose pulls end in callbacks. It pulls, waits without a thread, and tells its sink, always
// in functions that the executor runs, one after the other. The stream gives an error once `stop` has fired.
//
// **Lifetime**: while a sink waits, the wake in the stream holds it. **Threads**: safe to use from many.
class OAICOMPAT_API AsyncPull : public std::enable_shared_from_this<AsyncPull> {
 public:
  // `outer` cancels it too.
  static std::shared_ptr<AsyncPull> make(AnyStreamPtr stream, std::stop_source stop, ExecutorPtr executor,
                                         std::stop_token outer);
  AsyncPull(AnyStreamPtr stream, std::stop_source stop, ExecutorPtr executor);

  // Asks for the next item. A second sink beside one that waits is told so.
  void ask(PullSinkPtr sink);
  void cancel();
  // The holder has gone: cancels, and drops the stream as soon as nobody uses it.
  void abandon();

 private:
  struct Turn;
  struct Cancel {
    std::weak_ptr<AsyncPull> pull;
    void operator()() const;
  };

  void poke();
  void post();
  void run();
  void step();
  Pull pull_into(void* place);
  void wait();
  Error error() const;
  void give_up();

  const ExecutorPtr executor_;
  std::stop_source stop_;

  std::mutex mutex_;
  bool busy_ = false;   // a turn is posted, or runs: it alone touches the stream, and takes the sink
  bool again_ = false;  // something has come for the turn that runs
  bool abandoned_ = false;
  PullSinkPtr sink_;

  AnyStreamPtr stream_;
  bool threw_ = false;  // the stream, which is not pulled again
  std::shared_ptr<void> work_;
  std::optional<std::stop_callback<Cancel>> on_outer_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/async_pull.ipp>
#endif
