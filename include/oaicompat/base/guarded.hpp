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

/// Tells a host's function something. What it throws is dropped: who only listens must not end what it hears of.
template <class Function, class... What>
void tell(const Function& listener, const What&... what) {
  guarded([&] { listener(what...); }, [] {});
}

}  // namespace oaicompat::inline v1::detail
