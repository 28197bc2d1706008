// What holds for every dialect that is served and called: a backend behind it is the backend.
// SPDX-License-Identifier: MIT
#include "canonical.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

namespace answer_laws {

using namespace oaicompat;
using namespace exchange;
using namespace canonical;

// A dialect: what it has a place for, a random answer, how that is asked for, and the bytes of a stream.
struct Ollama {
  static constexpr Shape shape{.call_ids = true};
  static Backend around(Backend backend) { return call_ollama(serve_ollama(std::move(backend))); }
  static Backend called(Handler handler) { return call_ollama(std::move(handler)); }
  static Came streamed(Backend backend) {
    return came_of(serve_ollama(std::move(backend)),
                   post("/api/chat", R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})"));
  }
  static constexpr const char* type = "application/x-ndjson";
  static constexpr std::size_t tail = 2;  // bytes without which it is still whole
  static ChatCompletion answer(laws::Random& r) { return completion(r, shape); }
  static ChatRequest asks() { return asking("Hi"); }
};

struct Gemini {
  static constexpr Shape shape{
      .choices = 3, .call_ids = true, .details = true, .filter = true, .cached = true, .id = true};
  static Backend around(Backend backend) { return call_gemini(serve_gemini(std::move(backend))); }
  static Backend called(Handler handler) { return call_gemini(std::move(handler)); }
  static Came streamed(Backend backend, const char* how = "?alt=sse") {
    return came_of(serve_gemini(std::move(backend)), post(std::string{"/v1beta/models/m:streamGenerateContent"} + how,
                                                          R"({"contents":[{"parts":[{"text":"Hi"}]}]})"));
  }
  static constexpr const char* type = "text/event-stream";
  static constexpr std::size_t tail = 6;
  static ChatCompletion answer(laws::Random& r) {
    auto out = completion(r, shape);
    for (auto& choice : out.choices) {
      if (choice.message.tool_calls && r.chance(50))
        choice.message.tool_calls->front().extra.set("extra_content",
                                                     Json{Text{R"({"google":{"thought_signature":"c2ln"}})"}});
      if (r.chance(20) && choice.message.content)
        choice.message.extra.set(
            "reasoning_details",
            Json{Text{R"([{"type":"anthropic.new","data":"x","format":"anthropic-claude-v1","index":0}])"}});
    }
    return out;
  }
  static ChatRequest asks() {
    auto out = asking("Hi");
    out.reasoning_effort = ReasoningEffort::low;
    return out;
  }
};

struct Anthropic {
  static constexpr Shape shape{.call_ids = true, .filter = true, .cached = true, .id = true, .refusal = true};
  static Backend around(Backend backend) { return called(serve_anthropic(std::move(backend))); }
  static Backend called(Handler handler) {
    return call_anthropic(std::move(handler), {.clock = std::make_shared<ManualClock>(1'700'000'000)});
  }
  static Came streamed(Backend backend) {
    return came_of(serve_anthropic(std::move(backend)),
                   post("/v1/messages",
                        R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]})"));
  }
  static constexpr const char* type = "text/event-stream";
  static constexpr std::size_t tail = 2;
  static ChatCompletion answer(laws::Random& r) {
    auto out = completion(r, shape);
    out.id = Text{"chatcmpl-" + r.word()};
    return out;
  }
  static ChatRequest asks() { return asking("Hi"); }
};

ChatRequest as_stream(ChatRequest request) {
  request.stream = true;
  request.stream_options.emplace().include_usage = true;
  return request;
}
template <class Dialect>
std::shared_ptr<Chat> streams(laws::Random& r, const ChatCompletion& answer) {
  const auto out = std::make_shared<Chat>();
  for (auto& each : cut(r, answer)) out->events.emplace_back(std::move(each));
  return out;
}

TEST_SUITE("laws of every dialect") {
  TEST_CASE_TEMPLATE("a whole answer that is served and called is the answer", Dialect, Ollama, Gemini, Anthropic) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto answer = Dialect::answer(r);
      from->events = {answer};
      const auto got = run(Dialect::around(backend_of(from)), Dialect::asks());
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, Dialect::shape) == said(answer, Dialect::shape));
    }
  }

  TEST_CASE_TEMPLATE("a stream that is served and called says the same", Dialect, Ollama, Gemini, Anthropic) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto answer = Dialect::answer(r);
      const auto got = run(Dialect::around(backend_of(streams<Dialect>(r, answer))), as_stream(Dialect::asks()));
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, Dialect::shape) == said(answer, Dialect::shape));
    }
  }

  TEST_CASE_TEMPLATE("a stream that fails anywhere fails behind the dialect, with the error's text", Dialect, Ollama,
                     Gemini, Anthropic) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto chunks = cut(r, Dialect::answer(r));
      const auto count = r.below(chunks.size() - 1);
      for (std::size_t i = 0; i < count; ++i) from->events.emplace_back(chunks[i]);
      from->error = api_error(503, "Broke.");
      const auto got = run(Dialect::around(backend_of(from)), as_stream(Dialect::asks()));
      REQUIRE(got.error);
      CHECK(got.error->message == "Broke.");
      if (count == 0) CHECK(got.error->status == 503);
    }
  }

  TEST_CASE_TEMPLATE("an answer whose bytes end anywhere never ends as if whole", Dialect, Ollama, Gemini, Anthropic) {
    laws::Random r{7};
    const auto bytes = Dialect::streamed(backend_of(streams<Dialect>(r, Dialect::answer(r)))).body;
    for (std::size_t size = 0; size + Dialect::tail < bytes.size(); ++size) {
      const auto got =
          run(Dialect::called(handler_of(upstream(bytes.substr(0, size), Dialect::type))), as_stream(Dialect::asks()));
      CAPTURE(size);
      CHECK(got.error.has_value());
    }
  }

  TEST_CASE_TEMPLATE("an answer that nobody waits for any more is dropped by its backend too", Dialect, Ollama, Gemini,
                     Anthropic) {
    laws::Random r{3};
    const auto from = streams<Dialect>(r, Dialect::answer(r));
    const auto backend = Dialect::around(backend_of(from));
    const auto before = from.use_count();
    auto stream = backend.template run<CreateChatCompletion>(as_stream(Dialect::asks()));
    Event<CreateChatCompletion> event;
    CHECK(stream->pull(event) == Pull::some);
    CHECK(from.use_count() > before);
    stream.reset();
    CHECK(from.use_count() == before);
  }

  TEST_CASE_TEMPLATE("models that are served and called are the backend's", Dialect, Ollama, Gemini, Anthropic) {
    Backend backend;
    backend.on<ListModels>([](const Parsed<ListModelsRequest>&, const Context&) {
      ModelList list;
      for (const char* id : {"a-model", "b-model"}) list.data.push_back({.id = Text{id}, .created = 1'770'076'800});
      return one_item<ModelList>(std::move(list));
    });
    const auto listed = Dialect::around(backend).template run<ListModels>(ListModelsRequest{});
    ModelList list;
    REQUIRE(listed->pull(list) == Pull::some);
    REQUIRE(list.data.size() == 2);
    CHECK(list.data[0].id.view().starts_with("a-model"));
    CHECK(list.data[1].id.view().starts_with("b-model"));
  }

  TEST_CASE_TEMPLATE("embeddings that are served and called are the backend's", Dialect, Ollama, Gemini) {
    Backend backend;
    backend.on<CreateEmbedding>([](Parsed<EmbeddingRequest> request, const Context&) {
      EmbeddingList list;
      list.model = request->model;
      for (std::int64_t i = 0; i < 2; ++i) {
        auto& made = list.data.emplace_back();
        made.index = i;
        made.embedding = std::vector<float>{i == 0 ? 0.6F : 1.0F, i == 0 ? 0.8F : 0.0F};
      }
      return one_item<EmbeddingList>(std::move(list));
    });
    EmbeddingRequest asked;
    asked.model = "m";
    asked.input = std::vector<PromptItem>{Text{"a"}, Text{"b"}};
    const auto given = Dialect::around(backend).template run<CreateEmbedding>(std::move(asked));
    EmbeddingList list;
    REQUIRE(given->pull(list) == Pull::some);
    REQUIRE(list.data.size() == 2);
    CHECK(to_json(list.data[0]) == R"({"object":"embedding","index":0,"embedding":[0.6,0.8]})");
  }

  TEST_CASE("tokens that Gemini's form counts are those of the server's count") {
    const auto served =
        serve_gemini(Backend{}, {.count_tokens = [](const ChatRequest& request) -> Result<std::int64_t> {
                       return static_cast<std::int64_t>(request.messages.size()) + 40;
                     }});
    const auto counted = count_gemini_tokens(served, asking("Hi"));
    std::int64_t tokens = 0;
    REQUIRE(counted->pull(tokens) == Pull::some);
    CHECK(tokens == 41);
  }

  TEST_CASE("an array of Gemini's whose bytes end anywhere never ends as if whole") {
    laws::Random r{7};
    const auto array = Gemini::streamed(backend_of(streams<Gemini>(r, Gemini::answer(r))), "").body;
    CHECK(Json::checked(array)->is_array());
    for (std::size_t size = 0; size < array.size(); size += 3) {
      CAPTURE(size);
      CHECK(run(Gemini::called(handler_of(upstream(array.substr(0, size)))), as_stream(Gemini::asks())).error);
    }
    CHECK(run(Gemini::called(handler_of(upstream(array))), as_stream(Gemini::asks())).whole);
  }

  // Anthropic's requests have a test of their own: it drops what these have.
  TEST_CASE_TEMPLATE("a request that is called and served reaches the backend as it was", Dialect, Ollama, Gemini) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>(Chat{.events = hello()});
      const auto asked = request(r, Dialect::shape);
      run(Dialect::around(backend_of(from)), asked);
      CAPTURE(seed);
      from->asked.stream_options.reset();
      CHECK(to_json(from->asked) == to_json(asked));
    }
  }
}

}  // namespace answer_laws
