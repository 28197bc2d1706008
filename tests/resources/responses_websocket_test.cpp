// SPDX-License-Identifier: MIT
#include "derived.hpp"

#include <oaicompat/api/serve.hpp>
#include <oaicompat/http/websocket_session.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <doctest/doctest.h>

using namespace derived;

namespace {

// Says the messages it was sent, each in brackets, so that a test sees what it goes on from.
Backend repeats() {
  Backend chat;
  chat.on<CreateChatCompletion>([](const Parsed<ChatRequest>& request, const Context&) {
    ChatCompletion out;
    out.model = request->model;
    std::string said;
    for (const auto& message : request->messages) said += "[" + message.text() + "]";
    auto& choice = out.choices.emplace_back();
    choice.message.content = Text{said};
    choice.finish_reason = FinishReason::stop;
    return one_item(Event<CreateChatCompletion>{std::move(out)});
  });
  return chat;
}

struct SessionPeer {
  explicit SessionPeer(StorePtr store = nullptr) {
    auto options = counted();
    options.clock = real_clock();  // a session's own store goes by it
    options.store = std::move(store);
    served = serve(with_responses(repeats(), options));
    session = begin();
  }
  WebSocketSessionPtr begin() const {
    Request handshake{.path = "/v1/responses",
                      .headers = {{"upgrade", "websocket"}, {"connection", "keep-alive, Upgrade"}}};
    handshake.context.can_upgrade = true;
    handshake.context.may_block = true;
    auto answer = served(std::move(handshake));
    Part part;
    REQUIRE(answer->pull(part) == Pull::some);
    REQUIRE(std::get<Head>(part).status == 101);
    return std::get<Head>(part).session;
  }
  // The last message of the answer: the whole response, or an error.
  std::string ask(const std::string& members) const { return ask(*session, members); }
  static std::string ask(WebSocketSession& session, const std::string& members) {
    session.take(R"({"type":"response.create","model":"m",)" + members + "}");
    Bytes last;
    Waiter waiter;
    while (waiter.pull(session, last) == Pull::some) {
      if (last.starts_with("{\"type\":\"response.completed\"") || last.starts_with("{\"type\":\"error\"")) return last;
    }
    return "";
  }
  static bool says(const std::string& message, const std::string& text) {
    return message.find("\"text\":\"" + text + "\"") != std::string::npos;
  }
  static std::string id_in(const std::string& message) {
    const auto at = message.find("\"id\":\"resp_") + 6;
    return message.substr(at, message.find('"', at) - at);
  }

  Handler served;
  WebSocketSessionPtr session;
};

}  // namespace

TEST_CASE("a session goes on from its own responses, stored or not") {
  for (const bool has_store : {false, true}) {
    const SessionPeer server{has_store ? memory_store() : nullptr};
    const auto first = server.ask(R"("input":"one","store":false)");
    CHECK(server.says(first, "[one]"));
    const auto go_on = R"("input":"two","store":false,"previous_response_id":")" + server.id_in(first) + "\"";
    const auto second = server.ask(go_on);
    CHECK(server.says(second, "[one][[one]][two]"));
    CHECK(second.find(R"("previous_response_id":")" + server.id_in(first)) != std::string::npos);

    auto other = server.begin();  // knows nothing of it
    const auto refused = server.ask(*other, go_on);
    CHECK(refused.starts_with(R"({"type":"error","status":400,)"));
    CHECK(refused.find("previous_response_not_found") != std::string::npos);
  }
}

TEST_CASE("what a session stores is there for others, and what others stored for it") {
  const SessionPeer server{memory_store()};
  const auto first = server.ask(R"("input":"one")");
  auto other = server.begin();
  const auto second =
      server.ask(*other, R"("input":"two","store":false,"previous_response_id":")" + server.id_in(first) + "\"");
  CHECK(server.says(second, "[one][[one]][two]"));
  const auto third =
      server.ask(*other, R"("input":"three","store":false,"previous_response_id":")" + server.id_in(second) + "\"");
  CHECK(server.says(third, "[one][[one]][two][[one][[one]][two]][three]"));
}

TEST_CASE("a session's first request may make ready only, and says nothing then") {
  const SessionPeer server;
  const auto ready = server.ask(R"("input":"one","store":false,"generate":false)");
  CHECK(ready.starts_with("{\"type\":\"response.completed\""));
  CHECK(ready.find("\"output\":[]") != std::string::npos);
  const auto next = server.ask(R"("input":"two","store":false,"previous_response_id":")" + server.id_in(ready) + "\"");
  CHECK(server.says(next, "[one][two]"));
}
