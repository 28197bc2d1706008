// The JSON forms of chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/describe/chat_chunk.hpp>
#include <oaicompat/describe/chat_completion.hpp>
#include <oaicompat/describe/chat_message.hpp>
#include <oaicompat/describe/chat_request.hpp>
