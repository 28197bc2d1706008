// What all transports share, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/http/http1.ipp>
#include <oaicompat/http/http1_answer.ipp>
#include <oaicompat/transport/response_reader.ipp>
