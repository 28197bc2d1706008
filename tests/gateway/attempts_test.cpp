// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace attempts_test {

// A refusal, and what the table says of it.
struct Row {
  const char* what;
  int status;
  std::string body;
  FailureClass failure;
  hostile::Places asked;  // of two targets that both refuse so, with three attempts
  int shown;              // to the caller
  std::string code;       // in the body that the caller sees; empty: the body is untouched
  bool first_rests;       // afterwards
};

std::string error(const std::string& code) {
  return R"({"error":{"message":"No.","type":"t","code":")" + code + "\"}}";
}

const std::vector<Row> rows{
    {"rate", 429, error("rate_limit_exceeded"), FailureClass::rate, {0, 1, 1}, 429, "", true},
    {"a used-up quota", 429, error("insufficient_quota"), FailureClass::billing, {0, 1}, 429, "", true},
    {"payment", 402, error("billing"), FailureClass::billing, {0, 1}, 402, "", true},
    {"a refused key", 401, error("invalid_api_key"), FailureClass::auth, {0, 1}, 502, "upstream_credentials", true},
    {"a forbidden key", 403, error("no"), FailureClass::auth, {0, 1}, 502, "upstream_credentials", true},
    {"a lock", 409, error("lock"), FailureClass::transient, {0, 1, 1}, 409, "", false},
    {"a slow request", 408, error("slow"), FailureClass::transient, {0, 1, 1}, 408, "", false},
    {"a bad request", 400, error("bad"), FailureClass::caller, {0}, 400, "", false},
    {"an unknown path", 404, error("not_found"), FailureClass::caller, {0}, 404, "", false},
    {"an unprocessable request", 422, error("bad"), FailureClass::caller, {0}, 422, "", false},
    {"an unknown model", 404, error("model_not_found"), FailureClass::no_model, {0, 1}, 404, "", false},
    {"a long prompt", 400, error("context_length_exceeded"), FailureClass::context, {0}, 400, "", false},
    {"refused content", 400, error("content_filter"), FailureClass::policy, {0}, 400, "", false},
    {"a server's error", 500, error("oops"), FailureClass::server, {0, 1, 1}, 500, "", false},
    {"a proxy's page", 502, "<html>Bad gateway</html>", FailureClass::server, {0, 1, 1}, 502, "upstream_error", false},
    {"an empty body", 503, "", FailureClass::server, {0, 1, 1}, 503, "upstream_error", false},
    {"a redirect", 302, error("moved"), FailureClass::server, {0, 1, 1}, 502, "upstream_error", false},
    {"an overload", 529, error("overloaded_error"), FailureClass::server, {0, 1, 1}, 503, "overloaded", false},
};

}  // namespace attempts_test

using namespace attempts_test;
using hostile::Attempted;
using hostile::Places;

TEST_CASE("every refusal ends as the table says, with its attempts on each target") {
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Attempted it{2};
    for (int i = 0; i < 8 && it.pull().taken.last == Pull::wait; ++i) {
      auto& call = it.at(it.asked.back());
      if (call.dropped) {
        it.clock->advance(1s);
      } else {
        call.head(row.status, hostile::json).bytes(row.body).end();
      }
    }
    CHECK(it.asked == row.asked);
    CHECK(it.status() == row.shown);
    CHECK(it.taken.last == Pull::end);
    CHECK(it.taken.header("x-should-retry") == "false");
    CHECK(it.taken.header("x-oaicompat-attempts") == std::to_string(row.asked.size()));
    if (row.code.empty()) CHECK(it.taken.body == row.body);
    if (!row.code.empty()) CHECK(it.taken.body.find("\"code\":\"" + row.code + "\"") != std::string::npos);
    REQUIRE_FALSE(it.reports.empty());
    CHECK(it.reports[0].failure == row.failure);
    CHECK((it.health_of(0).breaker != Breaker::closed) == row.first_rests);
    CHECK(it.health_of(0).in_flight == 0);
    CHECK(it.health_of(1).in_flight == 0);
  }
}

TEST_CASE("a lost connection is tried again once at once, then elsewhere") {
  Attempted it;
  it.at(0).fail(ErrorKind::connection);
  it.pull();
  CHECK(it.asked == Places{0, 0});
  it.at(0).fail(ErrorKind::connection);
  it.pull();
  CHECK(it.asked == Places{0, 0, 1});
  it.at(1).head(200, hostile::json).bytes(hostile::whole).end();
  it.pull();
  CHECK(it.status() == 200);
  CHECK(it.taken.body == hostile::whole);
  CHECK(it.taken.header("x-oaicompat-target") == "b");
  CHECK(it.taken.header("x-oaicompat-attempts") == "3");
}

TEST_CASE("a connection that is lost late is not tried again at the same target: it may be billed twice") {
  Attempted it{1};
  it.wait(300ms);
  it.at(0).fail(ErrorKind::connection);
  it.pull();
  CHECK(it.asked == Places{0});
  CHECK(it.status() == 502);
  CHECK(it.taken.body.find("upstream_broken") != std::string::npos);
}

TEST_CASE("a head that does not come sends the request elsewhere, and cancels the attempt") {
  Attempted it;
  CHECK(it.wait(29s).asked == Places{0});
  CHECK(it.wait(1s).asked == Places{0, 1});
  CHECK(it.at(0).dropped);
  CHECK(it.reports.at(0).failure == FailureClass::timeout);
}

TEST_CASE("a head without a token in time sends the request elsewhere") {
  Attempted it;
  it.at(0).stream_head().bytes(hostile::role).bytes(": ping\n\n");
  it.pull();
  CHECK_FALSE(it.taken.head.has_value());
  CHECK(it.wait(30s).asked == Places{0, 1});
  CHECK(it.reports.at(0).failure == FailureClass::slow);
  CHECK(it.health_of(0).breaker == Breaker::closed);
  CHECK(it.health_of(0).first_token == 30s);
  it.at(1).stream_head().bytes(hostile::role + hostile::token);
  it.pull();
  CHECK(it.taken.body == hostile::role + hostile::token);
}

TEST_CASE("the time for the whole request is kept over all attempts") {
  Attempted it{3, {.timeouts = {.total = 40s}}};
  it.wait(30s);
  CHECK(it.asked == Places{0, 1});
  it.wait(10s);
  CHECK(it.asked == Places{0, 1});
  CHECK(it.status() == 504);
  CHECK(it.taken.body.find("total_timeout") != std::string::npos);
}

TEST_CASE("a wait that a target asks for is kept where it fits") {
  Attempted it;
  auto headers = hostile::json;
  headers.add("retry-after", "2");
  it.at(0).head(429, headers).bytes(error("rate_limit_exceeded")).end();
  it.pull();
  CHECK(it.wait(1999ms).asked == Places{0});
  CHECK(it.wait(1ms).asked == Places{0, 0});
}

TEST_CASE("a wait that does not fit sends the request elsewhere, and the shortest one is told") {
  Attempted it{2};
  for (std::uint32_t i = 0; i < 2; ++i) {
    auto headers = hostile::json;
    headers.add("retry-after", i == 0 ? "60" : "20");
    it.at(i).head(429, headers).bytes(error("rate_limit_exceeded")).end();
    it.pull();
  }
  CHECK(it.asked == Places{0, 1});
  CHECK(it.status() == 429);
  CHECK(it.taken.header("retry-after") == "20");
  it.clock->advance(59s);
  CHECK(it.health_of(0).breaker == Breaker::open);
}

TEST_CASE("a prompt that is too long goes to the targets for long ones, once") {
  Attempted it{2, {.context = {2}}};
  it.at(0).head(400, hostile::json).bytes(error("context_length_exceeded")).end();
  CHECK(it.pull().asked == Places{0, 2});
  it.at(2).head(400, hostile::json).bytes(error("context_length_exceeded")).end();
  CHECK(it.pull().asked == Places{0, 2});
  CHECK(it.status() == 400);
}

TEST_CASE("a whole answer that is cut, or is no JSON, is asked for elsewhere") {
  Attempted it;
  it.at(0).head(200, hostile::json).bytes(hostile::whole.substr(0, 20)).fail(ErrorKind::protocol);
  CHECK(it.pull().asked == Places{0, 1});
  it.at(1).head(200, hostile::json).bytes(hostile::whole.substr(0, 20)).end();
  CHECK(it.pull().asked == Places{0, 1, 2});
  it.at(2).head(200, hostile::json).bytes(hostile::whole).end();
  it.pull();
  CHECK(it.taken.body == hostile::whole);
  CHECK(it.reports.back().failure == std::nullopt);
}

TEST_CASE("a whole answer to a chat is an object, whatever its content type says of it") {
  for (const auto* type : {"text/html; charset=utf-8", "text/plain", "application/octet-stream", ""}) {
    Attempted it{2};
    it.at(0).head(200, {{"content-type", type}}).bytes("<html>Please log in.</html>").end();
    CHECK(it.pull().asked == Places{0, 1});
    const auto usage = R"(,"usage":{"prompt_tokens":9,"completion_tokens":4}})";
    const auto told = hostile::whole.substr(0, hostile::whole.size() - 1) + usage;
    it.at(1).head(200, {{"content-type", type}}).bytes(told).end();
    it.pull();
    CHECK(it.taken.body == told);
    CHECK(it.reports.back().tokens == TokenTally{.input = 9, .output = 4});
    CHECK_FALSE(it.reports.back().estimated);
  }
  Attempted empty{2};
  empty.at(0).head(204, {}).end();
  CHECK(empty.pull().asked == Places{0, 1});
}

TEST_CASE("an error that comes with a status of success is of the class of its code") {
  Attempted it;
  it.at(0)
      .head(200, hostile::json)
      .bytes(R"({"error":{"message":"No.","code":"insufficient_quota"},"user_id":"u"})")
      .end();
  CHECK(it.pull().asked == Places{0, 1});
  CHECK(it.reports.at(0).failure == FailureClass::billing);
  it.at(1).head(200, hostile::json).bytes(R"({"error":"overloaded"})").end();
  it.pull();
  CHECK(it.reports.at(1).failure == FailureClass::server);
  Attempted refused;
  refused.at(0).head(200, hostile::json).bytes(R"({"error":{"message":"Bad.","code":400}})").end();
  CHECK(refused.pull().status() == 400);
  CHECK(refused.taken.body == R"({"error":{"message":"Bad.","code":400}})");
  for (const auto* answer : {R"({"error":null,"choices":[]})",
                             R"({"error":{"code":"x"},"status":"failed","output":[]})", R"({"error":"","id":"a"})"}) {
    Attempted told;
    told.at(0).head(200, hostile::json).bytes(answer).end();
    CHECK(told.pull().taken.body == answer);
  }
}

TEST_CASE("without a target the request is refused") {
  Attempted it{0};
  it.pull();
  CHECK(it.status() == 503);
  CHECK(it.taken.body.find("no_target") != std::string::npos);
}

TEST_CASE("a caller who leaves cancels the attempt, and a target that was silent too long is blamed") {
  Attempted it;
  it.pull();
  it.answer.reset();
  CHECK(it.at(0).dropped);
  CHECK(it.reports.at(0).failure == FailureClass::cancelled);
  CHECK(it.health_of(0).in_flight == 0);
}

TEST_CASE("a stop wakes who waits, and ends the attempt while the target is silent") {
  Attempted it;
  it.pull();
  const auto wakes = fakes::count_wakes(*it.answer);
  it.stop.request_stop();
  CHECK(*wakes == 1);
  it.pull();
  CHECK(it.taken.last == Pull::fail);
  CHECK(it.taken.error.kind == ErrorKind::cancelled);
  CHECK(it.at(0).dropped);
}

TEST_CASE("of requests that chose a target in the same moment when it may be tried, one tries it") {
  AttemptsOptionsPtr options;
  Attempted first{2, {}, [&](AttemptsOptions& made, const ClockPtr& clock) {
                    for (int i = 0; i < 2; ++i) {
                      made.health->begin(0);
                      made.health->end(0, Verdict::failed_twice, clock->now());
                    }
                    first.clock->advance(5s);
                    options = std::make_shared<AttemptsOptions>(made);
                  }};
  REQUIRE(first.asked == Places{0});
  const auto& route = first.rules->routes.front();
  const auto second = attempt_targets(options, first.rules, route, {0, 1}, fakes::post());
  REQUIRE(first.asked == Places{0, 1});
  CHECK(first.health_of(0).in_flight == 1);
  first.at(1).head(503, hostile::json).end();
  fakes::take(second);
  CHECK(first.asked == Places{0, 1, 0});  // there is nobody else
}

TEST_CASE("where a redirect leads is not told, nor what else a server that fails says of itself") {
  const Headers told{{"content-type", "application/json"},
                     {"location", "http://inner/secret"},
                     {"www-authenticate", "Bearer secret"},
                     {"x-upstream", "http://inner"},
                     {"set-cookie", "a=secret"},
                     {"x-request-id", "up-1"},
                     {"Retry-After", "7"}};
  for (const int status : {302, 500, 503}) {
    CAPTURE(status);
    Attempted it{1, Route{.retry = {.max_attempts = 1}}};
    it.at(0).head(status, told).bytes(error("oops")).end();
    it.pull();
    CHECK(it.status() == (status == 302 ? 502 : status));
    const auto& headers = it.taken.head->headers;
    for (const auto* name : {"location", "www-authenticate", "x-upstream", "set-cookie"})
      CHECK_FALSE(headers.has(name));
    CHECK(headers.get(status == 302 ? "x-upstream-request-id" : "x-request-id") == "up-1");
    CHECK(headers.get("retry-after") == (status == 302 ? "" : "7"));
  }
}
