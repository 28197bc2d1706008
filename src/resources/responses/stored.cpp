// What becomes of responses that are kept, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/stored.ipp>
