// What a target's own Cache-Control says of its answers.
// SPDX-License-Identifier: MIT
#include "cached.hpp"
#include "semantic.hpp"

#include <string>

using namespace oaicompat;

namespace target_control_test {

using cached::Cached;

const std::string hearing = "cache = { hear_targets = true }";

// What the second of two equal requests is told, where the answers' `Cache-Control` is this.
std::string second_of(const std::string& control, const std::string& rule = hearing) {
  Cached ground{rule};
  std::string told;
  for (int i = 0; i < 2; ++i) {
    const auto answer = ground.ask();
    if (ground.near().count() == static_cast<std::size_t>(i) + 1) {
      ground.near().last().head(200, {{"content-type", "application/json"}, {"cache-control", control}});
      ground.near().last().bytes(cached::whole).end();
    }
    told = fakes::take(answer).header("x-oaicompat-cache");
  }
  return told.substr(0, told.find(';'));
}
// The same of two streams.
std::string second_stream_of(const std::string& control) {
  Cached ground{hearing};
  std::string told;
  for (int i = 0; i < 2; ++i) {
    const auto answer = ground.ask(cached::streamed);
    if (ground.near().count() == static_cast<std::size_t>(i) + 1) {
      ground.near().last().head(200, {{"content-type", "text/event-stream"}, {"cache-control", control}});
      ground.near().last().bytes(cached::events).end();
    }
    told = fakes::take(answer).header("x-oaicompat-cache");
  }
  return told.substr(0, told.find(';'));
}

TEST_CASE("an answer whose target does not want it kept is given and not kept") {
  for (const auto* control : {"no-store", "private", "No-Cache", "max-age=60, no-store", "private=\"set-cookie\""}) {
    CHECK_MESSAGE(second_of(control) == "miss", control);
  }
  for (const auto* control : {"", "max-age=0", "public", "must-revalidate", "no-storeroom"}) {
    CHECK_MESSAGE(second_of(control) == "hit", control);
  }
}

TEST_CASE("no-cache on a stream, as servers put it on each one, does not keep it out of the cache") {
  CHECK(second_stream_of("no-cache") == "hit");
  CHECK(second_stream_of("no-store") == "miss");
  CHECK(second_stream_of("private") == "miss");
}

TEST_CASE("unless a route hears targets it keeps answers with which they send private or no-cache as with all") {
  for (const auto* control : {"no-store", "private", "no-cache, must-revalidate"}) {
    CHECK(second_of(control, "cache = {}") == "hit");
  }
}

TEST_CASE("an answer whose target does not want it kept is not found by meaning either") {
  for (const std::string control : {"no-store", "public"}) {
    semantic::Ground on{"", "hear_targets = true, "};
    on.angles->set("How do I reset my password?", 0);
    on.angles->set("I forgot my password, what can I do?", 10);
    on.at["near"].answer = [&](const Request&) {
      return ready_answer(
          {.status = 200, .headers = {{"content-type", "application/json"}, {"cache-control", control}}},
          Bytes{evaluated::said("\"Hello\"")});
    };
    on.ask(semantic::asking("How do I reset my password?"));
    const auto told = on.cache_of(semantic::asking("I forgot my password, what can I do?"));
    CHECK((told == "miss") == (control == "no-store"));
  }
}

}  // namespace target_control_test
