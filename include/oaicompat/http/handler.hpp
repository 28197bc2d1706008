// Handler and Layer: the one shape of server, client, proxy and fake, and what is laid around it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Answers requests: a served backend, a client's transport, a proxy, a fake in a test. Never blocks: what takes time
/// happens as the answer is pulled, or behind it. **Threads**: called from many at once.
using Handler = std::function<Answer(Request)>;

/// Lays something around a handler.
using Layer = std::function<Handler(Handler)>;

/// `stack({a, b}, h)` is `a(b(h))`: a request meets `a` first.
inline Handler stack(std::vector<Layer> layers, Handler inner) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) inner = (*layer)(std::move(inner));
  return inner;
}

}  // namespace oaicompat::inline v1
