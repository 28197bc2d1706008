// Bodies of Ollama's API with every member that it documents, and with what nobody knows, through serve_ollama over
// call_ollama.
// SPDX-License-Identifier: MIT
#include "round_trip.hpp"

#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>

namespace ollama_round_trip {

using namespace round_trip;

const auto served = [](Backend backend) { return serve_ollama(std::move(backend)); };
const auto called = [](Handler handler) { return call_ollama(std::move(handler)); };

const std::string begins = R"("model":"m","created_at":"2026-11-28T22:31:03.123456789Z",)";
const std::string ends =
    R"("done":true,"done_reason":"stop","total_duration":5043500667,"load_duration":5025959,"prompt_eval_count":26,"prompt_eval_duration":325953000,"eval_count":290,"eval_duration":4709213000,"remote_model":"big","remote_host":"https://x","brand_new":{"a":[1,null]}})";
const std::string calls =
    R"([{"id":"call_abcd1234","function":{"index":0,"name":"f","arguments":{"b":[],"a":1.50},"brand_new":1}},{"id":"call_2","function":{"index":1,"name":"g","arguments":{}},"newer":{"x":2}}])";
Request ask(const char* stream) {
  return post(
      "/api/chat",
      std::string{R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"think":true,"stream":)"} + stream + "}");
}

TEST_SUITE("round trips of Ollama's bodies") {
  TEST_CASE("a whole answer keeps every member and what nobody knows") {
    const auto body =
        "{" + begins +
        R"("message":{"role":"assistant","content":"It is so.","thinking":"Hm.","images":["iVBORw0KGgo="],"tool_calls":)" +
        calls +
        R"(,"brand_new":true},"logprobs":[{"token":"It","logprob":-0.5,"bytes":[73,116],"top_logprobs":[{"token":"It","logprob":-0.5,"bytes":[73,116]}]}],)" +
        ends;
    check_same(answered(served, called, ask("false"), body).body, body);
  }

  TEST_CASE("a stream keeps every line, its order and what nobody knows") {
    const auto line = [](const std::string& message) {
      return "{" + begins + R"("message":{"role":"assistant",)" + message + R"(},"done":false})" + "\n";
    };
    const auto body = line(R"("content":"","thinking":"H")") + line(R"("content":"","thinking":"m.")") +
                      line(R"("content":"One.")") + line(R"("content":"","tool_calls":)" + calls) +
                      line(R"("content":"Two.")") + line(R"("content":"","images":["AA=="],"brand_new":{"a":1})") +
                      "{" + begins + R"("message":{"role":"assistant","content":""},)" + ends + "\n";
    const auto came = answered(served, called, ask("true"), body, "application/x-ndjson", 13);
    const auto sent = Came{.body = body}.lines();
    const auto got = came.lines();
    REQUIRE(got.size() == sent.size());
    // The time stands in the last line to the nanosecond, before it to the second.
    const auto timeless = [](std::string text) {
      const auto at = text.find(".123456789");
      return at == text.npos ? text : text.erase(at, 10);
    };
    for (std::size_t i = 0; i + 1 < got.size(); ++i) check_same(got[i], timeless(sent[i]));
    check_same(got.back(), sent.back());
  }

  TEST_CASE("a request keeps every member, its turns and what nobody knows") {
    const std::string body =
        R"({"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Look","images":["iVBORw0KGgo=","UklGRgAAAABXQVZF"]},{"role":"user","content":"Please","brand_new":1},{"role":"assistant","content":"I look.","thinking":"Hm.","tool_calls":)" +
        calls +
        R"(},{"role":"tool","content":"rain","tool_name":"f","tool_call_id":"call_abcd1234"},{"role":"tool","content":"noon","tool_name":"g","tool_call_id":"call_2","newer":[1]},{"role":"user","content":"So?"}],"tools":[{"type":"function","function":{"name":"f","description":"F","parameters":{"type":"object","$defs":{},"properties":{"a":{"type":["integer","null"]}}}}}],"format":{"type":"object"},"options":{"temperature":0.5,"top_p":0.9,"presence_penalty":1,"frequency_penalty":-1,"seed":1,"num_predict":9,"stop":["x"],"num_ctx":4096,"top_k":3,"min_p":0.1,"typical_p":0.7,"repeat_last_n":33,"repeat_penalty":1.2,"num_keep":5,"num_batch":2,"num_gpu":1,"main_gpu":0,"use_mmap":true,"num_thread":8,"draft_num_predict":4,"mirostat":1,"brand_new":{"a":1}},"stream":false,"keep_alive":"5m","think":"high","truncate":true,"shift":false,"logprobs":true,"top_logprobs":3,"_debug_render_only":false,"brand_new":{"deep":[]}})";
    const auto answer = "{" + begins + R"("message":{"role":"assistant","content":"A"},)" + ends;
    check_same(asked(served, called, post("/api/chat", body), answer), body);
  }
}

}  // namespace ollama_round_trip
