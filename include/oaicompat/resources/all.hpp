// Every room: operations, and what is derived from them or kept. For a file that uses one room, its own header is
// cheaper.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/batches/service.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/chat/stored_service.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/files/service.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/graders/formula.hpp>
#include <oaicompat/resources/graders/similarity.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/uploads/service.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/resources/webhooks/verify.hpp>
