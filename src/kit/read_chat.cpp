// The events of chat streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/read_chat.ipp>
