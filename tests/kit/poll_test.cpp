// SPDX-License-Identifier: MIT
#include "kit/scripted.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/kit/poll.hpp>
#include <oaicompat/kit/wait_for_response.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace poll_test {

using namespace kit_test;
using namespace std::chrono_literals;

/// Moves on by itself to whatever is waited for, and notes how long that was.
class JumpingClock final : public Clock {
 public:
  Time now() const override { return now_; }
  std::int64_t unix_time() const override { return 1'700'000'000; }
  AlarmPtr at(Time when, Wake wake) override {
    waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(when - now_).count());
    now_ = when;
    if (on_wait) on_wait();
    wake();
    return std::make_unique<Alarm>();
  }
  void advance(Duration by) { now_ += by; }
  std::vector<long long> waits;
  std::function<void()> on_wait;

 private:
  Time now_{};
};

/// A provider of which each answer is known; the last one is given for ever.
struct Provider {
  struct Step {
    const char* status;
    Headers headers = {};
    int code = 200;
  };
  std::vector<Step> steps;
  std::vector<Request> asked{};
  std::function<void()> on_request{};

  Client client() {
    return Client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [this](Request request) -> Answer {
                     const auto& step = steps[std::min(asked.size(), steps.size() - 1)];
                     asked.push_back(std::move(request));
                     if (on_request) on_request();
                     return ready_answer({.status = step.code, .headers = step.headers},
                                         std::string{R"({"id":"resp_1","object":"response","status":")"} + step.status +
                                             R"(","output":[],"created_at":1,"model":"m"})");
                   }}};
  }
};

TEST_CASE("a response in the background is asked for until it is made") {
  const auto clock = std::make_shared<JumpingClock>();
  Provider provider{{{"queued"}, {"in_progress"}, {"in_progress"}, {"completed", {{"x-request-id", "r4"}}}}};
  const auto got = wait_for_response(provider.client(), "resp_1", {.clock = clock});
  REQUIRE(got.has_value());
  CHECK(got->status == ResponseStatus::completed);
  CHECK(got.request_id() == "r4");
  CHECK(clock->waits == std::vector<long long>{1000, 1000, 1000});
  REQUIRE(provider.asked.size() == 4);
  CHECK(provider.asked[0].method == "GET");
  CHECK(provider.asked[0].path == "/v1/responses/resp_1");
}

TEST_CASE("a response that failed, was cancelled, is incomplete or is something else is waited for no longer") {
  for (const char* status : {"completed", "failed", "cancelled", "incomplete", "expired", ""}) {
    const auto clock = std::make_shared<JumpingClock>();
    Provider provider{{{"queued"}, {status}}};
    const auto got = wait_for_response(provider.client(), "resp_1", {.interval = 5ms, .clock = clock});
    REQUIRE(got.has_value());
    CHECK(clock->waits == std::vector<long long>{5});
  }
}

TEST_CASE("an answer says when to ask again, within reason") {
  const auto clock = std::make_shared<JumpingClock>();
  Provider provider{{{"queued", {{"openai-poll-after-ms", "250"}, {"retry-after", "9"}}},
                     {"queued", {{"retry-after-ms", "70"}}},
                     {"queued", {{"retry-after", "3"}}},
                     {"queued", {{"openai-poll-after-ms", "soon"}, {"retry-after", "4"}}},
                     {"queued", {{"retry-after", "-5"}}},
                     {"queued", {{"openai-poll-after-ms", "99999999999"}}},
                     {"completed"}}};
  CHECK(wait_for_response(provider.client(), "resp_1", {.clock = clock}).has_value());
  CHECK(clock->waits == std::vector<long long>{250, 70, 3000, 4000, 1000, 120'000});
}

TEST_CASE("times may be as long as their type lets them") {
  constexpr auto ever = std::chrono::milliseconds::max();
  const auto clock = std::make_shared<JumpingClock>();
  Provider provider{{{"queued"}, {"completed"}}};
  CHECK(wait_for_response(provider.client(), "resp_1", {.interval = 5s, .deadline = ever, .clock = clock}));
  CHECK(clock->waits == std::vector<long long>{5000});
  Provider slow{{{"queued"}, {"completed"}}};
  const auto got = wait_for_response(slow.client(), "resp_1", {.interval = ever, .deadline = 7s, .clock = clock});
  REQUIRE(!got);
  CHECK(got.error().code == "poll_timeout");
  CHECK(slow.asked.size() == 1);
}

TEST_CASE("at the deadline a poll ends with a timeout, beside the last answer's head") {
  const auto clock = std::make_shared<JumpingClock>();
  Provider provider{{{"queued", {{"x-request-id", "r1"}}}}};
  const auto got = wait_for_response(provider.client(), "resp_1", {.interval = 2s, .deadline = 7s, .clock = clock});
  REQUIRE(!got);
  CHECK(got.error().kind == ErrorKind::timeout);
  CHECK(got.error().code == "poll_timeout");
  CHECK(got.status() == 200);
  CHECK(got.request_id() == "r1");
  CHECK(provider.asked.size() == 4);
  CHECK(clock->now() < Time{} + 7s);
}

TEST_CASE("a request of a poll is given no more than what is left until the deadline") {
  const auto clock = std::make_shared<JumpingClock>();
  std::vector<std::optional<Duration>> given;
  Backend backend;
  backend.on<RetrieveResponse>([&](const Parsed<RetrieveResponseRequest>&, const Context& context) {
    given.push_back(context.call.total_timeout);
    clock->advance(1s);
    Response response;
    response.status = ResponseStatus::queued;
    return one_item<Event<RetrieveResponse>>(std::move(response));
  });
  const auto wait = [&](WaitForResponseOptions options) {
    given.clear();
    options.clock = clock;
    options.interval = 2s;
    CHECK(!wait_for_response(backend, "r", options));
    return given;
  };
  CHECK(wait({.deadline = 8s}) == std::vector<std::optional<Duration>>{8s, 5s, 2s});
  CHECK(wait({.deadline = 8s, .options = {.total_timeout = 4s}}) == std::vector<std::optional<Duration>>{4s, 4s, 2s});
  CHECK(wait({.deadline = 4s, .options = {.total_timeout = 0s}}) == std::vector<std::optional<Duration>>{4s, 1s});
}

TEST_CASE("an error ends a poll at once, and a stop ends its wait") {
  const auto clock = std::make_shared<JumpingClock>();
  Provider failing{{{"queued"}, {"queued", {}, 404}}};
  const auto failed = wait_for_response(failing.client(), "resp_1", {.clock = clock});
  REQUIRE(!failed);
  CHECK(failed.error().status == 404);
  CHECK(failing.asked.size() == 2);

  std::stop_source stop;
  clock->on_wait = [&] { stop.request_stop(); };
  Provider slow{{{"queued"}}};
  const auto stopped =
      wait_for_response(slow.client(), "resp_1", {.clock = clock, .options = {.stop = stop.get_token()}});
  REQUIRE(!stopped);
  CHECK(stopped.error().kind == ErrorKind::cancelled);
  CHECK(slow.asked.size() == 1);
}

TEST_CASE("a stop wakes a poll that waits by the machine's clock") {
  std::stop_source stop;
  Provider slow{{{"queued"}}};
  slow.on_request = [&] { std::thread{[stop]() mutable { stop.request_stop(); }}.detach(); };
  const auto got = wait_for_response(slow.client(), "resp_1",
                                     {.interval = 10min, .deadline = 0ms, .options = {.stop = stop.get_token()}});
  REQUIRE(!got);
  CHECK(got.error().kind == ErrorKind::cancelled);
}

TEST_CASE("any operation can be polled until a predicate holds") {
  const auto clock = std::make_shared<JumpingClock>();
  Scripted<CreateChatCompletion> model;
  for (const char* text : {"not yet", "wait", "done"}) {
    ChatCompletion answer;
    answer.choices.emplace_back().message.content = text;
    model.answers.emplace_back(std::move(answer));
  }
  const PollOptions<CreateChatCompletion> options{
      .until = [](const ChatCompletion& c) { return c.text() == "done"; }, .interval = 1ms, .clock = clock};
  const auto got = poll<CreateChatCompletion>(model.backend(), {.model = "m", .messages = {user("?")}}, options);
  REQUIRE(got.has_value());
  CHECK(got->text() == "done");
  CHECK(model.requests.size() == 3);
  const auto none = poll<CreateChatCompletion>(model.backend(), {.model = "m"}, {});
  CHECK(none.error().kind == ErrorKind::invalid_argument);
  CHECK(model.requests.size() == 3);
}

}  // namespace poll_test
