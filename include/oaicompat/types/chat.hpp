// The types of chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/chat_chunk.hpp>
#include <oaicompat/types/chat_completion.hpp>
#include <oaicompat/types/chat_message.hpp>
#include <oaicompat/types/chat_request.hpp>
