// offload: lets work that blocks stand behind a stream that does not.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/base/worker_pool.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

namespace oaicompat::inline v1 {

namespace detail {

// A stop that fires when either of two does.
class EitherStop {
 public:
  EitherStop(std::stop_token one, std::stop_token other)
      : one_{std::move(one), Fire{source_}}, other_{std::move(other), Fire{source_}} {}
  std::stop_token token() const { return source_.get_token(); }

 private:
  struct Fire {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };
  std::stop_source source_;
  std::stop_callback<Fire> one_, other_;
};

}  // namespace detail

/// A backend whose operations, and whose streams' pulls, may block: each runs on a thread of the pool and pushes into a
/// channel. The stop of their context fires too when the reader drops the stream. When the pool is full the answer is a
/// 503.
OAICOMPAT_API Backend offload(Backend blocking, std::shared_ptr<WorkerPool> pool);

/// Runs `work` on a thread of the pool, and gives the stream that its writer fills. An exception that `work` lets out
/// fails the stream with status 500.
template <class T>
StreamPtr<T> offload_stream(WorkerPool& pool, std::function<void(ChannelWriter<T>&)> work,
                            ChannelOptions options = {}) {
  auto [writer, stream] = channel<T>(options);
  auto shared = std::make_shared<ChannelWriter<T>>(std::move(writer));
  const bool runs = pool.run([shared, work = std::move(work)] {
    detail::guarded([&] { work(*shared); },
                    [&] { shared->fail(api_error(500, "The handler failed.", "handler_exception")); });
  });
  if (!runs) return failed<T>(api_error(503, "The server is busy. Try again later.", "overloaded"));
  return std::move(stream);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/row.hpp>
#endif
