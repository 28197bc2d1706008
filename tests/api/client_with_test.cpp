// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>

using namespace play;
using namespace std::chrono_literals;

namespace with_test {
namespace {

// A provider that keeps what it is asked, and answers these statuses in turn, then 200.
struct Provider {
  std::vector<int> statuses{};
  std::vector<Request> asked{};

  Client client(ClientOptions options = {}) {
    if (options.base_url.empty()) options.base_url = "http://test/v1";
    if (options.api_key.empty()) options.api_key = "sk-1";
    options.transport = [this](Request request) -> Answer {
      const auto at = asked.size();
      asked.push_back(std::move(request));
      if (at < statuses.size() && statuses[at] == 0) return failed<Part>(local_error(ErrorKind::connection, "Lost."));
      if (at < statuses.size()) return ready_answer({.status = statuses[at], .headers = {}}, "{}");
      return ready_answer({}, whole_hi);
    };
    return Client{std::move(options)};
  }
  const Headers& sent() const { return asked.back().headers; }
};
ChatRequest hello() { return {.model = "m", .messages = {user("Hello")}}; }
Layer notes(std::string name, std::vector<std::string>& to) {
  return [name, &to](Handler inner) -> Handler {
    return [name, &to, inner](Request request) {
      to.push_back(name);
      return inner(std::move(request));
    };
  };
}

}  // namespace

TEST_CASE("a client made of another differs in what is named and keeps all else") {
  Provider provider;
  const auto first = provider.client({.organization = "org-1", .project = "proj-1", .headers = {{"x-a", "1"}}});
  const auto second = first.with({.api_key = "sk-2", .project = "proj-2", .headers = {{"x-b", "2"}}});
  CHECK(second.chat(hello()).has_value());
  CHECK(provider.sent().get("authorization") == "Bearer sk-2");
  CHECK(provider.sent().get("openai-organization") == "org-1");
  CHECK(provider.sent().get("openai-project") == "proj-2");
  CHECK(provider.sent().get("x-a") == "1");
  CHECK(provider.sent().get("x-b") == "2");
  CHECK(first.chat(hello()).has_value());
  CHECK(provider.sent().get("authorization") == "Bearer sk-1");
  CHECK(provider.sent().get("openai-project") == "proj-1");
  CHECK(!provider.sent().has("x-b"));
}

TEST_CASE("an empty value takes away what a client sent") {
  Provider provider;
  const auto first = provider.client(
      {.organization = "org-1", .project = "proj-1", .headers = {{"x-a", "1"}, {"X-A", "2"}, {"x-b", "3"}}});
  CHECK(first.with({.api_key = "", .organization = "", .headers = {{"x-a", ""}, {"OpenAI-Project", ""}}})
            .chat(hello())
            .has_value());
  for (const char* name : {"authorization", "openai-organization", "openai-project", "x-a"})
    CHECK_MESSAGE(!provider.sent().has(name), name);
  CHECK(provider.sent().get("x-b") == "3");
  CHECK(first.with({.headers = {{"Authorization", ""}}}).chat(hello()).has_value());
  CHECK(!provider.sent().has("authorization"));
}

TEST_CASE("a key, organization or project that is changed wins over the client's fields of these names") {
  Provider provider;
  const auto first = provider.client(
      {.headers = {{"authorization", "Basic x"}, {"openai-organization", "o"}, {"openai-project", "p"}}});
  CHECK(first.with({.api_key = "sk-2", .organization = "o2", .project = "p2"}).chat(hello()).has_value());
  CHECK(provider.sent().get("authorization") == "Bearer sk-2");
  CHECK(provider.sent().get("openai-organization") == "o2");
  CHECK(provider.sent().get("openai-project") == "p2");
  const auto both = first.with({.project = "p2", .headers = {{"openai-project", "p3"}, {"openai-project", "p4"}}});
  CHECK(both.chat(hello()).has_value());
  CHECK(provider.sent().get("openai-project") == "p3");
}

TEST_CASE("retries and timeouts are changed for the new client alone") {
  const auto clock = std::make_shared<ManualClock>();
  Provider provider{.statuses = {500, 500}};
  const auto first = provider.client({.max_retries = 5, .clock = clock});
  CHECK(first.with({.max_retries = 0}).chat(hello()).status() == 500);
  CHECK(provider.asked.size() == 1);

  struct Silent final : Stream<Part> {
    Pull pull(Part&) override { return Pull::wait; }
    void when_ready(Wake) override {}
  };
  const Client silent{{.base_url = "http://test",
                       .max_retries = 0,
                       .transport = [](const Request&) -> Answer { return std::make_unique<Silent>(); },
                       .clock = clock}};
  const auto code_after = [&](const Client& client, Duration time) {
    const auto stream = client.backend().run<Chat>(chat_request());
    ChatEvent event;
    CHECK(stream->pull(event) == Pull::wait);
    clock->advance(time);
    return stream->pull(event) == Pull::fail ? stream->error().code : "";
  };
  CHECK(code_after(silent.with({.first_byte_timeout = 2s}), 2s) == "first_byte_timeout");
  CHECK(code_after(silent.with({.total_timeout = 3s}), 3s) == "deadline_exceeded");
  CHECK(code_after(silent.with({.idle_timeout = 1s}), 3s).empty());
  CHECK(code_after(silent, 599s).empty());
}

TEST_CASE("another base URL changes the path and the query, and repairs one that cannot be read") {
  Provider provider;
  const auto first = provider.client({.base_url = "http://test/v1?a=1"});
  CHECK(first.with({.base_url = "http://test/v2/?b=2"}).chat(hello()).has_value());
  CHECK(provider.asked.back().path == "/v2/chat/completions");
  CHECK(provider.asked.back().query == "b=2");
  const auto broken = first.with({.base_url = "ftp://test"});
  CHECK(broken.chat(hello()).error().code == "invalid_base_url");
  CHECK(broken.with({.api_key = "sk-3"}).chat(hello()).error().code == "invalid_base_url");
  CHECK(broken.with({.base_url = "http://test/v1"}).chat(hello()).has_value());
}

TEST_CASE("further layers stand inside those there are, and inner layers see each try") {
  const auto clock = std::make_shared<ManualClock>();
  Provider provider{.statuses = {503}};
  std::vector<std::string> seen;
  const auto first =
      provider.client({.layers = {notes("a", seen)}, .inner_layers = {notes("c", seen)}, .clock = clock});
  const auto second = first.with({.layers = {notes("b", seen)}, .inner_layers = {notes("d", seen)}});
  const auto stream = second.backend().run<Chat>(chat_request());
  ChatEvent event;
  while (stream->pull(event) == Pull::wait) clock->advance(1s);
  CHECK(seen == std::vector<std::string>{"a", "b", "c", "d", "c", "d"});
}

TEST_CASE("an inner layer sees what the client adds to a try") {
  Provider provider;
  std::string key, count;
  const auto client = provider.client({.inner_layers = {[&](Handler inner) -> Handler {
                                         return [&, inner](Request request) {
                                           key = request.headers.get("authorization");
                                           count = request.headers.get("x-stainless-retry-count");
                                           return inner(std::move(request));
                                         };
                                       }}});
  CHECK(client.chat(hello()).has_value());
  CHECK(key == "Bearer sk-1");
  CHECK(count == "0");
}

TEST_CASE("a client tells each try, its wait and what failed it") {
  const auto clock = std::make_shared<ManualClock>();
  Provider provider{.statuses = {0, 503}};
  std::vector<std::string> told;
  const auto tell = [&](const TryReport& t) {
    const auto wait = t.wait ? std::chrono::duration_cast<std::chrono::milliseconds>(*t.wait).count() : -1;
    told.push_back(std::to_string(t.number) + " " + std::string{t.method} + " " + std::string{t.path} + " " +
                   std::to_string(t.status) + " " + (t.error ? t.error->message : "-") + " " + std::to_string(wait));
  };
  const auto client = provider.client({.on_try = tell, .clock = clock, .random = [] { return 0.0; }});
  const auto stream = client.backend().run<Chat>(chat_request());
  ChatEvent event;
  while (stream->pull(event) == Pull::wait) clock->advance(1s);
  CHECK(told == std::vector<std::string>{"1 POST /v1/chat/completions 0 Lost. 500",
                                         "2 POST /v1/chat/completions 503 - 1000",
                                         "3 POST /v1/chat/completions 200 - -1"});
  int others = 0;
  CHECK(client.with({.on_try = [&](const TryReport&) { ++others; }}).chat(hello()).has_value());
  CHECK(others == 1);
  CHECK(told.size() == 3);
}

}  // namespace with_test
