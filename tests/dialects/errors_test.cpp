// Errors between dialects.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/errors.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

TEST_SUITE("errors between dialects") {
  TEST_CASE("each class keeps itself through the words of every dialect that has its own for it") {
    for (int i = 0; i <= static_cast<int>(ErrorClass::timeout); ++i) {
      const auto what = static_cast<ErrorClass>(i);
      CAPTURE(i);
      const auto word = error_name_in(ErrorDialect::openai, what);
      CHECK(error_class(ErrorDialect::openai, word.status, word.word, "") == what);
      for (const auto dialect : {ErrorDialect::anthropic, ErrorDialect::gemini, ErrorDialect::bedrock}) {
        const auto other = error_name_in(dialect, what);
        CHECK(other.status >= 400);
        const auto back = error_from(dialect, other.status, other.word, "m");
        CHECK(back.status >= 400);
        CHECK(back.status < 600);
        CHECK_FALSE(back.type.empty());
      }
    }
  }

  TEST_CASE("errors of other dialects have the API's type, code and status") {
    const auto busy = error_from(ErrorDialect::anthropic, 529, "overloaded_error", "Overloaded");
    CHECK(busy.status == 503);
    CHECK(busy.type == "server_error");
    CHECK(is_retryable(busy));
    const auto slow = error_from(ErrorDialect::gemini, 429, "RESOURCE_EXHAUSTED", "Slow down.");
    CHECK(slow.status == 429);
    CHECK(slow.code == "rate_limit_exceeded");
    const auto quota = error_from(ErrorDialect::bedrock, 400, "ServiceQuotaExceededException", "Used up.");
    CHECK(quota.status == 429);
    CHECK(quota.code == "insufficient_quota");
    CHECK_FALSE(is_retryable(quota));
    CHECK(error_from(ErrorDialect::ollama, 404, "", "no model").code == "model_not_found");
    CHECK(error_from(ErrorDialect::openai, 418, "", "tea").status == 418);
  }

  TEST_CASE("a conversation that is too long is told in the words that clients look for") {
    const auto told = error_from(ErrorDialect::anthropic, 400, "invalid_request_error",
                                 "prompt is too long: 210,000 tokens > 200000 maximum");
    CHECK(told.code == "context_length_exceeded");
    CHECK(told.param == "messages");
    CHECK(told.message.starts_with(
        "This model's maximum context length is 200000 tokens. However, your messages resulted in 210000"));
    Error own = api_error(400, "This model's maximum context length is 8 tokens. However, you requested 12 tokens.",
                          "context_length_exceeded");
    CHECK(error_class(own) == ErrorClass::context);
    CHECK(error_message_for(ErrorDialect::anthropic, own) == "prompt is too long: 12 tokens > 8 maximum");
    CHECK(error_message_for(ErrorDialect::openai, own) == own.message);
    CHECK(error_class(ErrorDialect::bedrock, 400, "ValidationException", "Input is too long for requested model.") ==
          ErrorClass::context);
    CHECK(error_class(ErrorDialect::gemini, 400, "INVALID_ARGUMENT",
                      "The input token count (9) exceeds the maximum number of tokens allowed (5).") ==
          ErrorClass::context);
    CHECK_FALSE(context_overflow("too many requests"));
    CHECK(context_overflow("prompt is too long: 99999999999999999999999 tokens"));
  }

  TEST_CASE("an error of this side has a class too") {
    CHECK(error_class(local_error(ErrorKind::timeout, "t")) == ErrorClass::timeout);
    CHECK(error_class(local_error(ErrorKind::connection, "t")) == ErrorClass::server);
    CHECK(error_class(api_error(404, "x")) == ErrorClass::not_found);
    CHECK(error_class(api_error(400, "x", "content_filter")) == ErrorClass::filtered);
  }
}
