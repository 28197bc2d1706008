// Reading and writing the API's types, all of them: `parse<ChatRequest>(body)`, `to_json(completion)`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/resources/audio/codec.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/completions/codec.hpp>
#include <oaicompat/resources/conversations/codec.hpp>
#include <oaicompat/resources/embeddings/codec.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/graders/codec.hpp>
#include <oaicompat/resources/images/codec.hpp>
#include <oaicompat/resources/models/codec.hpp>
#include <oaicompat/resources/moderations/codec.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/webhooks/codec.hpp>
