// Responses through a client, compiled once.
// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/impl/responses.ipp>

namespace oaicompat::inline v1 {

OAICOMPAT_ASKED(CreateResponse);
OAICOMPAT_ASKED(RetrieveResponse);
OAICOMPAT_ASKED(DeleteResponse);
OAICOMPAT_ASKED(CancelResponse);
OAICOMPAT_ASKED(ListInputItems);
OAICOMPAT_ASKED(CountInputTokens);
OAICOMPAT_ASKED(CompactResponse);

}  // namespace oaicompat::inline v1
