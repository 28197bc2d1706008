// Errors between dialects.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/errors.hpp>

#include <doctest/doctest.h>

#include <chrono>
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

  TEST_CASE("words for a conversation that is too long are those of the dialect, also where no phrase is known") {
    const auto too_long = [](const std::string& message) { return api_error(400, message, "context_length_exceeded"); };
    const auto known = too_long("prompt is too long: 210000 tokens > 200000 maximum");
    CHECK(error_message_for(ErrorDialect::gemini, known) ==
          "The input token count (210000) exceeds the maximum number of tokens allowed (200000).");
    CHECK(error_message_for(ErrorDialect::ollama, known) == known.message);
    CHECK(error_message_for(ErrorDialect::anthropic, too_long("Have 5000, at most 4096, of 3.")) ==
          "prompt is too long: 5000 tokens > 4096 maximum");
    CHECK(error_message_for(ErrorDialect::anthropic, too_long("No room.")) == "prompt is too long: No room.");
    CHECK(error_message_for(ErrorDialect::openai, too_long("No room.")) == "No room.");
  }

  TEST_CASE("a model that is not there is told to Ollama's clients in Ollama's words") {
    const auto told = [](const char* message) {
      return error_message_for(ErrorDialect::ollama, api_error(404, message, "model_not_found"));
    };
    CHECK(told("The model 'a:b' does not exist, or you may not use it.") == "model 'a:b' not found");
    CHECK(told("The model `a` does not exist") == "model 'a' not found");
    CHECK(told("model \"a\" not found, try pulling it first") == "model \"a\" not found, try pulling it first");
    CHECK(told("No such model.") == "No such model.");
    CHECK(told("It isn't here.") == "It isn't here.");
  }

  TEST_CASE("a system role that is refused is told to Anthropic's clients in the words that they look for") {
    for (const auto* message : {"System message must be at the beginning.", "The role 'system' is not supported.",
                                "Conversation roles must alternate; system message found."}) {
      CHECK(refuses_system_role(api_error(400, message)));
      CHECK(error_message_for(ErrorDialect::anthropic, api_error(400, message)) ==
            "Unexpected role \"system\": not supported here. " + std::string{message});
      CHECK(error_message_for(ErrorDialect::gemini, api_error(400, message)) == message);
    }
    CHECK_FALSE(refuses_system_role(api_error(500, "The system is not supported.")));
    CHECK_FALSE(refuses_system_role(api_error(400, "The file system is full.")));
    const auto said = api_error(400, "messages: Unexpected role \"system\"");
    CHECK(error_message_for(ErrorDialect::anthropic, said) == said.message);
  }

  TEST_CASE("a word and its status fit each other, whatever the code says") {
    CHECK(error_word_in(ErrorDialect::anthropic, api_error(400, "m", "model_not_found"), 400) ==
          "invalid_request_error");
    CHECK(error_word_in(ErrorDialect::anthropic, api_error(503, "m"), 503) == "overloaded_error");
    CHECK(error_word_in(ErrorDialect::gemini, local_error(ErrorKind::timeout, "m"), 504) == "DEADLINE_EXCEEDED");
    CHECK(error_word_in(ErrorDialect::gemini, api_error(418, "m"), 418) == "INVALID_ARGUMENT");
  }

  TEST_CASE("an error that was read keeps when to ask again and its id beside the words of the table") {
    auto read = api_error(429, "Slow.");
    read.retry_after = std::chrono::seconds{3};
    read.request_id = "req";
    const auto told = error_from(ErrorDialect::gemini, "RESOURCE_EXHAUSTED", read);
    CHECK(told.code == "rate_limit_exceeded");
    CHECK(told.retry_after == std::chrono::milliseconds{3000});
    CHECK(told.request_id == "req");
  }

  TEST_CASE("an error of this side has a class too") {
    CHECK(error_class(local_error(ErrorKind::timeout, "t")) == ErrorClass::timeout);
    CHECK(error_class(local_error(ErrorKind::connection, "t")) == ErrorClass::server);
    CHECK(error_class(api_error(404, "x")) == ErrorClass::not_found);
    CHECK(error_class(api_error(400, "x", "content_filter")) == ErrorClass::filtered);
  }
}
