// SPDX-License-Identifier: MIT
#include "canonical.hpp"

#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>

#include <doctest/doctest.h>

namespace ollama_law {

using namespace oaicompat;
using namespace exchange;
using namespace canonical;

// What Ollama has a place for.
constexpr Shape shape{.choices = 1, .call_ids = true, .details = false, .filter = false, .cached = false, .id = false};

TEST_SUITE("laws of Ollama's dialect") {
  TEST_CASE("a whole answer that is served and called is the answer") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto answer = completion(r, shape);
      from->events = {answer};
      const auto got = run(call_ollama(serve_ollama(backend_of(from))), asking("Hi"));
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, shape) == said(answer, shape));
    }
  }

  TEST_CASE("a stream that is served and called says the same") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto answer = completion(r, shape);
      for (auto& each : cut(r, answer)) from->events.emplace_back(std::move(each));
      auto request = asking("Hi");
      request.stream = true;
      const auto got = run(call_ollama(serve_ollama(backend_of(from))), request);
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, shape) == said(answer, shape));
    }
  }

  TEST_CASE("a stream that fails anywhere fails behind the dialect, with the error's text") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto chunks = cut(r, completion(r, shape));
      const auto count = r.below(chunks.size() - 1);
      for (std::size_t i = 0; i < count; ++i) from->events.emplace_back(chunks[i]);
      from->error = api_error(503, "Broke.");
      auto request = asking("Hi");
      request.stream = true;
      const auto got = run(call_ollama(serve_ollama(backend_of(from))), request);
      REQUIRE(got.error);
      CHECK(got.error->message == "Broke.");
      if (count == 0) CHECK(got.error->status == 503);
    }
  }

  TEST_CASE("an answer whose bytes end anywhere never ends as if whole") {
    laws::Random r{7};
    const auto from = std::make_shared<Chat>();
    for (auto& each : cut(r, completion(r, shape))) from->events.emplace_back(std::move(each));
    const auto whole = came_of(serve_ollama(backend_of(from)),
                               post("/api/chat", R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})"))
                           .body;
    auto request = asking("Hi");
    request.stream = true;
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
      const auto got = run(call_ollama(handler_of(upstream(whole.substr(0, size), "application/x-ndjson"))), request);
      CAPTURE(size);
      CHECK(got.error.has_value());
    }
  }

  TEST_CASE("a request that is called and served reaches the backend as it was") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>(Chat{.events = hello()});
      const auto asked = request(r, shape);
      run(call_ollama(serve_ollama(backend_of(from))), asked);
      CAPTURE(seed);
      from->asked.stream_options.reset();
      CHECK(to_json(from->asked) == to_json(asked));
    }
  }
}

}  // namespace ollama_law
