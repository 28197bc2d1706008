// Responses in a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/repository.ipp>
