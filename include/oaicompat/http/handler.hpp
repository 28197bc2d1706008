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
  for (auto i = layers.size(); i-- > 0;) inner = layers[i](std::move(inner));
  return inner;
}

/// An error answer that the layers around the handler are told the error of.
inline Answer error_answer(const Error& error, const Context& context) {
  if (context.notes) {
    auto answered = error;
    answered.status = error_status(error);
    context.notes->set_error(std::move(answered));
  }
  return error_answer(error);
}

}  // namespace oaicompat::inline v1
