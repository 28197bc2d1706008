// Any operation through a client, those too that are methods of its own.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>

using namespace play;

TEST_CASE("every operation can be sent") {
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [](const Request& request) {
                         return json_answer(418,
                                            R"({"error":{"message":")" + request.method + " " + request.path + "\"}}");
                       }}};
  const auto told = [&](const auto& reply) { return reply.error().message; };
  CHECK(told(client.send<CreateChatCompletion>({.model = "m"})) == "POST /v1/chat/completions");
  CHECK(told(client.send<CreateCompletion>({.model = "m"})) == "POST /v1/completions");
  CHECK(told(client.send<CreateEmbedding>({})) == "POST /v1/embeddings");
  CHECK(told(client.send<ListModels>({})) == "GET /v1/models");
  CHECK(told(client.send<RetrieveModel>({.model = "m"})) == "GET /v1/models/m");
  CHECK(told(client.send<CreateSpeech>({.model = "m"})) == "POST /v1/audio/speech");
  CHECK(told(client.send<CreateTranscription>({.model = "m"})) == "POST /v1/audio/transcriptions");
  CHECK(told(client.send<CreateTranslation>({.model = "m"})) == "POST /v1/audio/translations");
  CHECK(told(client.send<CreateImage>({.prompt = "x"})) == "POST /v1/images/generations");
  CHECK(told(client.send<CreateImageEdit>({.prompt = "x"})) == "POST /v1/images/edits");
  CHECK(told(client.send<CreateImageVariation>({})) == "POST /v1/images/variations");
  CHECK(told(client.send<CreateResponse>({.model = "m"})) == "POST /v1/responses");
  CHECK(told(client.send<RetrieveResponse>({.response_id = "r"})) == "GET /v1/responses/r");
  CHECK(told(client.send<DeleteResponse>({.response_id = "r"})) == "DELETE /v1/responses/r");
  CHECK(told(client.send<CancelResponse>({.response_id = "r"})) == "POST /v1/responses/r/cancel");
  CHECK(told(client.send<ListInputItems>({.response_id = "r"})) == "GET /v1/responses/r/input_items");
  CHECK(told(client.send<CountInputTokens>({})) == "POST /v1/responses/input_tokens");
  CHECK(told(client.send<CompactResponse>({.model = "m"})) == "POST /v1/responses/compact");
}

TEST_CASE("an operation that may be streamed gives its events, and fields and headers of one call go with it") {
  std::string body, tag;
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [&](Request request) {
                         body = request.body.str();
                         tag = request.headers.get("x-tag");
                         return streams("data: " + text_chunk + "\n\ndata: " + finish_chunk +
                                        "\n\ndata: [DONE]\n\n")(std::move(request));
                       }}};
  RequestOptions options{.headers = {{"x-tag", "7"}}};
  options.body.set("seed_of_mine", Json{Text{"5"}});
  auto stream = client.stream<CreateChatCompletion>({.model = "m"}, options);
  const auto all = stream.collect();
  REQUIRE(all);
  CHECK(all->text() == "Hi.");
  CHECK(body.find(R"("stream":true)") != body.npos);
  CHECK(body.find(R"("seed_of_mine":5)") != body.npos);
  CHECK(tag == "7");
  // Chunks that come all the same where one answer is waited for make one.
  const auto sent = client.send<CreateChatCompletion>({.model = "m"});
  REQUIRE(sent);
  CHECK(sent->text() == "Hi.");
  CHECK(body.find(R"("stream":true)") == body.npos);
}
