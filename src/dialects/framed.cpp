// The answers of served and called dialects, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/chat_losses.ipp>
#include <oaicompat/dialects/framed_answer.ipp>
#include <oaicompat/dialects/framed_call.ipp>
#include <oaicompat/dialects/wire_text.ipp>
