// Kept chat completions over a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/chat/stored_service.ipp>
