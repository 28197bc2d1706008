// The types of the API, all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/resources/audio/types.hpp>
#include <oaicompat/resources/batches/types.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/chat/stored.hpp>
#include <oaicompat/resources/chat/types.hpp>
#include <oaicompat/resources/completions/types.hpp>
#include <oaicompat/resources/conversations/types.hpp>
#include <oaicompat/resources/embeddings/types.hpp>
#include <oaicompat/resources/files/types.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>
#include <oaicompat/resources/graders/types.hpp>
#include <oaicompat/resources/images/types.hpp>
#include <oaicompat/resources/models/types.hpp>
#include <oaicompat/resources/moderations/types.hpp>
#include <oaicompat/resources/responses/types.hpp>
#include <oaicompat/resources/uploads/types.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>
#include <oaicompat/resources/webhooks/types.hpp>
