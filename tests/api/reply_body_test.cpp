// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/audio/operations.hpp>

using namespace play;

namespace reply_body_test {
namespace {

Client client_of(Handler transport) {
  return Client{{.base_url = "http://test/v1", .max_retries = 0, .transport = std::move(transport)}};
}
ChatRequest hello() { return {.model = "m", .messages = {user("Hello")}}; }
const Head json_head{.headers = {{"content-type", "application/json"}}};

}  // namespace

TEST_CASE("the body of an answer is kept where it is asked for") {
  for (const std::size_t piece : {1, 7, 10000}) {
    const auto client = client_of(answers(json_head, whole_hi + "\n", piece));
    const auto kept = client.chat(hello(), {.keep_body = true});
    REQUIRE(kept.has_value());
    CHECK(kept->text() == "Hi.");
    CHECK(kept.body() == whole_hi + "\n");
    CHECK(client.chat(hello()).body().empty());
  }
}

TEST_CASE("the body of an error is kept as it came, and so is one that cannot be read") {
  struct Row {
    Head head;
    std::string body;
  };
  const Row rows[] = {
      {{.status = 400, .headers = {}}, R"({"error":{"message":"No."}})"},
      {{.status = 502, .headers = {}}, "<html>bad gateway</html>"},
      {json_head, "{\"id\":"},
      {json_head, "\x01\x02 no json"},
      {json_head, R"({"error":{"message":"No."}})"},
  };
  for (const auto& [head, body] : rows) {
    const auto got = client_of(answers(head, body, 4)).chat(hello(), {.keep_body = true});
    CHECK(!got);
    CHECK(got.body() == body);
  }
}

TEST_CASE("of an answer that is cut off or too large the beginning is kept") {
  struct Breaks final : Stream<Part> {
    Pull pull(Part& out) override {
      if (step == 2) return Pull::fail;
      ++step == 1 ? void(out = json_head) : void(out = Bytes{"{\"id"});
      return Pull::some;
    }
    Error error() const override { return local_error(ErrorKind::connection, "Lost."); }
    int step = 0;
  };
  const auto cut =
      client_of([](const Request&) -> Answer { return std::make_unique<Breaks>(); }).chat(hello(), {.keep_body = true});
  CHECK(cut.error().kind == ErrorKind::connection);
  CHECK(cut.body() == "{\"id");

  const auto small = call(answers(json_head, whole_hi, 16), {.max_answer_bytes = 40});
  const auto large = detail::send<Chat>(small, hello(), {.keep_body = true});
  CHECK(large.error().code == "answer_too_large");
  CHECK(large.body() == whole_hi.substr(0, 32));
}

TEST_CASE("events in place of a whole answer, and media, are kept too") {
  const auto body = "data: " + text_chunk + "\n\ndata: " + finish_chunk + "\n\ndata: [DONE]\n\n";
  for (const std::size_t piece : {1, 9, 10000}) {
    const auto got = client_of(streams(body, piece)).chat(hello(), {.keep_body = true});
    REQUIRE(got.has_value());
    CHECK(got->text() == "Hi.");
    CHECK(got.body().starts_with("data: " + text_chunk));
    CHECK(body.starts_with(got.body()));
  }
  const auto audio = client_of(answers({.headers = {{"content-type", "audio/mpeg"}}}, "sound bytes", 3))
                         .speech({.model = "m", .input = "Hi", .voice = "alloy"}, {.keep_body = true});
  REQUIRE(audio.has_value());
  CHECK(audio->body == "sound bytes");
  CHECK(audio.body() == "sound bytes");
}

TEST_CASE("where no answer came there is no body") {
  const auto client = client_of([](const Request&) { return failed<Part>(local_error(ErrorKind::connection, "No.")); });
  const auto got = client.chat(hello(), {.keep_body = true});
  CHECK(!got);
  CHECK(got.body().empty());
}

}  // namespace reply_body_test
