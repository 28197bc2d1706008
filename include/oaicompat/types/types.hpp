// The types of the API, all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/audio.hpp>
#include <oaicompat/types/chat.hpp>
#include <oaicompat/types/completion.hpp>
#include <oaicompat/types/conversation.hpp>
#include <oaicompat/types/embedding.hpp>
#include <oaicompat/types/error_body.hpp>
#include <oaicompat/types/extensions.hpp>
#include <oaicompat/types/image.hpp>
#include <oaicompat/types/model.hpp>
#include <oaicompat/types/moderation_request.hpp>
#include <oaicompat/types/responses.hpp>
#include <oaicompat/types/stored_chat.hpp>
