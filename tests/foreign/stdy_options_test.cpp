// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

TEST_CASE("stdy accepts every word of every option") {
  auto request = saying("Hi");
  // An enumeration may hold words that another operation alone allows.
  const auto each = [&](auto& member, auto enumeration, std::string_view elsewhere = {}) {
    for (const auto& known : describe(Type<decltype(enumeration)>{})) {
      if (known.word == elsewhere) continue;
      member = OpenEnum{known.value};
      check_accepted(std::string{known.word}, request);
    }
    member.reset();
  };
  each(request.reasoning_effort, ReasoningEffort{});
  each(request.verbosity, Verbosity{});
  each(request.service_tier, ServiceTier{}, "ultrafast");
  each(request.prompt_cache_retention, PromptCacheRetention{});
  each(request.web_search_options.emplace().search_context_size, SearchContextSize{});
  each(request.prompt_cache_options.emplace().ttl, PromptCacheTtl{});
  each(request.prompt_cache_options->mode, PromptCacheMode{});
}

TEST_CASE("stdy accepts a request with every option") {
  auto request = saying("Hi");
  request.stream_options = StreamOptions{.include_usage = true, .include_obfuscation = false};
  request.max_completion_tokens = 100;
  request.temperature = 0.7;
  request.top_p = 0.9;
  request.n = 3;
  request.seed = -42;
  request.frequency_penalty = -2.0;
  request.presence_penalty = 2.0;
  request.logit_bias = Map<std::int64_t>{{{"50256", -100}, {"11", 7}}};
  request.logprobs = true;
  request.top_logprobs = 20;
  request.store = true;
  request.metadata = Map<Text>{{{"team", "tests"}, {"empty", ""}, {"quoted", "\"a\""}}};
  request.user = "someone";
  request.safety_identifier = "someone-hashed";
  request.prompt_cache_key = "rules-1";
  request.moderation =
      ModerationOptions{.model = "omni-moderation-latest",
                        .policy = ModerationPolicy{.input = ModerationConfig{.mode = ModerationMode::score},
                                                   .output = ModerationConfig{.mode = ModerationMode::block}}};
  check_accepted("every option", request);
  check_accepted("the old bound", {.model = "gpt-4o", .messages = {user("Hi")}, .max_tokens = 5});
}

TEST_CASE("stdy accepts null where a member may be null") {
  auto request = saying("Hi");
  request.stream_options = null;
  request.max_completion_tokens = null;
  request.temperature = null;
  request.stop = null;
  request.logit_bias = null;
  request.logprobs = null;
  request.reasoning_effort = null;
  request.modalities = null;
  request.audio = null;
  request.prediction = null;
  request.moderation = null;
  request.service_tier = null;
  request.metadata = null;
  check_accepted("null", request);
}

TEST_CASE("stdy accepts a stop text and several") {
  auto request = saying("Hi");
  request.stop = Stop{Text{"\n"}};
  check_accepted("one", request);
  request.stop = Stop{std::vector<Text>{"\n", "END", "###", "."}};
  check_accepted("four", request);
}

TEST_CASE("stdy accepts spoken answers in every format, in its own voices and others") {
  auto request = saying("Hi");
  request.modalities = std::vector<OpenEnum<Modality>>{Modality::text, Modality::audio};
  for (const auto& format : describe(Type<AudioFormat>{})) {
    request.audio = AudioOptions{.voice = Text{"alloy"}, .format = format.value};
    check_accepted(std::string{format.word}, request);
  }
  request.audio->voice = CustomVoice{.id = "voice_1"};
  check_accepted("a voice of one's own", request);
}

TEST_CASE("stdy accepts a prediction as text and in parts") {
  auto request = saying("Hi");
  request.prediction = Prediction{.content = Text{"int main() {}"}};
  check_accepted("text", request);
  const std::vector<TextOnlyPart> parts{TextPart{.text = "int main()"}, TextPart{.text = " {}"}};
  request.prediction = Prediction{.content = parts};
  check_accepted("parts", request);
}

TEST_CASE("stdy accepts a web search with and without a place") {
  auto request = saying("Hi");
  request.web_search_options = WebSearchOptions{};
  check_accepted("anywhere", request);
  request.web_search_options->user_location = null;
  check_accepted("nowhere", request);
  request.web_search_options->user_location =
      UserLocation{.approximate = {.country = "IT", .region = "Lazio", .city = "Rome", .timezone = "Europe/Rome"}};
  check_accepted("somewhere", request);
}

TEST_CASE("stdy accepts what a call adds for an engine") {
  auto request = saying("Hi");
  request.extra.set(ext::top_k, 40);
  request.extra.set(ext::chat_template_kwargs, Json{R"({"enable_thinking":false})"});
  RequestOptions options{.headers = {{"x-trace", "1"}}};
  options.body.set(ext::min_p, 0.1);
  check_accepted(stdy().chat(request, options));
  check_accepted(stdy().chat_stream(request, options));
}
