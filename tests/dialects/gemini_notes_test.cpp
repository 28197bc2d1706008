// What Gemini says beside its answers: signatures of calls, the pages they rest on, why a prompt was blocked.
// SPDX-License-Identifier: MIT
#include "gemini_cases.hpp"

#include <oaicompat/dialects/gemini/call.hpp>

#include <doctest/doctest.h>

namespace gemini_notes {

using namespace gemini_cases;

TEST_SUITE("notes on Gemini's answers") {
  TEST_CASE("of parallel calls that one signature came with, the first alone is answered with it") {
    const std::string calls =
        R"("tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"}}},{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}])";
    const auto from = chat_of({chunk("{" + calls + "}"), chunk("{}", "\"tool_calls\"")});
    const auto streamed = events_of(stream(from, "{" + hi + "}")).back();
    const auto whole = generate(from, "{" + hi + "}").json();
    for (const auto& answer : {streamed, whole}) {
      const auto parts = answer.at("candidates").at(std::size_t{0}).at("content").at("parts");
      REQUIRE(parts.size() == 2);
      CHECK(parts.at(std::size_t{0}).at("thoughtSignature").as_string() == "c2ln");
      CHECK(parts.at(1).at("functionCall").at("name").as_string() == "g");
      CHECK_FALSE(parts.at(1).find("thoughtSignature"));
    }
  }

  TEST_CASE("annotations are the pages that segments rest on, counted in bytes") {
    const std::string note =
        R"("annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":1,"end_index":3}},{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":90,"end_index":99}}])";
    const auto from = chat_of({chunk("{\"content\":\"a\u00fcbc\"}"), chunk("{" + note + "}"), chunk("{}", "\"stop\"")});
    const auto came = events_of(stream(from, "{" + hi + "}")).back();
    const auto whole = generate(from, "{" + hi + "}").json();
    for (const auto& each : {came, whole}) {
      CHECK(
          each.at("candidates").at(std::size_t{0}).at("groundingMetadata").view() ==
          R"({"groundingChunks":[{"web":{"uri":"u","title":"t"}}],"groundingSupports":[{"segment":{"startIndex":1,"endIndex":4,"text":")"
          "\u00fcb"
          R"("},"groundingChunkIndices":[0]},{"segment":{"startIndex":5,"endIndex":5,"text":""},"groundingChunkIndices":[0]}]})");
    }
  }

  TEST_CASE("an answer that is filtered before it begins is a promptFeedback without candidates") {
    const auto blocked = chat_of({chunk("{}", "\"content_filter\"")});
    const auto late = chat_of({chunk(R"({"content":"A"})"), chunk("{}", "\"content_filter\"")});
    for (const auto& each :
         {events_of(stream(blocked, "{" + hi + "}")).back(), generate(blocked, "{" + hi + "}").json()}) {
      CHECK(each.at("promptFeedback").view() == R"({"blockReason":"SAFETY"})");
      CHECK_FALSE(each.find("candidates"));
    }
    for (const auto& each : {events_of(stream(late, "{" + hi + "}")).back(), generate(late, "{" + hi + "}").json()}) {
      CHECK_FALSE(each.find("promptFeedback"));
      CHECK(each.at("candidates").at(std::size_t{0}).at("finishReason").as_string() == "SAFETY");
    }
  }

  TEST_CASE("what a provider said of a prompt that it blocked goes on as it came") {
    const std::string feedback =
        R"({"promptFeedback":{"blockReason":"BLOCKLIST","safetyRatings":[],"blockReasonMessage":"No."}})";
    for (const bool streamed : {false, true}) {
      const auto up = upstream(streamed ? "data: " + feedback + "\r\n\r\n" : feedback,
                               streamed ? "text/event-stream" : "application/json");
      const auto came =
          came_of(serve_gemini(call_gemini(handler_of(up))),
                  post(streamed ? "/v1beta/models/m:streamGenerateContent?alt=sse" : "/v1beta/models/m:generateContent",
                       "{" + hi + "}"));
      const auto said = streamed ? events_of(came).back() : came.json();
      CHECK(said.at("promptFeedback").view() == Json{Text{feedback}}.at("promptFeedback").view());
      CHECK_FALSE(said.find("candidates"));
      CHECK(came.body.find("\"text\"") == came.body.npos);
    }
  }
}

}  // namespace gemini_notes
