// SPDX-License-Identifier: MIT
#include "gemini_calls.hpp"

#include <doctest/doctest.h>

namespace gemini_call_errors {

using namespace gemini_calls;

TEST_SUITE("call Gemini") {
  TEST_CASE("a stream without its reason is cut off; an error in it is told") {
    CHECK(streamed(event(answer(R"([{"text":"A"}])", R"("index":0)"))).error->code == "stream_cut_off");
    CHECK(streamed("").error.has_value());
    const auto late = streamed(event(answer(R"([{"text":"A"}])", R"("index":0)")) +
                               event(R"({"error":{"code":503,"message":"Busy.","status":"UNAVAILABLE"}})"));
    CHECK(late.error->status == 503);
    CHECK(late.error->message == "Busy.");
    CHECK_FALSE(late.events.empty());
  }

  TEST_CASE("errors are read as an object and in an array, with when to ask again") {
    const std::string error =
        R"({"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.5s"}]}})";
    for (const auto& body : {error, "[" + error + "]"}) {
      const auto got = whole(body, 429);
      REQUIRE(got.error);
      CHECK(got.error->status == 429);
      CHECK(got.error->message == "Quota.");
      CHECK(got.error->retry_after == std::chrono::milliseconds{3500});
      CHECK(is_retryable(*got.error));
    }
  }

  TEST_CASE("answers that say nothing have their reason all the same") {
    const auto malformed = whole(
        R"({"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"Bad call."}]})");
    REQUIRE(malformed.error);
    CHECK(malformed.error->message == "Bad call.");
    CHECK(malformed.error->code == "malformed_function_call");
    const auto blocked = whole(
        R"({"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"No."},"usageMetadata":{"promptTokenCount":4}})");
    REQUIRE(blocked.whole);
    CHECK(blocked.whole->choices[0].finish_reason == FinishReason::content_filter);
    CHECK(*blocked.whole->choices[0].message.refusal == "No.");
    CHECK(blocked.whole->usage->prompt_tokens == 4);
    const auto thought = whole(
        R"({"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":1,"thoughtsTokenCount":9}})");
    REQUIRE(thought.whole);
    CHECK(thought.whole->choices[0].finish_reason == FinishReason::length);
    CHECK(thought.whole->usage->completion_tokens == 9);
    const auto more = whole(answer(R"([{"text":"A"}])", R"("finishReason":"CONTINUATION")"));
    CHECK(more.whole->choices[0].finish_reason == FinishReason::length);
    CHECK(more.whole->choices[0].extra.find("native_finish_reason")->view() == "\"CONTINUATION\"");
    CHECK(whole(answer("[]", R"("finishReason":"PROHIBITED_CONTENT")")).whole->choices[0].finish_reason ==
          FinishReason::content_filter);
  }

  TEST_CASE("a prompt that is refused may have an empty list of candidates") {
    const std::string refused = R"({"candidates":[],"promptFeedback":{"blockReason":"SAFETY"}})";
    REQUIRE(whole(refused).whole);
    CHECK(whole(refused).whole->choices[0].finish_reason == FinishReason::content_filter);
    CHECK_FALSE(streamed(event(refused)).error);
  }

  TEST_CASE("an empty answer is none, and no failure of the server's") {
    for (const auto& got : {whole(""), streamed("", "application/json")}) {
      REQUIRE(got.error);
      CHECK(got.error->code == "unreadable_answer");
    }
  }

  TEST_CASE("hostile answers fail, and never crash") {
    const std::string deep(100'000, '[');
    for (const auto& body :
         {std::string{"no"}, std::string{"[]"}, std::string{"{}"}, std::string{"7"}, std::string{"<html>"}, deep,
          "{\"a_b\":" + deep, std::string{R"({"candidates":7})"}, std::string{R"({"candidates":[]})"},
          std::string{R"({"candidates":[{"index":99999}]})"}, std::string{R"({"candidates":[{"index":-1}]})"},
          std::string{"{\"candidates\":[{\"content\":\"\xFF\"}]}"}}) {
      CAPTURE(body.substr(0, 100));
      CHECK(whole(body).error.has_value());
      CHECK(streamed(body, "application/json").error.has_value());
      CHECK(streamed(event(body)).error.has_value());
    }
    const auto huge =
        whole(answer(R"([{"text":"A"}])", R"("finishReason":"STOP")",
                     R"({"promptTokenCount":9223372036854775807,"toolUsePromptTokenCount":9223372036854775807})"));
    CHECK(huge.whole.has_value());
  }
}

}  // namespace gemini_call_errors
