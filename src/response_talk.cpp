// Responses over messages, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/response_talk.ipp>
