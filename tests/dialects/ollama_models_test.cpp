// Models and embeddings as Ollama's API has them.
// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

namespace ollama_models {

using namespace oaicompat;
using namespace exchange;

Backend with_models(Backend backend = {}) {
  backend.on<ListModels>([](const Parsed<ListModelsRequest>&, const Context&) {
    ModelList list;
    for (const char* id : {"m", "org/other:7b"}) list.data.push_back(Model{.id = id, .created = 1700000000});
    return one_item(std::move(list));
  });
  return backend;
}

TEST_SUITE("Ollama's models and embeddings") {
  TEST_CASE("models are listed with the tag latest, and found with and without it") {
    const auto handler = serve_ollama(with_models());
    const auto tags = came_of(handler, get("/api/tags")).json().at("models");
    REQUIRE(tags.size() == 2);
    CHECK(tags.at(0).at("name").as_string() == "m:latest");
    CHECK(tags.at(0).at("model").as_string() == "m:latest");
    CHECK(tags.at(1).at("name").as_string() == "org/other:7b");
    CHECK(tags.at(0).at("digest").as_string().value_or("").size() == 64);
    CHECK(tags.at(0).at("details").at("format").as_string() == "gguf");
    CHECK(came_of(handler, get("/api/ps")).json().at("models").at(0).at("expires_at").as_string());
    for (const char* body : {R"({"model":"m"})", R"({"name":"m:latest"})"})
      CHECK(came_of(handler, post("/api/show", body)).head.status == 200);
    const auto missing = came_of(handler, post("/api/show", R"({"model":"x"})"));
    CHECK(missing.head.status == 404);
    CHECK(missing.body == R"({"error":"model 'x' not found"})");
  }

  TEST_CASE("a model is shown with model_info, its architecture and its context") {
    const auto facts = [](std::string_view) { return OllamaModelFacts{.family = "llama", .context_length = 8192}; };
    const auto shown =
        came_of(serve_ollama(with_models(), {.facts = facts}), post("/api/show", R"({"model":"m"})")).json();
    const auto info = shown.at("model_info");
    CHECK(info.at("general.architecture").as_string() == "llama");
    CHECK(info.at("llama.context_length").as_integer() == 8192);
    CHECK(shown.at("capabilities").elements().size() == 2);
    CHECK(shown.at("parameters").as_string().value_or("").starts_with("num_ctx"));
  }

  TEST_CASE("what there is has been pulled; what changes models is refused") {
    const auto handler = serve_ollama(with_models());
    const auto pulled = came_of(handler, post("/api/pull", R"({"model":"m"})"));
    CHECK(pulled.lines().back() == R"({"status":"success"})");
    CHECK(pulled.head.headers.get("content-type") == "application/x-ndjson");
    CHECK(came_of(handler, post("/api/pull", R"({"model":"m","stream":false})")).body == R"({"status":"success"})");
    CHECK(came_of(handler, post("/api/pull", R"({"model":"x"})")).json().at("error").as_string() ==
          "pull model manifest: file does not exist");
    for (const char* path : {"/api/push", "/api/create", "/api/copy", "/api/blobs/sha256:00"})
      CHECK(came_of(handler, post(path, "{}")).head.status == 501);
    auto gone = post("/api/delete", "{}");
    gone.method = "DELETE";
    CHECK(came_of(handler, std::move(gone)).head.status == 501);
  }

  TEST_CASE("embeddings are of length 1, by the new route and by the old") {
    Backend backend;
    EmbeddingRequest asked;
    backend.on<CreateEmbedding>([&asked](const Parsed<EmbeddingRequest>& request, const Context&) {
      asked = *request;
      EmbeddingList list;
      for (int i = 0; i < 2; ++i) list.data.emplace_back().embedding = std::vector<float>{3, 4};
      list.usage.prompt_tokens = 5;
      return one_item(std::move(list));
    });
    const auto handler = serve_ollama(backend);
    const auto several =
        came_of(handler, post("/api/embed", R"({"model":"m:latest","input":["a","b"],"dimensions":2})")).json();
    CHECK(several.at("embeddings").at(0).at(0).as_number() == doctest::Approx(0.6));
    CHECK(several.at("embeddings").size() == 2);
    CHECK(several.at("prompt_eval_count").as_integer() == 5);
    CHECK(asked.dimensions == 2);
    CHECK(asked.model == "m");
    CHECK(asked.input.get_if<std::vector<PromptItem>>()->size() == 2);
    CHECK(came_of(handler, post("/api/embed", R"({"model":"m","input":""})")).json().at("embeddings").view() == "[]");
    CHECK(came_of(handler, post("/api/embeddings", R"({"model":"m","prompt":"a"})")).json().at("embedding").size() ==
          2);
  }
}

}  // namespace ollama_models
