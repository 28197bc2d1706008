// ask_blocking: one operation of a backend, waited for. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/blocking.hpp>

#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What a backend answers; nothing where its stream ends without an answer. It waits on the caller's thread until the
/// context's deadline or stop.
template <Operation Op>
Result<std::optional<typename Op::Response>> ask_blocking(const Backend& backend, Parsed<typename Op::Request> request,
                                                          Context context) {
  const Until until{.deadline = context.deadline, .stop = context.stop};
  const auto stream = backend.run<Op>(std::move(request), std::move(context));
  std::optional<typename Op::Response> out;
  const auto pulled = pull_blocking(*stream, out.emplace(), until);
  if (pulled == Pull::fail) return stream->error();
  if (pulled == Pull::wait) return gave_up(until);
  if (pulled == Pull::end) out.reset();
  return out;
}

}  // namespace oaicompat::inline v1::detail
