// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

using Tokens = std::vector<std::int64_t>;

const struct {
  std::string what;
  Prompt prompt;
} prompts[] = {
    {"a text", Text{"Once upon a time"}},
    {"texts", std::vector<PromptItem>{Text{"Once"}, Text{"Twice"}}},
    {"tokens", std::vector<PromptItem>{std::int64_t{1}, std::int64_t{50256}}},
    {"texts as tokens", std::vector<PromptItem>{Tokens{1, 2}, Tokens{3}}},
};

void check_completion(const CompletionRequest& request) {
  const auto client = stdy();
  check_accepted(client.completion(request));
  check_accepted(client.completion_stream(request));
}

}  // namespace

TEST_CASE("stdy accepts a legacy prompt in every form") {
  for (const auto& row : prompts) {
    CAPTURE(row.what);
    check_completion({.model = "davinci-002", .prompt = row.prompt});
  }
  check_completion({.model = "davinci-002", .prompt = null});
}

TEST_CASE("stdy accepts a legacy request with every option") {
  CompletionRequest request{.model = "davinci-002", .prompt = Prompt{Text{"Once"}}};
  request.stream_options = StreamOptions{.include_usage = true};
  request.max_tokens = 0;
  request.temperature = 0.0;
  request.top_p = 1.0;
  request.n = 2;
  request.best_of = 3;
  request.stop = Stop{std::vector<Text>{"\n", "END"}};
  request.seed = 7;
  request.echo = true;
  request.suffix = "The end.";
  request.frequency_penalty = 0.5;
  request.presence_penalty = -0.5;
  request.logit_bias = Map<std::int64_t>{{{"50256", -100}}};
  request.logprobs = 5;
  request.user = "someone";
  check_completion(request);
}

TEST_CASE("stdy accepts an input for embeddings in every form") {
  for (const auto& row : prompts) {
    CAPTURE(row.what);
    check_accepted(stdy().embeddings({.input = row.prompt, .model = "text-embedding-3-small"}));
  }
}

TEST_CASE("stdy accepts a request for embeddings with every option") {
  for (const auto& format : describe(Type<EncodingFormat>{})) {
    CAPTURE(std::string{format.word});
    EmbeddingRequest request{.input = Text{"a cat"}, .model = "text-embedding-3-small"};
    request.encoding_format = format.value;
    request.dimensions = 256;
    request.user = "someone";
    check_accepted(stdy().embeddings(request));
  }
}

TEST_CASE("stdy accepts a request for the models, and for one by any name") {
  check_accepted(stdy().models());
  for (const std::string name : {"gpt-4o", "ft:gpt-4o:acme::1", "meta-llama/Llama-3.1-8B", "a b%c?d#e", "模型"}) {
    CAPTURE(name);
    check_accepted(stdy().model(name));
  }
}
