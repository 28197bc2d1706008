// SPDX-License-Identifier: MIT
#include "chat/calls.hpp"

#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

namespace {

using namespace oaicompat;

TEST_CASE("the chat shows each call of an answer on a line of its own") {
  const auto shown = [](std::string message) {
    return chat::calls_of(*parse_owned<ChatCompletion>(
        R"({"choices":[{"index":0,"message":{"role":"assistant",)" + message + R"(},"finish_reason":"stop"}]})",
        {.reading = Reading::lenient}));
  };
  CHECK(shown(R"("content":"Hello")").empty());
  CHECK(shown(R"("tool_calls":[{"id":"1","type":"function","function":{"name":"get","arguments":"{\"n\":1}"}},)"
              R"({"id":"2","type":"custom","custom":{"name":"note","input":"x y"}}])") ==
        "[calls get({\"n\":1})]\n[calls note(x y)]\n");
  CHECK(shown(R"("function_call":{"name":"old","arguments":"{}"})") == "[calls old({})]\n");
}

}  // namespace
