// The JSON forms of chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/chunk_json.hpp>
#include <oaicompat/resources/chat/completion_json.hpp>
#include <oaicompat/resources/chat/message_json.hpp>
#include <oaicompat/resources/chat/request_json.hpp>
