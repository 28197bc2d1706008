// What decompresses bodies, compiled once: apart, as it alone knows which of the optional codings this build reads.
// SPDX-License-Identifier: MIT
#include <oaicompat/http/content_decoder.ipp>
