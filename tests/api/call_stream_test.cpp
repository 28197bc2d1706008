// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

const std::string done = "data: [DONE]\n\n";
std::string sent(const std::string& json) { return "data: " + json + "\n\n"; }
std::string text(const Outcome<Chat>& got) {
  std::string all;
  for (const auto& event : got.events) all += std::get<ChatChunk>(event).text();
  return all;
}

}  // namespace

TEST_CASE("a stream is read in every form that servers give it") {
  const auto hi = sent(text_chunk), finish = sent(finish_chunk);
  const auto with_cr = [](std::string s, const std::string& line_end) {
    std::string out;
    for (const char c : s) c == '\n' ? out += line_end : out += c;
    return out;
  };
  auto two_lines = text_chunk;
  two_lines.insert(two_lines.find("\"choices\""), "\ndata: ");
  const std::string bodies[] = {
      hi + finish + done,
      with_cr(hi + finish + done, "\r\n"),
      with_cr(hi + finish + done, "\r"),
      "\xEF\xBB\xBF" + hi + finish + done,
      "data:" + text_chunk + "\n\ndata:" + finish_chunk + "\n\ndata:[DONE]\n\n",
      ": ping\n\n" + hi + ":\n" + finish + done,
      "id: 7\nretry: 100\nevent: message\n" + hi + "id: 8\n" + finish + done,
      "data: " + two_lines + "\n\n" + finish + done,
      // Events without data, and with blank data, are none.
      "event: ping\n\n" + hi + "event: ping\ndata:\n\ndata\n\ndata:  \n\n" + finish + done,
      // The mark of the end, with blanks around it, or with more after it.
      hi + finish + "data: [DONE] \n\n",
      hi + finish + "data:   [DONE]\t\n\n",
      hi + finish + "data: [DONE]\n",
      hi + finish + "data: [DONE]",
      hi + finish + done + sent(text_chunk) + sent("{") + sent(R"({"error":{"message":"late"}})"),
      // Without the mark, once every choice has its finish reason; the last event may lack its end.
      hi + finish,
      hi + "data: " + finish_chunk + "\n",
      hi + "data: " + finish_chunk,
      // A usage chunk, and an unfinished comment, after the last choice.
      hi + finish + sent(usage_chunk),
      hi + finish + ": pi",
      // Chunks without choices, as some servers begin and end with.
      sent(R"({"prompt_filter_results":[]})") + hi + sent(R"({"choices":null})") + finish + sent(R"({"choices":[]})") +
          done,
      sent(R"({"id":"c","choices":[{"index":0}]})") + hi + finish + done,
      // The mark, and no finish reason.
      hi + done,
  };
  for (const auto& body : bodies) {
    CAPTURE(body);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::string::npos}) {
      const auto got = call_chat(streams(body, piece));
      CHECK(text(got) == "Hi.");
      CHECK_FALSE(got.error.has_value());
    }
  }
}

TEST_CASE("a stream that is cut off is an error, never a normal end") {
  const auto role = sent(role_chunk), hi = sent(text_chunk), finish = sent(finish_chunk);
  auto second = finish_chunk;
  second.replace(second.find("\"index\":0"), 9, "\"index\":1");
  auto empty_reason = finish_chunk;
  empty_reason.replace(empty_reason.find("\"stop\""), 6, "\"\"");
  struct Row {
    std::string body;
    std::size_t events;
  };
  const Row rows[] = {
      {"", 0},
      {"\n\n", 0},
      {": ping\n\n", 0},
      {"<html>Bad gateway</html>", 0},
      {role, 1},
      {role + hi, 2},
      {hi + sent(second), 2},                           // choice 0 has no finish reason
      {hi + sent(empty_reason), 2},                     // an empty one is none
      {role + "data: " + text_chunk.substr(0, 40), 1},  // in the middle of an event
      {finish + "data: {\"id\":", 1},
      {sent(usage_chunk), 1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto got = call_chat(streams(row.body, 5));
    CHECK(got.events.size() == row.events);
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::protocol);
    CHECK(got.error->code == "stream_cut_off");
    CHECK(got.error->request_id == "req_1");
  }
}

TEST_CASE("an error inside a stream fails it with what the server said, however it said it") {
  struct Row {
    const char *event, *message, *type, *param, *code;
    int status = 0;
  };
  const Row rows[] = {
      {R"(data: {"error":{"message":"m","type":"t","param":"p","code":"c"}})", "m", "t", "p", "c"},
      {R"(data: {"error":{"message":"m","type":"BadRequestError","param":null,"code":400}})", "m", "BadRequestError",
       "", "400", 400},
      {R"(data: {"error":"m"})", "m", "server_error", "", ""},
      {R"(data: {"error":"m","error_type":"overloaded"})", "m", "overloaded", "", "", 503},
      {R"(data: {"error":{}})", "The server failed and did not say why.", "server_error", "", ""},
      {R"(data: {"object":"error","message":"m","type":"t","param":null,"code":500})", "m", "t", "", "500", 500},
      {R"(data: {"id":"c","choices":[],"error":{"message":"m","code":429}})", "m", "rate_limit_error", "", "429", 429},
      {R"(data: {"type":"error","error":{"type":"overloaded_error","message":"m"}})", "m", "overloaded_error", "", "",
       503},
      {"event: error\ndata: {\"type\":\"error\",\"code\":\"c\",\"message\":\"m\",\"param\":null}", "m", "server_error",
       "", "c"},
      {"event: error\ndata: {\"error\":{\"message\":\"m\"}}", "m", "server_error", "", ""},
      {"event: error\ndata: not JSON", "not JSON", "server_error", "", ""},
      {"event: error\ndata: \"m\"", "m", "server_error", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.event);
    const auto got = call_chat(streams(sent(text_chunk) + row.event + "\n\n" + sent(finish_chunk) + done));
    CHECK(text(got) == "Hi.");
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::api);
    CHECK(got.error->status == row.status);
    CHECK(got.error->message == row.message);
    CHECK(got.error->type == row.type);
    CHECK(got.error->param == row.param);
    CHECK(got.error->code == row.code);
    CHECK(got.error->request_id == "req_1");
  }
}

TEST_CASE("an error member that says nothing is no error") {
  for (const char* nothing : {"null", "false", "\"\""}) {
    auto chunk = text_chunk;
    chunk.insert(chunk.size() - 1, ",\"error\":" + std::string{nothing});
    const auto got = call_chat(streams(sent(chunk) + sent(finish_chunk) + done));
    CHECK(text(got) == "Hi.");
    CHECK(!got.error);
  }
}

TEST_CASE("an event that is no JSON fails the stream") {
  for (const char* broken : {"{", "hello", "{\"choices\":[{]}", "[]", "7"}) {
    CAPTURE(broken);
    const auto got = call_chat(streams(sent(text_chunk) + sent(broken) + sent(finish_chunk) + done));
    CHECK(text(got) == "Hi.");
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::parse);
    CHECK(got.error->code == "unreadable_answer");
  }
}

TEST_CASE("an index out of bounds fails the stream") {
  for (const char* index : {"128", "-2", "9223372036854775807"}) {
    const auto got = call_chat(streams(sent(R"({"choices":[{"index":)" + std::string{index} + R"(,"delta":{}}]})")));
    REQUIRE(got.error);
    CHECK(got.error->code == "index_out_of_bounds");
  }
}
