// guarded: calls what may throw. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

namespace oaicompat::inline v1::detail {

/// Gives what `call` gives. After an exception it gives what `caught` gives, which runs while the exception is handled.
/// Where exceptions are switched off, it is the call alone.
template <class Call, class Caught>
auto guarded(Call&& call, [[maybe_unused]] Caught&& caught) -> decltype(call()) {
#if OAICOMPAT_EXCEPTIONS
  try {
    return call();
  } catch (...) {
    return caught();
  }
#else
  return call();
#endif
}

/// Calls a function of a host that only listens. What it throws is dropped: it must not end what it hears of.
template <class Function, class... What>
void notify(const Function& listener, const What&... what) {
  guarded([&] { listener(what...); }, [] {});
}

}  // namespace oaicompat::inline v1::detail
