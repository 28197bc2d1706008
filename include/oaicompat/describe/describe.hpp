// The JSON forms of the API's types, all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/describe/audio.hpp>
#include <oaicompat/describe/chat.hpp>
#include <oaicompat/describe/completion.hpp>
#include <oaicompat/describe/conversation.hpp>
#include <oaicompat/describe/embedding.hpp>
#include <oaicompat/describe/error_body.hpp>
#include <oaicompat/describe/image.hpp>
#include <oaicompat/describe/model.hpp>
#include <oaicompat/describe/moderation_request.hpp>
#include <oaicompat/describe/responses.hpp>
#include <oaicompat/describe/stored_chat.hpp>
