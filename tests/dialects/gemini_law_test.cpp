// SPDX-License-Identifier: MIT
#include "canonical.hpp"

#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>

#include <doctest/doctest.h>

namespace gemini_law {

using namespace oaicompat;
using namespace exchange;
using namespace canonical;

// What Gemini has a place for.
constexpr Shape shape{.choices = 3, .call_ids = true, .details = true, .filter = true, .cached = true, .id = true};

ChatCompletion answer_of(laws::Random& r) {
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
ChatRequest thinking(Maybe<bool> streamed) {
  auto out = asking("Hi");
  out.reasoning_effort = ReasoningEffort::low;
  out.stream = std::move(streamed);
  return out;
}

TEST_SUITE("laws of Gemini's dialect") {
  TEST_CASE("a whole answer that is served and called is the answer") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto answer = answer_of(r);
      from->events = {answer};
      const auto got = run(call_gemini(serve_gemini(backend_of(from))), thinking({}));
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, shape) == said(answer, shape));
    }
  }

  TEST_CASE("a stream that is served and called says the same") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto answer = answer_of(r);
      for (auto& each : cut(r, answer)) from->events.emplace_back(std::move(each));
      const auto got = run(call_gemini(serve_gemini(backend_of(from))), thinking(true));
      CAPTURE(seed);
      REQUIRE(got.whole);
      CHECK(said(*got.whole, shape) == said(answer, shape));
    }
  }

  TEST_CASE("a stream that fails anywhere fails behind the dialect, with the error's text") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>();
      const auto chunks = cut(r, answer_of(r));
      const auto count = r.below(chunks.size() - 1);
      for (std::size_t i = 0; i < count; ++i) from->events.emplace_back(chunks[i]);
      from->error = api_error(503, "Broke.");
      const auto got = run(call_gemini(serve_gemini(backend_of(from))), thinking(true));
      REQUIRE(got.error);
      CHECK(got.error->message == "Broke.");
      CHECK(got.error->status == 503);
    }
  }

  TEST_CASE("an answer whose bytes end anywhere never ends as if whole") {
    laws::Random r{7};
    const auto from = std::make_shared<Chat>();
    for (auto& each : cut(r, answer_of(r))) from->events.emplace_back(std::move(each));
    const std::string path = "/v1beta/models/m:streamGenerateContent";
    const std::string body = R"({"contents":[{"parts":[{"text":"Hi"}]}]})";
    const auto whole = came_of(serve_gemini(backend_of(from)), post(path + "?alt=sse", body)).body;
    for (std::size_t size = 0; size + 6 < whole.size(); ++size) {
      const auto got =
          run(call_gemini(handler_of(upstream(whole.substr(0, size), "text/event-stream"))), thinking(true));
      CAPTURE(size);
      CHECK(got.error.has_value());
    }
    const auto array = came_of(serve_gemini(backend_of(from)), post(path, body)).body;
    CHECK(Json::checked(array)->is_array());
    for (std::size_t size = 0; size < array.size(); size += 3) {
      const auto got = run(call_gemini(handler_of(upstream(array.substr(0, size)))), thinking(true));
      CAPTURE(size);
      CHECK(got.error.has_value());
    }
    CHECK(run(call_gemini(handler_of(upstream(array))), thinking(true)).whole);
  }

  TEST_CASE("a request that is called and served reaches the backend as it was") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      laws::Random r{seed};
      const auto from = std::make_shared<Chat>(Chat{.events = hello()});
      const auto asked = request(r, shape);
      run(call_gemini(serve_gemini(backend_of(from))), asked);
      CAPTURE(seed);
      from->asked.stream_options.reset();
      CHECK(to_json(from->asked) == to_json(asked));
    }
  }
}

}  // namespace gemini_law
