// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/json_items.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;
using hostile::Attempted;
using hostile::Places;

namespace stream_faults_test {

const std::string error_event = "data: {\"error\":{\"message\":\"No.\",\"code\":\"rate_limit_exceeded\"}}\n\n";

// A stream that has said something.
struct Begun : Attempted {
  Begun() {
    at(0).stream_head().bytes(hostile::role + hostile::token);
    pull();
    CHECK(taken.body == hostile::role + hostile::token);
    taken.body.clear();
  }
  bool tells_cut() const {
    return taken.last == Pull::end && taken.body.find("data: {\"error\":") != std::string::npos &&
           taken.body.find("[DONE]") == std::string::npos && taken.body.ends_with("\n\n");
  }
};

}  // namespace stream_faults_test

using namespace stream_faults_test;

TEST_CASE("a stream that goes well passes byte for byte, however it is cut") {
  const auto all = hostile::role + hostile::token + ": ping\n\n" + hostile::token + hostile::finish + hostile::done;
  for (std::size_t size = 1; size < 40; ++size) {
    Attempted it;
    it.at(0).stream_head();
    for (std::size_t at = 0; at < all.size(); at += size) it.at(0).bytes(all.substr(at, size));
    it.at(0).end();
    it.pull();
    CHECK(it.taken.body == all);
    CHECK(it.taken.last == Pull::end);
    CHECK(it.reports.at(0).failure == std::nullopt);
    CHECK(it.asked == Places{0});
  }
}

TEST_CASE("any line end may follow any other in a stream, and nothing follows its error whichever it has") {
  for (const std::string blank : {"\n\n", "\r\n\r\n", "\r\r", "\n\r\n", "\r\n\n"}) {
    const auto ended = [&](const std::string& event) { return event.substr(0, event.size() - 2) + blank; };
    const auto all = ended(hostile::role) + ended(hostile::token) + ended(hostile::finish) + ended(hostile::done);
    for (std::size_t size = 1; size < all.size(); size += 7) {
      Attempted it;
      it.at(0).stream_head();
      for (std::size_t at = 0; at < all.size(); at += size) it.at(0).bytes(all.substr(at, size));
      it.at(0).end();
      CHECK(it.pull().taken.body == all);
      CHECK(it.reports.at(0).failure == std::nullopt);
    }
    Begun cut;
    cut.at(0).bytes(ended(error_event) + ended(hostile::finish) + ended(hostile::done)).end();
    CHECK(cut.pull().taken.body == ended(error_event));
  }
}

TEST_CASE("a stream whose event outgrows the largest answer is broken, and a long one is looked at once") {
  constexpr std::size_t most = 1 << 20;
  const auto small = [](AttemptsOptions& options, const ClockPtr&) { options.most_held_answer = most; };
  const auto feed = [](Attempted& it, std::size_t size) {
    it.at(0).bytes("data: {\"choices\":[{\"delta\":{\"content\":\"");
    for (std::size_t at = 0; at < size; at += 64) it.at(0).bytes(std::string(64, 'x'));
    it.pull();
  };
  Attempted before{2, {}, small};
  before.at(0).stream_head();
  feed(before, most + 64);
  CHECK(before.asked == Places{0, 1});
  Attempted after{1, {}, small};
  after.at(0).stream_head().bytes(hostile::token);
  after.pull();
  feed(after, most + 64);
  CHECK(after.reports.at(0).failure == FailureClass::mid_stream);
  Attempted well{1, {}, small};
  well.at(0).stream_head();
  feed(well, most - 4096);
  well.at(0).bytes("\"}}]}\n\n" + hostile::finish + hostile::done).end();
  CHECK(well.pull().taken.body.size() > most - 4096);
}

TEST_CASE("a stream that is cut after a token is told, and no other target is asked") {
  Begun it;
  it.at(0).bytes("data: {\"choices\":[{\"del").fail(ErrorKind::protocol);
  it.pull();
  CHECK(it.tells_cut());
  CHECK(it.taken.body.starts_with("data: {\"error\":"));
  CHECK(it.asked == Places{0});
  CHECK(it.reports.at(0).failure == FailureClass::mid_stream);
}

TEST_CASE("a stream that ends cleanly without a finish reason is told as cut") {
  Begun it;
  it.at(0).end();
  it.pull();
  CHECK(it.tells_cut());
}

TEST_CASE("a stream that stalls is told as cut, and comments do not keep it") {
  Begun it;
  it.wait(59s);
  CHECK(it.taken.last == Pull::wait);
  it.wait(1s);
  CHECK(it.tells_cut());
  CHECK(it.taken.body.find("idle_timeout") != std::string::npos);
  CHECK(it.at(0).dropped);
}

TEST_CASE("a stream that has told its end is whole, whatever becomes of its connection or its caller") {
  const auto all = hostile::token + hostile::finish + hostile::done;
  const auto told = [&] {
    auto it = std::make_unique<Attempted>(1);
    it->at(0).stream_head().bytes(all);
    return it;
  };
  const auto lost = told();
  lost->at(0).fail(ErrorKind::protocol);
  lost->pull();
  const auto silent = told();
  silent->pull();
  silent->wait(60s);
  const auto endless = told();
  endless->pull();
  endless->wait(10min);
  const auto stopped = told();
  stopped->pull();
  stopped->stop.request_stop();
  stopped->pull();
  for (const auto* each : {&lost, &silent, &endless, &stopped}) {
    CHECK((*each)->taken.body == all);
    CHECK((*each)->taken.last == Pull::end);
    CHECK((*each)->reports.at(0).failure == std::nullopt);
  }
  const auto left = told();
  left->pull();
  left->answer.reset();
  CHECK(left->reports.at(0).failure == std::nullopt);
}

TEST_CASE("an error in a stream passes, and nothing after it") {
  Begun it;
  it.at(0).bytes(error_event + hostile::done).end();
  it.pull();
  CHECK(it.taken.body == error_event);
  CHECK(it.taken.last == Pull::end);
  CHECK(it.asked == Places{0});
}

TEST_CASE("garbage in a stream that goes on well passes") {
  Begun it;
  it.at(0).bytes("data: garbage\n\n" + hostile::finish + hostile::done).end();
  it.pull();
  CHECK(it.taken.last == Pull::end);
  CHECK(it.taken.body.ends_with(hostile::done));
  CHECK(it.reports.at(0).failure == std::nullopt);
}

TEST_CASE("a finished stream without its mark is given one") {
  Begun it;
  it.at(0).bytes(hostile::finish).end();
  it.pull();
  CHECK(it.taken.body == hostile::finish + hostile::done);
}

TEST_CASE("a stream that ends before a token is asked for elsewhere, and nothing of it is seen") {
  Attempted it;
  it.at(0).stream_head().bytes(hostile::role).end();
  CHECK(it.pull().asked == Places{0, 1});
  it.at(1).stream_head().bytes(hostile::role).fail(ErrorKind::protocol);
  CHECK(it.pull().asked == Places{0, 1, 2});
  it.at(2).stream_head().bytes(hostile::token + hostile::finish + hostile::done).end();
  it.pull();
  CHECK(it.taken.body == hostile::token + hostile::finish + hostile::done);
}

TEST_CASE("an event that is named as an error is one, whatever its data") {
  const std::string named = "event: error\ndata: {\"message\":\"No.\",\"code\":\"rate_limit_exceeded\"}\n\n";
  Begun it;
  it.at(0).bytes(named + hostile::finish + hostile::done).end();
  CHECK(it.pull().taken.body == named);
  CHECK(it.reports.at(0).failure == FailureClass::mid_stream);
  Attempted first{1};
  first.at(0).stream_head().bytes(named).end();
  first.pull();
  CHECK(first.reports.at(0).failure == FailureClass::rate);
  first.wait(1s);
  first.at(0).stream_head().bytes("event: error\ndata: {\"message\":\"Bad.\",\"code\":400}\n\n");
  first.pull();
  CHECK(first.taken.body == R"({"error":{"message":"No.","code":"rate_limit_exceeded"}})");
}

TEST_CASE("an error as the first event is of the class of its code") {
  Attempted it{1};
  it.at(0).stream_head().bytes(error_event).end();
  it.pull();
  CHECK(it.reports.at(0).failure == FailureClass::rate);
  it.wait(1s);
  CHECK(it.asked == Places{0, 0});
  it.at(0).stream_head().bytes("data: {\"error\":{\"message\":\"Bad.\",\"type\":\"invalid_request_error\"}}\n\n");
  it.pull();
  CHECK(it.status() == 429);
  CHECK(it.taken.body == R"({"error":{"message":"No.","code":"rate_limit_exceeded"}})");
}

TEST_CASE("an object is whole when its brackets and quotes are") {
  using detail::is_whole_object;
  const std::string object = R"( {"a":["}\\","\"]{",{}],"b":{"c":1}} )";
  CHECK(is_whole_object(object));
  for (std::size_t size = 0; size + 1 < object.size(); ++size) CHECK_FALSE(is_whole_object(object.substr(0, size)));
  CHECK_FALSE(is_whole_object("{}{}"));
  CHECK_FALSE(is_whole_object("[]"));
}

TEST_CASE("what an event says is seen in every dialect") {
  using detail::event_says;
  using detail::EventSays;
  CHECK(event_says("[DONE]") == EventSays::done);
  CHECK(event_says("{\"choices\": [ ]}") == EventSays::nothing);
  CHECK(event_says(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})") == EventSays::content);
  CHECK(event_says(R"({"choices":[{"delta":{"tool_calls":[{"index":0}]}}]})") == EventSays::content);
  CHECK(event_says(R"({"choices": [{"text": "a", "finish_reason": "stop"}]})") == EventSays::finish);
  CHECK(event_says(R"({"type":"response.created"})") == EventSays::nothing);
  CHECK(event_says(R"({"type":"response.output_text.delta"})") == EventSays::content);
  CHECK(event_says(R"({"type":"response.failed"})") == EventSays::error);
  CHECK(event_says(R"({"type":"ping"})") == EventSays::nothing);
  CHECK(event_says(R"({"type":"content_block_delta"})") == EventSays::content);
  CHECK(event_says(R"({"error":null,"choices":[]})") == EventSays::nothing);
  CHECK(event_says("{\"cut\":") == EventSays::garbage);
}
