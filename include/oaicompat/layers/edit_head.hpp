// edit_head: changes the heads of answers on their way out.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>

namespace oaicompat::inline v1 {

/// A layer that lets `edit` change the head of each answer: its status and its fields. An answer that fails before its
/// head becomes an error answer, so that there is a head to change. **Threads**: `edit` is called by whoever pulls, for
/// many answers at once.
///
///     server.use(edit_head([](Head& head) { head.headers.set("x-served-by", "gateway-1"); }));
OAICOMPAT_API Layer edit_head(std::function<void(Head& head)> edit);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/edit_head.ipp>
#endif
