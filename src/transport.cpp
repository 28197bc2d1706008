// What all transports share, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/http1.ipp>
#include <oaicompat/impl/http1_answer.ipp>
#include <oaicompat/impl/response_reader.ipp>
