// Errors inside the stream of a response.
// SPDX-License-Identifier: MIT
#include "resources/responses.hpp"
#include "support/play.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/responses/operations.hpp>

using namespace play;

namespace {

std::string event(const std::string& type, const std::string& json) {
  return "event: " + type + "\ndata: " + json + "\n\n";
}
const std::string created = event(
    "response.created",
    R"({"type":"response.created","response":{"id":"r","object":"response","created_at":1,"status":"in_progress","output":[]},"sequence_number":0})");
const std::string nested =
    R"({"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"You have no quota left.","param":null},"sequence_number":1})";
const std::string flat =
    R"({"type":"error","code":"rate_limit_exceeded","message":"Too much.","param":null,"sequence_number":1})";
const std::string response_failed = event(
    "response.failed",
    R"({"type":"response.failed","response":{"id":"r","object":"response","created_at":1,"status":"failed","output":[],"error":{"code":"rate_limit_exceeded","message":"Too much."}},"sequence_number":2})");

Outcome<CreateResponse> called(const std::string& body, std::size_t piece = std::string::npos) {
  ResponseRequest request{.model = "m", .input = "x"};
  request.stream = true;
  return run<CreateResponse>(call(streams(body, piece)), request);
}
std::vector<std::string> tags(const Outcome<CreateResponse>& got) {
  std::vector<std::string> out;
  for (const auto& each : got.events) out.emplace_back(std::get<ResponseEvent>(each).tag());
  return out;
}
// The names and data of a proxy's events.
std::string proxied(const std::string& body) {
  return answer(serve(call(streams(body))), post("/v1/responses", R"({"model":"m","input":"x","stream":true})")).body;
}
using Tags = std::vector<std::string>;

}  // namespace

TEST_CASE("an error event fails the stream with its message, type and the status that they name") {
  for (const std::size_t piece : {std::size_t{1}, std::string::npos}) {
    const auto quota = called(created + event("error", nested), piece);
    REQUIRE(quota.error);
    CHECK(quota.error->message == "You have no quota left.");
    CHECK(quota.error->type == "insufficient_quota");
    CHECK(quota.error->code == "insufficient_quota");
    CHECK(quota.error->status == 429);
    CHECK(tags(quota) == Tags{"response.created", "error"});  // its object says more than a failure can
    const auto rate = called(created + event("error", flat), piece);
    REQUIRE(rate.error);
    CHECK(rate.error->message == "Too much.");
    CHECK(rate.error->status == 429);
    CHECK(tags(rate) == Tags{"response.created"});
  }
}

TEST_CASE("what follows an error event is given, and the stream fails all the same") {
  for (const auto& error : {nested, flat}) {
    for (const std::size_t piece : {std::size_t{1}, std::string::npos}) {
      const auto got = called(created + event("error", error) + response_failed, piece);
      CHECK(tags(got) == Tags{"response.created", "error", "response.failed"});
      REQUIRE(got.error);
      CHECK(got.error->status == 429);
    }
  }
}

TEST_CASE("an error before anything else is an answer with its status") {
  for (const auto& error : {nested, flat}) {
    const auto got = answer(serve(call(streams(event("error", error) + response_failed))),
                            post("/v1/responses", R"({"model":"m","input":"x","stream":true})"));
    CHECK(got.head.status == 429);
  }
}

TEST_CASE("a proxy passes an error event on as it came, once, with what follows it") {
  const auto nested_out = proxied(created + event("error", nested) + response_failed);
  CHECK(nested_out.find(event("error", nested) + "event: response.failed\n") != std::string::npos);
  CHECK(nested_out.find("event: error", nested_out.find("event: error") + 1) == std::string::npos);
  const auto flat_out = proxied(created + event("error", flat) + response_failed);
  CHECK(flat_out.find(event("error", flat) + "event: response.failed\n") != std::string::npos);
  CHECK(proxied(created + event("error", nested)).ends_with(event("error", nested)));
  CHECK(proxied(created + event("error", flat)).ends_with(event("error", flat)));
}

TEST_CASE("a type that says more than the status does is told in an error event too") {
  auto error = api_error(429, "m", "c");
  CHECK(to_json(ResponseStreaming::failure(error, 4)) ==
        R"({"type":"error","code":"c","message":"m","param":null,"sequence_number":5})");
  error.type = "insufficient_quota";
  CHECK(
      to_json(ResponseStreaming::failure(error, 4)) ==
      R"({"type":"error","code":"c","message":"m","param":null,"sequence_number":5,"error":{"message":"m","type":"insufficient_quota","param":null,"code":"c"}})");
}

TEST_CASE("a reader of a stream sees what follows an error event, and then the error") {
  for (const auto& error : {nested, flat}) {
    const Client client{
        {.base_url = "http://test", .transport = streams(created + event("error", error) + response_failed)}};
    std::string seen;
    auto stream = client.response_stream({.model = "m", .input = "x"});
    for (const auto& each : stream) seen += std::string{each.tag()} + " ";
    CHECK(seen == "response.created error response.failed ");
    REQUIRE(stream.error());
    CHECK(stream.error()->status == 429);
    CHECK(stream.error()->request_id == "req_1");
  }
}
