// Bodies of Azure's with what its filters add, through serve_azure over call_azure.
// SPDX-License-Identifier: MIT
#include "round_trip.hpp"

#include <oaicompat/dialects/azure/call.hpp>
#include <oaicompat/dialects/azure/serve.hpp>
#include <oaicompat/sse/decoder.hpp>

namespace azure_round_trip {

using namespace round_trip;

const auto served = [](Backend backend) { return serve_azure(std::move(backend)); };
const auto called = [](Handler handler) {
  return call_azure([handler = std::move(handler)](Request request) { return handler(std::move(request)); });
};
const std::string filters =
    R"({"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},"protected_material_code":{"filtered":false,"detected":true,"citation":{"URL":"u","license":"MIT"}},"custom_blocklists":{"filtered":false,"details":[]},"brand_new":{"a":[1]}})";
Request ask(const std::string& more = "") {
  return post("/openai/deployments/d/chat/completions?api-version=2024-10-21",
              R"({"model":"d","messages":[{"role":"user","content":"Hi"}])" + more + "}",
              {{"content-type", "application/json"}});
}

TEST_SUITE("round trips of Azure's bodies") {
  TEST_CASE("a whole answer keeps what its filters say and what nobody knows") {
    const auto body =
        R"({"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"gpt-4o","prompt_filter_results":[{"prompt_index":0,"content_filter_results":)" +
        filters + R"(}],"choices":[{"index":0,"finish_reason":"stop","logprobs":null,"content_filter_results":)" +
        filters +
        R"(,"message":{"role":"assistant","content":"Hi","refusal":null,"annotations":[],"brand_new":1}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"brand_new":3},"brand_new":[null]})";
    check_same(answered(served, called, ask(), body).body, body);
  }

  TEST_CASE("a stream keeps every chunk, those of the filters too, in order") {
    const auto chunk = [](const std::string& members) {
      return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"gpt-4o",)" + members + "}";
    };
    const std::vector<std::string> sent{
        R"({"id":"","object":"","created":0,"model":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":)" +
            filters + R"(}],"choices":[]})",
        chunk(
            R"("choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}])"),
        chunk(R"("choices":[{"index":0,"delta":{"content":"Hi","brand_new":1},"logprobs":null,"finish_reason":null}])"),
        chunk(R"("choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}])"),
        R"({"id":"","object":"","created":0,"model":"","choices":[{"index":0,"finish_reason":null,"content_filter_results":)" +
            filters +
            R"(,"content_filter_raw":[],"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198}}],"usage":null})"};
    std::string body;
    for (const auto& each : sent) body += "data: " + each + "\n\n";
    body += "data: [DONE]\n\n";
    const auto came = answered(served, called, ask(R"(,"stream":true)"), body, "text/event-stream", 11);
    SseDecoder decoder;
    decoder.feed(came.body);
    decoder.finish();
    std::vector<std::string> got;
    for (SseEvent event; decoder.next(event) == Pull::some;) got.emplace_back(event.data);
    REQUIRE(got.size() == sent.size() + 1);
    for (std::size_t i = 0; i < sent.size(); ++i) check_same(got[i], sent[i]);
    CHECK(got.back() == "[DONE]");
  }
}

}  // namespace azure_round_trip
