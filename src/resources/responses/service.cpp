// Responses from chat completions, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/background.ipp>
#include <oaicompat/resources/responses/service.ipp>
