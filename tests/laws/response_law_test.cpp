// call(serve(b)) is b, for the operations on responses; and how their streams look on the wire.
// SPDX-License-Identifier: MIT
#include "backends.hpp"
#include "resources/responses.hpp"

#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/transport/memory.hpp>

using namespace laws;

namespace {

std::vector<Event<CreateResponse>> events_of(const Response& whole) {
  std::vector<Event<CreateResponse>> out;
  for (auto& each : ResponseStreaming::split(whole)) out.emplace_back(std::in_place_index<0>, std::move(each));
  return out;
}
ResponseRequest response_request(bool streamed) {
  ResponseRequest request{.model = "m", .input = std::vector{user_item("Hello")}};
  if (streamed) request.stream = true;
  return request;
}

// One response, the same behind proxies; or an error, the same; and the request, too.
template <Operation Op>
void hold_response(const typename Op::Request& request, const typename Op::Response& response) {
  for (std::size_t proxies = 1; proxies <= 3; ++proxies) {
    const auto fine = script_of<Op>({Event<Op>{response}});
    const auto got = drained(stacked(fine, proxies), *fine, request);
    CHECK(shown<Op>(got.events) == shown<Op>(fine->events()));
    CHECK(got.events == fine->events());
    CHECK(got.last == Pull::end);
    CHECK(fine->request == to_json(request));
    const auto failing = script_of<Op>({}, api_error(404, "No such response.", "not_found", "response_id"));
    const auto failed = drained(stacked(failing, proxies), *failing, request);
    CHECK(failed.last == Pull::fail);
    CHECK(failed.error == *failing->error());
  }
}

std::string served(const Backend& backend, Request request) {
  auto got = ask(serve(backend), std::move(request));
  REQUIRE(got.has_value());
  return got->body;
}

}  // namespace

TEST_CASE("a streamed response is the same behind proxies, and so is its late error") {
  const auto whole = responses::everything();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    auto events = events_of(whole);
    const bool fails = r.chance(50);
    if (fails) events.resize(1 + r.below(events.size() - 1));
    const auto script = script_of<CreateResponse>(
        std::move(events), fails ? std::optional{api_error(500, "Broken.", "server_error")} : std::nullopt);
    add_waits(r, *script);
    const auto got = drained(stacked(script, 1 + r.below(3)), *script, response_request(true));
    CHECK(shown<CreateResponse>(got.events) == shown<CreateResponse>(script->events()));
    CHECK(got.events == script->events());
    CHECK(got.last == (fails ? Pull::fail : Pull::end));
    if (fails) {
      CHECK(got.error.message == "Broken.");
      CHECK(got.error.code == "server_error");
    }
    CHECK(script->request == to_json(response_request(true)));
  }
}

TEST_CASE("a whole response is the same behind proxies, asked for whole or as a stream") {
  const auto whole = responses::everything();
  for (const bool streamed : {false, true}) {
    const auto script = script_of<CreateResponse>({Event<CreateResponse>{std::in_place_index<1>, whole}});
    const auto got = drained(stacked(script, 2), *script, response_request(streamed));
    CHECK(got.last == Pull::end);
    if (!streamed) {
      CHECK(got.events == script->events());
      continue;
    }
    ResponseAccumulator all;
    for (const auto& event : got.events) CHECK(all.add(std::get<0>(event)).has_value());
    const auto made = all.finish();
    REQUIRE(made.has_value());
    CHECK(to_json(*made) == to_json(whole));
    CHECK(*made == whole);
  }
  // And events are a whole response where that is asked for.
  const auto script = script_of<CreateResponse>(events_of(whole));
  const auto got = drained(stacked(script, 2), *script, response_request(false));
  REQUIRE(got.events.size() == 1);
  CHECK(std::get<1>(got.events[0]) == whole);
}

TEST_CASE("a failed response is an answer, not an error") {
  const auto whole = responses::response("", R"(,"status":"failed","error":{"code":"server_error","message":"m"})");
  const auto script = script_of<CreateResponse>({Event<CreateResponse>{std::in_place_index<1>, whole}});
  const auto got = drained(stacked(script, 2), *script, response_request(false));
  CHECK(got.last == Pull::end);
  CHECK(got.events == script->events());
}

TEST_CASE("the other operations on responses are the same behind proxies") {
  const auto whole = responses::response(responses::items[1]);
  const auto id = "resp_1 ?&\xE2\x82\xAC";
  hold_response<DeleteResponse>({.response_id = id}, {.id = id});
  hold_response<CancelResponse>({.response_id = id}, whole);
  hold_response<ListInputItems>(
      {.response_id = id,
       .limit = 3,
       .order = ListOrder::asc,
       .after = "item 1",
       .include = std::vector<OpenEnum<ResponseInclude>>{ResponseInclude::code_outputs, "new.word"}},
      {.data = {user_item("hi")}, .first_id = "a", .last_id = "b", .has_more = true});
  hold_response<CountInputTokens>({.model = "m", .input = ResponseInput{"hi"}}, {.input_tokens = 3});
  hold_response<CompactResponse>({.model = "m", .input = ResponseInput{"hi"}}, {.id = "c", .output = whole.output});
}

TEST_CASE("a kept response is retrieved whole or as events") {
  const auto whole = responses::response(responses::items[1]);
  RetrieveResponseRequest request{.response_id = "resp_1"};
  request.include = std::vector<OpenEnum<ResponseInclude>>{ResponseInclude::code_outputs};
  const auto once = script_of<RetrieveResponse>({Event<RetrieveResponse>{std::in_place_index<1>, whole}});
  CHECK(drained(stacked(once, 2), *once, request).events == once->events());
  CHECK(once->request == to_json(request));
  request.stream = true;
  request.starting_after = 2;
  const auto streamed = script_of<RetrieveResponse>(events_of(whole));
  CHECK(drained(stacked(streamed, 2), *streamed, request).events == streamed->events());
  CHECK(parse_owned<RetrieveResponseRequest>(streamed->request)->starting_after == 2);
}

TEST_CASE("events are named by their type, and the last one ends the stream") {
  const auto whole = responses::response(responses::items[2]);
  Backend backend;
  backend.on<CreateResponse>([&](const Parsed<ResponseRequest>&, const Context&) {
    return std::make_unique<ScriptedStream<CreateResponse>>(
        script_of<CreateResponse>({Event<CreateResponse>{std::in_place_index<1>, whole}}));
  });
  const auto body =
      served(backend, {.method = "POST", .path = "/v1/responses", .body = R"({"model":"m","stream":true})"});
  CHECK(body.starts_with(
      "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\""));
  CHECK(body.find("\n\nevent: response.function_call_arguments.done\ndata: {") != body.npos);
  CHECK(body.find("[DONE]") == body.npos);
  const auto last = body.rfind("event: ");
  CHECK(body.substr(last).starts_with("event: response.completed\ndata: {"));

  Backend failing;
  failing.on<CreateResponse>([&](const Parsed<ResponseRequest>&, const Context&) {
    auto events = events_of(whole);
    events.resize(2);
    return std::make_unique<ScriptedStream<CreateResponse>>(
        script_of<CreateResponse>(std::move(events), api_error(500, "Broken.", "server_error")));
  });
  CHECK(served(failing, {.method = "POST", .path = "/v1/responses", .body = R"({"model":"m","stream":true})"})
            .ends_with("\n\nevent: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Broken.\","
                       "\"param\":null,\"sequence_number\":2}\n\n"));
}

TEST_CASE("each path leads to its operation") {
  Backend backend;
  backend.on<RetrieveResponse>([](const Parsed<RetrieveResponseRequest>& request, const Context&) {
    return failed<Event<RetrieveResponse>>(api_error(404, "retrieve " + request->response_id.str()));
  });
  backend.on<ListInputItems>([](const Parsed<ListInputItemsRequest>& request, const Context&) {
    return failed<Event<ListInputItems>>(api_error(404, "list " + request->response_id.str()));
  });
  backend.on<CancelResponse>([](const Parsed<CancelResponseRequest>& request, const Context&) {
    return failed<Event<CancelResponse>>(api_error(404, "cancel " + request->response_id.str()));
  });
  const auto says = [&](std::string method, std::string path) {
    return parse_owned<ErrorBody>(served(backend, {.method = std::move(method), .path = std::move(path)}))
        ->error.message;
  };
  CHECK(says("GET", "/v1/responses/r") == "retrieve r");
  CHECK(says("GET", "/v1/responses/r/input_items") == "list r");
  CHECK(says("POST", "/v1/responses/r/cancel") == "cancel r");
}
