// Structured answers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/partial_json.ipp>
#include <oaicompat/kit/structured.ipp>
