// AnswerForm: how the layers around a handler write into an answer of another wire form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/error.hpp>

#include <functional>
#include <memory>

namespace oaicompat::inline v1 {

/// How the layers around a handler write into an answer that is not in the API's own form. A handler of another dialect
/// puts it into the head of its answers. **Threads**: called by whoever pulls, for many answers at once.
struct AnswerForm {
  /// What ends a stream that a layer breaks off: the bytes of an error event, or line. Without it an event stream ends
  /// with an event in the API's form (`data: {"error":{...}}`), and any other body is cut off.
  std::function<Bytes(const Error& error)> late_error{};
  /// Whether comments may keep an event stream alive. Default they may.
  enum class Comments { allowed, none } comments = Comments::allowed;
};
using AnswerFormPtr = std::shared_ptr<const AnswerForm>;

}  // namespace oaicompat::inline v1
