// Reading and writing the events of webhooks: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/webhooks/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/webhooks/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside it.
extern template struct OAICOMPAT_API Codec<WebhookEvent>;

}  // namespace oaicompat::inline v1

#endif
