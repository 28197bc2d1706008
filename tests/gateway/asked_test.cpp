// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/asked.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

namespace asked_test {

std::string chat(const std::string& messages, const std::string& more = "") {
  return R"({"model":"gpt-4o","messages":[)" + messages + "]" + more + "}";
}
const std::string hello = R"({"role":"system","content":"Be kind."},{"role":"user","content":"Hello {\"}"})";

}  // namespace asked_test

TEST_CASE("one look at a body gives what routing needs") {
  const auto body = asked_test::chat(asked_test::hello, R"(, "stream": true,"max_completion_tokens":50,"n":2,
    "tools":[{"type":"function"}],"stream_options":{"include_usage":true},"response_format":{"type":"json_schema"})");
  const auto asked = look_at(body);
  CHECK(asked.is_object);
  CHECK(asked.model == "gpt-4o");
  CHECK(body.substr(asked.model_at, 8) == "\"gpt-4o\"");
  CHECK(asked.stream);
  CHECK(asked.include_usage);
  CHECK(asked.tools);
  CHECK(asked.json_schema);
  CHECK_FALSE(asked.images);
  CHECK_FALSE(asked.stateful);
  CHECK(asked.max_tokens == 50);
  CHECK(asked.choices == 2);
}

TEST_CASE("an estimate of tokens leaves out the bytes of images") {
  const std::string data(40'000, 'A');
  const auto asked = look_at(
      asked_test::chat(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,)" +
                       data + R"("}}]})"));
  CHECK(asked.images);
  CHECK(asked.prompt_tokens > 800);
  CHECK(asked.prompt_tokens < 900);
  CHECK(look_at(asked_test::chat(R"({"role":"user","content":")" + std::string(400, 'a') + "\"}")).prompt_tokens > 100);
}

TEST_CASE("words in a text are no images") {
  CHECK_FALSE(look_at(asked_test::chat(R"({"role":"user","content":"say \"image_url\": please"})")).images);
}

TEST_CASE("a conversation that grows keeps its affinity") {
  const auto first = look_at(asked_test::chat(asked_test::hello));
  const auto later = look_at(asked_test::chat(
      asked_test::hello + R"(,{"role":"assistant","content":"Hi."},{"role":"user","content":"And now?"})"));
  CHECK(first.affinity == later.affinity);
  CHECK(first.seed != later.seed);
  CHECK(first.affinity != look_at(asked_test::chat(R"({"role":"user","content":"Hello"})")).affinity);
}

TEST_CASE("affinity is of one tenant and of one session") {
  const auto body = asked_test::chat(asked_test::hello);
  CHECK(look_at(body, "a").affinity != look_at(body, "b").affinity);
  const auto other = asked_test::chat(R"({"role":"user","content":"Other"})");
  CHECK(look_at(body, "a", "s1").affinity == look_at(other, "a", "s1").affinity);
  CHECK(look_at(asked_test::chat(asked_test::hello, R"(,"user":"u","prompt_cache_key":"k")")).affinity ==
        look_at(asked_test::chat("", R"(,"prompt_cache_key":"k","user":"v")")).affinity);
}

TEST_CASE("what is kept at a target is noticed") {
  CHECK(look_at(R"({"model":"m","input":"x","previous_response_id":"resp_1"})").stateful);
  CHECK(look_at(R"({"model":"m","input":"x","store":true})").stateful);
  CHECK_FALSE(look_at(R"({"model":"m","input":"x","store":false,"previous_response_id":null})").stateful);
}

TEST_CASE("a key with escapes and a body that is no object are told") {
  CHECK(look_at(R"({"mod\u0065l":"x"})").escaped_key);
  CHECK_FALSE(look_at("[1]").is_object);
  CHECK_FALSE(look_at("").is_object);
  CHECK(look_at(R"({"model":"a","model":"b"})").model == "b");
}

TEST_CASE("a body that is cut anywhere is looked at without harm") {
  const auto body = asked_test::chat(asked_test::hello, R"(,"tools":[{}],"user":"\\")");
  for (std::size_t size = 0; size <= body.size(); ++size) CHECK(look_at(body.substr(0, size)).choices == 1);
}
