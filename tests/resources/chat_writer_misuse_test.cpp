// SPDX-License-Identifier: MIT
#include "written.hpp"

using namespace play;

namespace {

// The error of a handler that calls out of order, and what had been sent before.
void refused(const std::string& what, const std::vector<std::string>& sent,
             const std::function<void(ChatWriter&)>& write) {
  CAPTURE(what);
  const auto got = writing(write);
  CHECK(got.chunks == sent);
  REQUIRE(got.error);
  CHECK(got.error->kind == ErrorKind::invalid_argument);
  CHECK(got.error->status == 500);
  CHECK(got.error->code == "handler_misuse");
  CHECK(got.error->message == "The server's handler is at fault: " + what + ".");
}

}  // namespace

TEST_CASE("a call after finish is refused") {
  struct Row {
    const char* what;
    std::function<bool(ChatWriter&)> call;
  };
  const Row rows[] = {
      {"text() after finish()", [](ChatWriter& out) { return out.text("x"); }},
      {"reasoning() after finish()", [](ChatWriter& out) { return out.reasoning("x"); }},
      {"refusal() after finish()", [](ChatWriter& out) { return out.refusal("x"); }},
      {"tool_call() after finish()", [](ChatWriter& out) { return out.tool_call("c", "f"); }},
      {"arguments() after finish()", [](ChatWriter& out) { return out.arguments("x"); }},
      {"custom_tool_call() after finish()", [](ChatWriter& out) { return out.custom_tool_call("c", "f", "x"); }},
      {"logprobs() after finish()", [](ChatWriter& out) { return out.logprobs({}); }},
      {"finish() after finish()", [](ChatWriter& out) { return out.finish(FinishReason::stop); }},
  };
  for (const auto& row : rows) {
    refused(row.what, {role(), delta(R"({"content":"a"})"), finish("stop")}, [&](ChatWriter& out) {
      out.text("a");
      out.finish(FinishReason::stop);
      CHECK(!row.call(out));
      CHECK(out.gone());
      CHECK(!out.text("more"));
      CHECK(!out.usage(1, 1));
    });
  }
}

TEST_CASE("arguments need a function's call before them") {
  refused("arguments() before tool_call()", {}, [](ChatWriter& out) { CHECK(!out.arguments("{}")); });
  refused("arguments() before tool_call()", {role(), delta(R"({"content":"a"})")}, [](ChatWriter& out) {
    out.text("a");
    CHECK(!out.arguments("{}"));
  });
  const auto custom =
      delta(R"({"tool_calls":[{"index":0,"id":"c","type":"custom","custom":{"name":"t","input":"x"}}]})");
  refused("arguments() before tool_call()", {role("null"), custom}, [](ChatWriter& out) {
    out.custom_tool_call("c", "t", "x");
    CHECK(!out.arguments("{}"));
  });
  // A call of one choice is none of another.
  refused("arguments() before tool_call()", {role("null"), opening(0, "c", "f")}, [](ChatWriter& out) {
    out.tool_call("c", "f");
    CHECK(!out.choice(1).arguments("{}"));
  });
}

TEST_CASE("a tool call needs a name") {
  refused("a tool call without a name", {}, [](ChatWriter& out) { CHECK(!out.tool_call("c", "")); });
  refused("a tool call without a name", {}, [](ChatWriter& out) { CHECK(!out.custom_tool_call("c", "", "x")); });
}

TEST_CASE("a choice needs an index that there may be") {
  refused("choice 128 is out of range", {}, [](ChatWriter& out) { CHECK(!out.choice(128).text("x")); });
  refused("choice -1 is out of range", {}, [](ChatWriter& out) { CHECK(!out.choice(-1).finish(FinishReason::stop)); });
}

TEST_CASE("a handler that does not finish what it began is at fault") {
  refused("it returned without writing an answer", {}, [](ChatWriter&) {});
  refused("it returned without writing an answer", {}, [](ChatWriter& out) { CHECK(out.usage(1, 1)); });
  refused("it returned without finish()", {role(), delta(R"({"content":"a"})")},
          [](ChatWriter& out) { out.text("a"); });
  refused("it returned without finish()", {role(), role("\"\"", "null", 1), finish("stop", 1)},
          [](ChatWriter& out) { out.choice(1).finish(FinishReason::stop); });
  refused("it returned without finish()", {}, [](ChatWriter& out) { CHECK(out.logprobs({})); });
}

TEST_CASE("the first word on what failed stands") {
  const auto got = writing([](ChatWriter& out) {
    out.text("a");
    CHECK(!out.fail(api_error(429, "Too much.")));
    CHECK(out.gone());
    CHECK(!out.fail(api_error(400, "Other.")));
    CHECK(!out.finish(FinishReason::stop));
    CHECK(!out.arguments("x"));
  });
  REQUIRE(got.error);
  CHECK(got.error->message == "Too much.");
  CHECK(got.chunks == std::vector{role(), delta(R"({"content":"a"})")});
}

TEST_CASE("a handler may fail the answer after it has finished it") {
  const auto got = writing([](ChatWriter& out) {
    out.finish(FinishReason::stop);
    out.fail(api_error(500, "After all."));
  });
  REQUIRE(got.error);
  CHECK(got.error->message == "After all.");
}

TEST_CASE("once the reader has gone every call says so, and nothing is at fault") {
  int taken = 0;
  ChatWriter out{[&](const ChatChunk&) { return ++taken < 3; }, "m", 1};
  CHECK(out.text("a"));
  CHECK(!out.text("b"));
  CHECK(out.gone());
  CHECK(!out.text("c"));
  CHECK(!out.finish(FinishReason::stop));
  CHECK(!out.usage(1, 1));
  CHECK(taken == 3);
  CHECK(!out.close());
  CHECK(taken == 3);
}

TEST_CASE("once the request's stop fires every call says so, and nothing is at fault") {
  std::stop_source stop;
  Context context;
  context.request_id = "req_1";
  context.stop = stop.get_token();
  const auto got = writing(
      [&](ChatWriter& out) {
        CHECK(out.context().request_id == "req_1");
        CHECK(out.text("a"));
        stop.request_stop();
        CHECK(out.gone());
        CHECK(!out.text("b"));
      },
      context);
  CHECK(!got.error);
  CHECK(got.chunks == std::vector{role(), delta(R"({"content":"a"})")});
}

TEST_CASE("a choice that is kept after the end writes nowhere") {
  std::optional<ChoiceWriter> kept;
  {
    int taken = 0;
    ChatWriter out{[&taken](const ChatChunk&) { return ++taken > 0; }, "m", 1};
    kept = out.choice(0);
    CHECK(kept->text("a"));
    CHECK(kept->finish(FinishReason::stop));
    CHECK(!out.close());
    CHECK(!kept->text("b"));
    CHECK(!out.fail(api_error(500, "Late.")));
    CHECK(!out.close());
    CHECK(taken == 3);
  }
  CHECK(!kept->text("c"));
  CHECK(!kept->tool_call("c", "f"));
}
