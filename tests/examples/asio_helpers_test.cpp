// SPDX-License-Identifier: MIT
#include "demo/engine.hpp"
#include "examples/running_proxy.hpp"

#include <oaicompat/api/async_stream.hpp>
#include <oaicompat/api/send_async.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/kit/chat_session.hpp>
#include <oaicompat/kit/fallback.hpp>
#include <oaicompat/kit/first_token.hpp>
#include <oaicompat/kit/read_chat.hpp>
#include <oaicompat/kit/run_response_tools.hpp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/kit/structured.hpp>
#include <oaicompat/kit/wait_for_response.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

// Each helper of the library's against the demo's engine: at once, and through the proxy in both of its modes.
namespace helpers_test {

using namespace oaicompat;
using examples_test::RunningProxy;

struct Weather {
  std::string city{};
  int celsius = 0;
};
constexpr auto describe(Type<Weather>) {
  return object("Weather", field("city", &Weather::city), field("celsius", &Weather::celsius));
}
struct Place {
  std::string city{};
};
constexpr auto describe(Type<Place>) { return object("Place", field("city", &Place::city)); }

// The demo's server, and clients that come to it by each way.
class Ways {
 public:
  Ways() {
    server_.chat_async("demo", [this](Parsed<ChatRequest> request, ChatSink out, const Context&) {
      engine_.chat_async(std::move(request), std::move(out));
    });
    server_.embedding("demo-embed",
                      [this](const EmbeddingRequest& request, const Context&) { return engine_.embed(request); });
    const auto port = server_.start();
    REQUIRE(port);
    bytes_.emplace(*port, proxy::Options{.mode = proxy::Mode::bytes});
    typed_.emplace(*port, proxy::Options{.mode = proxy::Mode::typed});
    for (const int each : {*port, bytes_->port, typed_->port})
      clients_.emplace_back(ClientOptions{
          .base_url = "http://127.0.0.1:" + std::to_string(each) + "/v1", .api_key = "k", .max_retries = 0});
  }
  template <class Test>
  void each(Test test) const {
    constexpr const char* names[] = {"at once", "through the proxy, bytes", "through the proxy, typed"};
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      CAPTURE(names[i]);
      test(clients_[i]);
    }
  }

 private:
  demo::Engine engine_;
  Server server_{{.port = 0}};
  std::optional<RunningProxy> bytes_, typed_;
  std::vector<Client> clients_;
};

const Ways& ways() {
  static const Ways made;
  return made;
}

ChatRequest asks(Text what) { return {.model = "demo", .messages = {user(std::move(what))}}; }
Toolbox weather() {
  Toolbox tools;
  tools.add<Place>("weather", "The weather of a city.", [](const Place&) { return std::string{"sunny"}; });
  return tools;
}

TEST_CASE("tools are run over chat and over responses, whichever way the answers come") {
  ways().each([](const Client& client) {
    const auto run = run_tools(client, asks("How is the weather?"), weather(), {.max_rounds = 4});
    CHECK(run.end == ToolRunEnd::finished);
    CHECK(run.calls.size() == 1);
    CHECK_FALSE(run.text().empty());
    std::string text;
    const auto streamed = run_tools(client, asks("How is the weather?"), weather(),
                                    {.max_rounds = 4, .on_text = [&](std::string_view piece) { text += piece; }});
    CHECK(streamed.end == ToolRunEnd::finished);
    CHECK(text == streamed.text());
    const auto response =
        run_tools(client, ResponseRequest{.model = "demo", .input = Text{"How is the weather?"}}, weather(), {});
    CHECK(response.end == ToolRunEnd::finished);
    CHECK(response.calls.size() == 1);
  });
}

TEST_CASE("answers are read into structs, whichever way they come") {
  ways().each([](const Client& client) {
    const auto whole = chat_as<Weather>(client, asks("The weather of Oslo"));
    CHECK_MESSAGE(whole, (whole ? "" : whole.error().message));
    int partial = 0;
    const auto streamed = chat_as_stream<Weather>(client, asks("The weather of Oslo"),
                                                  {.on_partial = [&](const Weather&) { ++partial; }});
    CHECK(streamed);
    CHECK(partial > 0);
  });
}

TEST_CASE("a session and typed events tell the same text as a whole answer, whichever way they come") {
  ways().each([](const Client& client) {
    ChatSession session{client, {.model = "demo", .system = "Be brief."}};
    const auto said = session.say("Hello");
    REQUIRE(said);
    std::string streamed;
    REQUIRE(session.stream("And again", [&](std::string_view piece) { streamed += piece; }));
    CHECK(session.messages().size() == 5);
    std::string text;
    const auto read = read_chat(client.chat_stream(asks("Hello")), {.on_text = [&](std::string_view p) { text += p; }});
    REQUIRE(read);
    CHECK(read->text() == text);
    CHECK(client.chat(asks("Hello"))->text() == text);
  });
}

TEST_CASE("calls that nobody waits for give what those give that are waited for, whichever way they come") {
  ways().each([](const Client& client) {
    auto future = send_future<CreateChatCompletion>(client, asks("Hello"));
    const auto reply = future.get();
    REQUIRE(reply);
    std::promise<std::string> done;
    auto stream = stream_async<CreateChatCompletion>(client, asks("Hello"));
    std::string text;
    std::function<void(Result<std::optional<ChatChunk>>)> next = [&](Result<std::optional<ChatChunk>> chunk) {
      if (!chunk || !*chunk) return done.set_value(text);
      text += (*chunk)->text();
      stream.next(next);
    };
    stream.next(next);
    CHECK(done.get_future().get() == reply->text());
  });
}

TEST_CASE("background responses are waited for, and lists are read to their end, whichever way they come") {
  ways().each([](const Client& client) {
    const auto begun =
        client.send<CreateResponse>({.model = "demo", .input = Text{"Think."}, .background = true, .store = true});
    REQUIRE_MESSAGE(begun, (begun ? "" : begun.error().message));
    const auto made = wait_for_response(client, begun->id.view(), {.interval = std::chrono::milliseconds{5}});
    REQUIRE(made);
    CHECK(made->status.known() == ResponseStatus::completed);
    for (int i = 0; i < 3; ++i) {
      auto request = asks("Keep this");
      request.store = true;
      REQUIRE(client.chat(std::move(request)));
    }
    auto pages = client.pages<ListChatCompletions>({.limit = 2});
    std::size_t listed = 0;
    for ([[maybe_unused]] const auto& each : pages.items()) ++listed;
    CHECK_FALSE(pages.error());
    CHECK(listed >= 3);
  });
}

TEST_CASE("the bricks of a gateway stand on clients, whichever way they lead") {
  ways().each([](const Client& client) {
    const Client nowhere{{.base_url = "http://127.0.0.1:1/v1", .api_key = "k", .max_retries = 0}};
    const Client over{{.transport = serve(fallback({nowhere, first_token(client)}))}};
    const auto answer = over.chat(asks("Hello"));
    REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().message));
    CHECK(answer->text() == client.chat(asks("Hello"))->text());
    std::string streamed;
    auto stream = over.chat_stream(asks("Hello"));
    while (const auto* chunk = stream.next()) streamed += chunk->text();
    CHECK_FALSE(stream.error());
    CHECK(streamed == answer->text());
  });
}

}  // namespace helpers_test
