// What serve and call note of a request for the access log.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/server.hpp>

#include <stdexcept>

using namespace oaicompat;
using namespace play;

namespace {

// The facts that a handler notes of a request.
RequestFacts facts_of(const Handler& handler, Request request) {
  const auto notes = std::make_shared<RequestNotes>();
  request.context.notes = notes;
  (void)ask(handler, std::move(request));
  return notes->facts();
}
RequestFacts facts_of(const std::shared_ptr<ChatScript>& script, const std::string& body) {
  return facts_of(serve(backend(script)), post("/v1/chat/completions", body));
}
std::string error_of(const RequestFacts& facts) {
  return facts.error ? std::to_string(facts.error->status) + " " + facts.error->code + " " + facts.error->message : "";
}
std::string tokens_of(const RequestFacts& facts) {
  const auto words = [](const auto& count) { return count ? std::to_string(*count) : std::string{"-"}; };
  return words(facts.prompt_tokens) + "+" + words(facts.completion_tokens);
}

template <Operation Op>
RequestFacts facts_of(const std::string& path, const std::string& body, Event<Op> answered) {
  auto script = std::make_shared<Script<Op>>();
  script->steps.push_back(std::move(answered));
  return facts_of(serve(backend(script)), post("/v1" + path, body));
}

}  // namespace

TEST_CASE("the model and the usage are noted, whole or streamed, whether the caller asked for usage or not") {
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto facts =
        facts_of(chat({chunk(role_chunk), chunk(text_chunk), chunk(finish_chunk), chunk(usage_chunk)}), body);
    CHECK(facts.model == "m");
    CHECK(tokens_of(facts) == "3+2");
    CHECK(facts.first_token.has_value());
    CHECK_FALSE(facts.error);
  }
  CHECK(tokens_of(facts_of(says_hi(), ask_stream)) == "-+-");
}

TEST_CASE("each API's usage is noted") {
  CHECK(tokens_of(facts_of<CreateEmbedding>(
            "/embeddings", R"({"model":"e","input":"a"})",
            read<EmbeddingList>(R"({"data":[],"model":"e","usage":{"prompt_tokens":7,"total_tokens":7}})"))) == "7+-");
  const auto usage = std::string{R"("usage":{"input_tokens":4,"output_tokens":9,"total_tokens":13}})"};
  CHECK(tokens_of(facts_of<CreateImage>("/images/generations", R"({"model":"i","prompt":"p"})",
                                        read<ImageList>(R"({"created":1,"data":[],)" + usage))) == "4+9");
}

TEST_CASE("the first token is the first chunk that says something") {
  struct Row {
    const char* delta;
    bool speaks;
  };
  const Row rows[] = {{R"({"role":"assistant","content":"","refusal":null})", false},
                      {R"({"role":"assistant","reasoning":null,"reasoning_content":""})", false},
                      {R"({})", false},
                      {R"({"content":"Hi."})", true},
                      {R"({"refusal":"No."})", true},
                      {R"({"reasoning_content":"Hm."})", true},
                      {R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}}]})", true}};
  for (const auto& row : rows) {
    CAPTURE(row.delta);
    const auto one = chunk(R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":)" +
                           std::string{row.delta} + R"(,"finish_reason":null}]})");
    CHECK(facts_of(chat({one, chunk(finish_chunk)}), ask_stream).first_token.has_value() == row.speaks);
  }
}

TEST_CASE("an error is noted as it is answered, before the head or in the stream") {
  const auto busy = api_error(503, "Busy.", "overloaded");
  CHECK(error_of(facts_of(chat({busy}), ask_whole)) == "503 overloaded Busy.");
  CHECK(error_of(facts_of(chat({busy}), ask_stream)) == "503 overloaded Busy.");
  const auto late = facts_of(chat({chunk(text_chunk), busy}), ask_stream);
  CHECK(error_of(late) == "503 overloaded Busy.");
  CHECK(late.first_token.has_value());
  CHECK(error_of(facts_of(chat({chunk(text_chunk), busy}), ask_whole)) == "503 overloaded Busy.");
  CHECK(error_of(facts_of(chat({}), ask_whole)).starts_with("500 no_answer "));
  CHECK(error_of(facts_of(says_hi(), R"({"model":"m")")).starts_with("400 "));
  CHECK(error_of(facts_of(serve({}), {.path = "/v1/nothing"})).starts_with("404 unknown_url "));
}

TEST_CASE("what a handler of the host's lets out, fails with or notes is in the record") {
  std::vector<AccessRecord> log;
  Server server{{.access_log = [&](const AccessRecord& record) { log.push_back(record); }}};
  server.chat("fails", [](const ChatRequest&, ChatWriter& out) { out.fail(api_error(503, "Busy.", "overloaded")); });
  server.chat("breaks", [](const ChatRequest&, ChatWriter& out) {
    add_note(out.context(), "engine", "7");
    out.text("Hi");
    out.fail(api_error(500, "The engine broke.", "engine"));
  });
  server.chat("throws", [](const ChatRequest&, ChatWriter& out) {
    out.text("Hi");
    throw std::runtime_error{"It throws."};
  });
  const auto handler = server.handler();
  for (const std::string model : {"fails", "breaks", "throws", "unknown"}) {
    answer(handler, R"({"model":")" + model + R"(","stream":true,"messages":[{"role":"user","content":"Hello"}]})");
  }
  REQUIRE(log.size() == 4);
  const char* codes[] = {"overloaded", "engine", "internal_error", "model_not_found"};
  const int statuses[] = {503, 200, 200, 404};
  for (std::size_t i = 0; i < log.size(); ++i) {
    CAPTURE(log[i].model);
    CHECK(log[i].outcome == AccessOutcome::failed);
    CHECK(log[i].error_code == codes[i]);
    CHECK(log[i].status == statuses[i]);
    CHECK(!log[i].error.empty());
  }
  CHECK(log[1].model == "breaks");
  CHECK(log[1].notes == decltype(log[1].notes){{"engine", "7"}});
}

TEST_CASE(
    "a typed proxy notes its upstream's status and id, tells it the request's name, and shares no notes with it") {
  Request seen;
  const auto upstream = [&](int status, std::string body) {
    return [&seen, status, body](Request request) {
      seen = std::move(request);
      return ready_answer({status, {{"content-type", "application/json"}, {"x-request-id", "req_up"}}}, body);
    };
  };
  auto request = post("/v1/chat/completions", ask_whole);
  request.context.request_id = "req_here";
  auto facts = facts_of(serve(call(upstream(200, whole_hi))), request);
  CHECK(facts.upstream_status == 200);
  CHECK(facts.upstream_request_id == "req_up");
  CHECK(seen.headers.get("x-request-id") == "req_here");
  CHECK_FALSE(seen.context.notes);
  facts = facts_of(serve(call(upstream(429, R"({"error":{"message":"Slow down.","code":"rate"}})"))), request);
  CHECK(facts.upstream_status == 429);
  CHECK(error_of(facts) == "429 rate Slow down.");
  facts = facts_of(
      serve(call([](const Request&) { return failed<Part>(local_error(ErrorKind::connection, "No route.")); })),
      request);
  CHECK(facts.upstream_status == 0);
  CHECK(facts.error->kind == ErrorKind::connection);
  CHECK(facts.error->message == "No route.");
  (void)ask(serve(call(upstream(200, whole_hi))), post("/v1/chat/completions", ask_whole));
  CHECK_FALSE(seen.headers.has("x-request-id"));
}
