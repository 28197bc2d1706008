// Reading, writing and verifying the events of webhooks.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/webhooks/codec.hpp>
#include <oaicompat/resources/webhooks/json.hpp>
#include <oaicompat/resources/webhooks/verify.ipp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<WebhookEvent>;

}  // namespace oaicompat::inline v1
