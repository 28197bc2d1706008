// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/usage.hpp>

#include <string>

using namespace oaicompat;

namespace usage_test {

const std::string usage = R"({"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":5}})";
const std::string usage_chunk =
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":" + usage + "}\n\n";
const std::string null_usage = R"(data: {"id":"c","usage":null,"choices":[{"delta":{"content":"Hi"}}]})"
                               "\n\n";

std::string edited(const std::string& body, std::string_view path = "/v1/chat/completions") {
  auto asked = look_at(body);
  asked.path = path;
  detail::BodyEdits edits{asked};
  edits.ask_usage = detail::wants_usage_asked(asked);
  Bytes out{body};
  edits.apply(out, "own");
  return std::string{out};
}

std::string hidden(std::string events) {
  detail::hide_usage(events);
  return events;
}

}  // namespace usage_test

using namespace usage_test;

TEST_CASE("usage reads alike in every dialect") {
  using detail::usage_of;
  const TokenTally expected{.input = 20, .output = 7, .cached = 5, .cache_write = 3, .reasoning = 2};
  CHECK(
      usage_of(R"({"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27,"prompt_tokens_details":)"
               R"({"cached_tokens":5,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}})") ==
      expected);
  CHECK(usage_of(R"({"type":"response.completed","response":{"usage":{"input_tokens":20,"input_tokens_details":)"
                 R"({"cached_tokens":5,"cache_write_tokens":3},"output_tokens":7,"output_tokens_details":)"
                 R"({"reasoning_tokens":2}}}})") == expected);
  CHECK(usage_of(R"({"type":"message","usage":{"input_tokens":12,"cache_read_input_tokens":5,)"
                 R"("cache_creation_input_tokens":3,"output_tokens":7}})") ==
        TokenTally{.input = 20, .output = 7, .cached = 5, .cache_write = 3});
  CHECK(usage_of(R"({"usage":null})") == std::nullopt);
  CHECK(usage_of(R"({"usage":{}})") == std::nullopt);
  CHECK(usage_of(R"({"usage":{"prompt_tokens":-3,"completion_tokens":1e99}})") == TokenTally{.output = 1});
}

TEST_CASE("a stream is asked for its usage by splicing, and nothing else of its body changes") {
  const std::string rest = R"("messages":[{"role":"user","content":"\u00e9 {"}],"x":1.0)";
  CHECK(edited(R"({ "model":"m","stream":true,)" + rest + "}") ==
        R"({"stream_options":{"include_usage":true}, "model":"own","stream":true,)" + rest + "}");
  CHECK(edited(R"({"stream_options":{"a":1},"stream":true,"model":"m",)" + rest + "}") ==
        R"({"stream_options":{"a":1,"include_usage":true},"stream":true,"model":"own",)" + rest + "}");
  CHECK(edited(R"({"model":"model","stream_options":{"include_usage":false},"stream":true,)" + rest + "}") ==
        R"({"model":"own","stream_options":{"include_usage":true},"stream":true,)" + rest + "}");
  CHECK(edited(R"({"model":"model","stream_options":null,"stream":true})") ==
        R"({"model":"own","stream_options":{"include_usage":true},"stream":true})");
}

TEST_CASE("usage is not asked for where it comes anyway") {
  CHECK(edited(R"({"model":"m"})") == R"({"model":"own"})");
  const std::string wants = R"({"model":"own","stream":true,"stream_options":{"include_usage":true}})";
  CHECK(edited(wants) == wants);
  CHECK(edited(R"({"model":"m","stream":true})", "/v1/responses") == R"({"model":"own","stream":true})");
}

TEST_CASE("usage that the caller did not ask for is taken out, and all else stays byte for byte") {
  CHECK(hidden(hostile::token + usage_chunk + hostile::done) == hostile::token + hostile::done);
  CHECK(hidden(null_usage) == "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
  const std::string filter = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n";
  const std::string said = "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\"\"}}]}\r\n\r\n";
  const std::string own = "data: {\"choices\":[{\"delta\":{}}],\"usage\":" + usage + "}\n\n";
  CHECK(hidden(": \"usage\"\n\n" + filter + said + own) == ": \"usage\"\n\n" + filter + said + own);
  CHECK(hidden("data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":1}}\n\n").size() > 0);
}

TEST_CASE("a stream's usage reaches its account, however it is cut, and not its caller") {
  const auto shown = hostile::role + hostile::token + hostile::finish + hostile::done;
  const auto all = hostile::role + hostile::token + hostile::finish + usage_chunk + hostile::done;
  for (std::size_t size = 1; size < 60; ++size) {
    hostile::Attempted it{
        1, {}, [](AttemptsOptions& options, const ClockPtr&) { options.usage = StreamUsage::hidden; }};
    it.at(0).stream_head();
    for (std::size_t at = 0; at < all.size(); at += size) it.at(0).bytes(all.substr(at, size));
    it.at(0).end();
    it.pull();
    CHECK(it.taken.body == shown);
    CHECK(it.reports.at(0).tokens == TokenTally{.input = 9, .output = 4, .cached = 5});
    CHECK_FALSE(it.reports.at(0).estimated);
  }
}

TEST_CASE("a stream that is cut is counted by what was sent and seen") {
  hostile::Attempted it{1, {}, [](AttemptsOptions& options, const ClockPtr&) { options.prompt_tokens = 30; }};
  it.at(0).stream_head().bytes(hostile::role + hostile::token + hostile::token).fail(ErrorKind::protocol);
  it.pull();
  CHECK(it.reports.at(0).tokens == TokenTally{.input = 30, .output = 2});
  CHECK(it.reports.at(0).estimated);
}

TEST_CASE("a whole answer tells its usage and its model") {
  hostile::Attempted it{1};
  it.at(0).head(200, hostile::json).bytes(R"({"model":"m-2","choices":[],"usage":)" + usage + "}").end();
  it.pull();
  CHECK(it.reports.at(0).tokens == TokenTally{.input = 9, .output = 4, .cached = 5});
  CHECK(it.reports.at(0).model == "m-2");
}
