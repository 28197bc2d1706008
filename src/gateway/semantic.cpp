// The gateway's semantic cache, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/semantic_ask.ipp>
#include <oaicompat/gateway/semantic_board.ipp>
#include <oaicompat/gateway/semantic_cache.ipp>
#include <oaicompat/gateway/semantic_guard.ipp>
#include <oaicompat/gateway/semantic_index.ipp>
#include <oaicompat/gateway/semantic_turn.ipp>
