// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

const Error overloaded = [] {
  auto error = api_error(429, "Too \"much\" at once.", "rate_limit_exceeded", "messages");
  error.type = "tokens";
  return error;
}();
const std::string overloaded_body =
    R"({"error":{"message":"Too \"much\" at once.","type":"tokens","param":"messages","code":"rate_limit_exceeded"}})";

}  // namespace

TEST_CASE("an error before the first event has its true status, whole or streamed") {
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto got = answer(serve(backend(chat({Wait{}, overloaded}))), body);
    CHECK(got.head.status == 429);
    CHECK(got.head.headers.get("content-type") == "application/json");
    CHECK(got.body == overloaded_body);
  }
}

TEST_CASE("an error after the first event is an event, and ends the stream without [DONE]") {
  const auto got = answer(serve(backend(chat({chunk(role_chunk), Wait{}, overloaded}))), ask_stream);
  CHECK(got.head.status == 200);
  CHECK(got.body == "data: " + role_chunk + "\n\ndata: " + overloaded_body + "\n\n");
}

TEST_CASE("an error after the first event of a whole answer still has its true status") {
  const auto got = answer(serve(backend(chat({chunk(role_chunk), chunk(text_chunk), overloaded}))), ask_whole);
  CHECK(got.head.status == 429);
  CHECK(got.body == overloaded_body);
}

TEST_CASE("an error's kind gives the status that it does not name itself") {
  struct Row {
    ErrorKind kind;
    int status;
    const char *type, *message = "No.";
  };
  const Row rows[] = {
      {ErrorKind::api, 500, "server_error"},
      {ErrorKind::invalid_argument, 500, "server_error"},
      {ErrorKind::connection, 502, "server_error", "The upstream server cannot be reached."},
      {ErrorKind::protocol, 502, "server_error"},
      {ErrorKind::timeout, 504, "server_error"},
      {ErrorKind::cancelled, 499, "invalid_request_error"},
      // An upstream's answer that cannot be read is not the caller's doing.
      {ErrorKind::parse, 502, "server_error"},
  };
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.kind));
    const auto error = local_error(row.kind, "No.");
    for (const auto& body : {ask_whole, ask_stream}) {
      const auto got = answer(serve(backend(chat({error}))), body);
      CHECK(got.head.status == row.status);
      CHECK(got.body == R"({"error":{"message":")" + std::string{row.message} + R"(","type":")" +
                            std::string{row.type} + R"(","param":null,"code":null}})");
    }
  }
}

TEST_CASE("no event at all is a 500, whole or streamed") {
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto got = answer(serve(backend(chat({}))), body);
    CHECK(got.head.status == 500);
    CHECK(got.body.find("\"code\":\"no_answer\"") != got.body.npos);
  }
}

TEST_CASE("a backend that gives no stream is a 500") {
  Backend none;
  none.on<Chat>([](const Parsed<ChatRequest>&, const Context&) { return nullptr; });
  CHECK(answer(serve(none), ask_whole).head.status == 500);
  CHECK(answer(serve(none), ask_stream).head.status == 500);
}

TEST_CASE("chunks without a finish reason do not pass for a whole answer") {
  const auto got = answer(serve(backend(chat({chunk(role_chunk), chunk(text_chunk)}))), ask_whole);
  CHECK(got.head.status == 502);
  CHECK(got.body.find("\"code\":\"no_finish_reason\"") != got.body.npos);
}

TEST_CASE("chunks that cannot be accumulated fail a whole answer") {
  const auto got = answer(serve(backend(chat({chunk(R"({"choices":[{"index":500,"delta":{}}]})")}))), ask_whole);
  CHECK(got.head.status == 502);
  CHECK(got.body.find("\"code\":\"index_out_of_bounds\"") != got.body.npos);
}

TEST_CASE("an event stream never holds an error member beside data") {
  auto with_error = read<ChatChunk>(text_chunk);
  with_error.extra.set("error", Json{Text::literal(R"({"message":"No."})")});
  const auto got = answer(serve(backend(chat({ChatEvent{with_error}, chunk(finish_chunk)}))), ask_stream);
  CHECK(got.body.find("error") == got.body.npos);
}
