// The JSON forms of the API's types, all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body_json.hpp>
#include <oaicompat/resources/audio/json.hpp>
#include <oaicompat/resources/batches/json.hpp>
#include <oaicompat/resources/chat/json.hpp>
#include <oaicompat/resources/chat/stored_json.hpp>
#include <oaicompat/resources/completions/json.hpp>
#include <oaicompat/resources/conversations/json.hpp>
#include <oaicompat/resources/embeddings/json.hpp>
#include <oaicompat/resources/files/json.hpp>
#include <oaicompat/resources/fine_tuning/json.hpp>
#include <oaicompat/resources/graders/json.hpp>
#include <oaicompat/resources/images/json.hpp>
#include <oaicompat/resources/models/json.hpp>
#include <oaicompat/resources/moderations/json.hpp>
#include <oaicompat/resources/responses/json.hpp>
#include <oaicompat/resources/uploads/json.hpp>
#include <oaicompat/resources/vector_stores/json.hpp>
#include <oaicompat/resources/webhooks/json.hpp>
