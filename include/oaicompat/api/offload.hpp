// offload: lets work that blocks stand behind a stream that does not.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/worker_pool.hpp>

namespace oaicompat::inline v1 {

/// A backend whose operations, and whose streams' pulls, may block: each runs on a thread of the pool and pushes into a
/// channel. When the pool is full the answer is a 503.
OAICOMPAT_API Backend offload(Backend blocking, std::shared_ptr<WorkerPool> pool);

/// Runs `work` on a thread of the pool, and gives the stream that its writer fills. An exception that `work` lets out
/// fails the stream with status 500.
template <class T>
StreamPtr<T> offload_stream(WorkerPool& pool, std::function<void(ChannelWriter<T>&)> work, ChannelOptions options = {}) {
  auto [writer, stream] = channel<T>(options);
  auto shared = std::make_shared<ChannelWriter<T>>(std::move(writer));
  const bool runs = pool.run([shared, work = std::move(work)] {
#if OAICOMPAT_EXCEPTIONS
    try {
      work(*shared);
    } catch (...) {
      shared->fail(api_error(500, "The handler failed.", "handler_exception"));
    }
#else
    work(*shared);
#endif
  });
  if (!runs) return failed<T>(api_error(503, "The server is busy. Try again later.", "overloaded"));
  return std::move(stream);
}

}  // namespace oaicompat::inline v1
