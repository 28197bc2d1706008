// Conversations whose history the caller keeps, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/chat_session.ipp>
#include <oaicompat/kit/trim_messages.ipp>
