// Operations by their names, those too that are methods of the client.
// SPDX-License-Identifier: MIT
#include "play.hpp"

#include <oaicompat/api/audio_operations.hpp>
#include <oaicompat/api/image_operations.hpp>
#include <oaicompat/ask.hpp>
#include <oaicompat/responses.hpp>

using namespace play;

TEST_CASE("every operation can be asked for by its name") {
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [](const Request& request) {
                         return json_answer(418,
                                            R"({"error":{"message":")" + request.method + " " + request.path + "\"}}");
                       }}};
  const auto told = [&](const auto& reply) { return reply.error().message; };
  CHECK(told(ask<CreateChatCompletion>(client, {.model = "m"})) == "POST /v1/chat/completions");
  CHECK(told(ask<CreateCompletion>(client, {.model = "m"})) == "POST /v1/completions");
  CHECK(told(ask<CreateEmbedding>(client, {})) == "POST /v1/embeddings");
  CHECK(told(ask<ListModels>(client, {})) == "GET /v1/models");
  CHECK(told(ask<RetrieveModel>(client, {.model = "m"})) == "GET /v1/models/m");
  CHECK(told(ask<CreateSpeech>(client, {.model = "m"})) == "POST /v1/audio/speech");
  CHECK(told(ask<CreateTranscription>(client, {.model = "m"})) == "POST /v1/audio/transcriptions");
  CHECK(told(ask<CreateTranslation>(client, {.model = "m"})) == "POST /v1/audio/translations");
  CHECK(told(ask<CreateImage>(client, {.prompt = "x"})) == "POST /v1/images/generations");
  CHECK(told(ask<CreateImageEdit>(client, {.prompt = "x"})) == "POST /v1/images/edits");
  CHECK(told(ask<CreateImageVariation>(client, {})) == "POST /v1/images/variations");
  CHECK(told(ask<CreateResponse>(client, {.model = "m"})) == "POST /v1/responses");
  CHECK(told(ask<RetrieveResponse>(client, {.response_id = "r"})) == "GET /v1/responses/r");
  CHECK(told(ask<DeleteResponse>(client, {.response_id = "r"})) == "DELETE /v1/responses/r");
  CHECK(told(ask<CancelResponse>(client, {.response_id = "r"})) == "POST /v1/responses/r/cancel");
  CHECK(told(ask<ListInputItems>(client, {.response_id = "r"})) == "GET /v1/responses/r/input_items");
  CHECK(told(ask<CountInputTokens>(client, {})) == "POST /v1/responses/input_tokens");
  CHECK(told(ask<CompactResponse>(client, {.model = "m"})) == "POST /v1/responses/compact");
}
