// The types of chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/file_part.hpp>
#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/request.hpp>
