// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/resources/completions/writer.hpp>

#include <algorithm>

using namespace play;

namespace {

struct Writing {
  std::vector<std::string> choices;
  std::vector<std::string> ids;
  std::optional<Usage> usage;
  std::optional<Error> error;
};

template <class Write>
Writing completion_writing(Write write, Context context = {}) {
  Writing got;
  const auto sink = [&](const Completion& chunk) {
    got.ids.push_back(chunk.id.str());
    for (const auto& choice : chunk.choices) got.choices.push_back(to_json(choice));
    if (chunk.usage) got.usage = *chunk.usage;
    return true;
  };
  CompletionWriter out{sink, "m", 1, std::move(context)};
  write(out);
  got.error = out.close();
  return got;
}
std::string piece(const std::string& text, int index = 0, const std::string& reason = "null") {
  return R"({"text":")" + text + R"(","index":)" + std::to_string(index) + R"(,"logprobs":null,"finish_reason":)" +
         reason + "}";
}

}  // namespace

TEST_CASE("a legacy completion is its pieces and a last one with the finish reason") {
  const auto got = completion_writing([](CompletionWriter& out) {
    CHECK(out.text("Hel"));
    CHECK(out.text("lo", 1));
    CHECK(out.text(""));
    CHECK(out.finish(FinishReason::stop));
    CHECK(out.usage(1, 2));
    CHECK(out.finish(FinishReason::length, 1));
  });
  CHECK(!got.error);
  CHECK(got.choices == std::vector{piece("Hel"), piece("lo", 1), piece("", 0, "\"stop\""), piece("", 1, "\"length\"")});
  REQUIRE(got.usage);
  CHECK(got.usage->total_tokens == 3);
  CHECK(got.ids.size() == 5);
  CHECK(got.ids[0].starts_with("cmpl-"));
  CHECK(std::count(got.ids.begin(), got.ids.end(), got.ids[0]) == 5);
}

TEST_CASE("a legacy completion's cut characters are joined, or made good at the end") {
  const auto got = completion_writing([](CompletionWriter& out) {
    out.text("\xE2\x82");
    out.text("\xAC\xC3");
    out.finish(FinishReason::stop);
  });
  CHECK(got.choices == std::vector{piece("€"), piece("\xEF\xBF\xBD", 0, "\"stop\"")});
}

TEST_CASE("a legacy completion's log probabilities stand beside the next piece, together") {
  const auto token = [](const char* word) {
    CompletionLogprobs values;
    values.tokens.emplace().push_back(word);
    return values;
  };
  const auto got = completion_writing([&](CompletionWriter& out) {
    out.logprobs(token("a"));
    out.text("\xC3");
    out.logprobs(token("b"));
    out.text("\xA9");
    out.logprobs(token("end"));
    out.finish(FinishReason::stop);
  });
  CHECK(got.choices ==
        std::vector<std::string>{R"({"text":"é","index":0,"logprobs":{"tokens":["a","b"]},"finish_reason":null})",
                                 R"({"text":"","index":0,"logprobs":{"tokens":["end"]},"finish_reason":"stop"})"});
}

TEST_CASE("a legacy handler that calls out of order is at fault") {
  struct Row {
    const char* what;
    std::function<void(CompletionWriter&)> write;
  };
  const Row rows[] = {
      {"it returned without writing an answer", [](CompletionWriter&) {}},
      {"it returned without finish()", [](CompletionWriter& out) { out.text("a"); }},
      {"text() after finish()",
       [](CompletionWriter& out) { CHECK(!(out.finish(FinishReason::stop) && out.text("a"))); }},
      {"logprobs() after finish()",
       [](CompletionWriter& out) { CHECK(!(out.finish(FinishReason::stop) && out.logprobs({}))); }},
      {"finish() after finish()",
       [](CompletionWriter& out) { CHECK(!(out.finish(FinishReason::stop) && out.finish(FinishReason::stop))); }},
      {"choice 128 is out of range", [](CompletionWriter& out) { CHECK(!out.text("a", 128)); }},
      {"choice -1 is out of range", [](CompletionWriter& out) { CHECK(!out.text("a", -1)); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto got = completion_writing(row.write);
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::invalid_argument);
    CHECK(got.error->status == 500);
    CHECK(got.error->message == "The server's handler is at fault: " + std::string{row.what} + ".");
  }
}

TEST_CASE("a legacy handler may fail, and learns that the reader has gone") {
  const auto failed = completion_writing([](CompletionWriter& out) {
    CHECK(!out.fail(api_error(429, "Too much.")));
    CHECK(out.gone());
    CHECK(!out.text("x"));
  });
  REQUIRE(failed.error);
  CHECK(failed.error->message == "Too much.");
  CHECK(failed.choices.empty());

  std::stop_source stop;
  Context context;
  context.stop = stop.get_token();
  const auto stopped = completion_writing(
      [&](CompletionWriter& out) {
        CHECK(out.text("x"));
        stop.request_stop();
        CHECK(!out.text("y"));
      },
      context);
  CHECK(!stopped.error);
  CHECK(stopped.choices.size() == 1);

  int taken = 0;
  CompletionWriter out{[&](const Completion&) { return ++taken < 2; }, "m", 1};
  CHECK(out.text("a"));
  CHECK(!out.text("b"));
  CHECK(!out.finish(FinishReason::stop));
  CHECK(!out.close());
  CHECK(taken == 2);
}
