// Loops of tools, thousands of them, leave nothing behind.
// SPDX-License-Identifier: MIT
#include "footprint.hpp"
#include "scale.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

namespace oaicompat::stress::agents {

struct Query {
  std::string city{};
};
constexpr auto describe(Type<Query>) { return object("Query", field("city", &Query::city)); }

Toolbox tools() {
  Toolbox out;
  out.add<Query>("weather", "The weather.", [](const Query& query) -> Result<std::string> {
    if (query.city == "Nowhere") throw std::runtime_error{"there is no such city"};
    return "sunny in " + query.city;
  });
  return out;
}

// Calls two tools at once, then one that is not there with arguments that are no JSON, then answers.
void answer(const ChatRequest& request, ChatWriter& out) {
  const auto said = request.messages.size();
  if (said == 1) {
    out.tool_call("a", "weather");
    out.arguments(R"({"city":"Oslo"})");
    out.tool_call("b", "weather");
    out.arguments(R"({"city":"Nowhere"})");
    out.finish(FinishReason::tool_calls);
  } else if (said == 4) {
    out.tool_call("c", "wether");
    out.arguments("{");
    out.finish(FinishReason::tool_calls);
  } else {
    out.text("Fine.");
    out.finish(FinishReason::stop);
  }
}

TEST_CASE("thousands of an agent's loops leave no memory and no thread behind") {
  Server server;
  server.chat("m", answer);
  const Client client{{.base_url = "http://agents/v1", .transport = server.handler()}};
  const auto toolbox = tools();
  int answered = 0;
  const auto loops = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const auto run = run_tools(client, {.model = "m", .messages = {user("How is it?")}}, toolbox,
                                 {.parallel = i % 2 == 0, .streamed = i % 3 == 0});
      if (run && run.text() == "Fine." && run.rounds == 3) ++answered;
    }
  };
  const int warm = scaled(500, 50), count = scaled(10'000, 500);
  loops(warm);
  int ran = warm;
  // What a loop leaves behind it leaves in every round; a thread that happens to be new has its buffers once.
  const bool level = best_of(5, [&] {
    const auto before = footprint();
    loops(count);
    ran += count;
    const auto after = footprint();
    return after.bytes - before.bytes < 64 << 10 && after.threads <= before.threads + 1;
  });
  CHECK(level);
  CHECK(answered == ran);
}

}  // namespace oaicompat::stress::agents
