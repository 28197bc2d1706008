// Kept chat completions over a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/stored_chat.ipp>
