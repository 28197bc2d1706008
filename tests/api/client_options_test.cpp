// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <thread>

using namespace play;
using namespace std::chrono_literals;

namespace {

// The variables that a client reads, as a test wants them, and as they were afterwards.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& set = {}) {
    for (const char* name : names) {
      if (const char* was = std::getenv(name)) before_[name] = was;
    }
    put(set);
  }
  ~Environment() { put(before_); }

 private:
  static constexpr const char* names[] = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID",
                                          "http_proxy",     "HTTP_PROXY",      "https_proxy",   "HTTPS_PROXY",
                                          "no_proxy",       "NO_PROXY"};
  static void put(const std::map<std::string, std::string>& set) {
    for (const char* name : names) ::unsetenv(name);
    for (const auto& [name, value] : set) ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::map<std::string, std::string> before_;
};

// What a client sends, and what it is answered: the first answers in turn, then the last one for ever.
struct Upstream {
  std::vector<Collected> answers{{{}, whole_hi}};
  std::vector<Request> asked{};

  Handler handler() {
    return [this](Request request) -> Answer {
      const auto& answer = answers[std::min(asked.size(), answers.size() - 1)];
      asked.push_back(std::move(request));
      return ready_answer(answer.head, answer.body);
    };
  }
  Client client(ClientOptions options = {}) {
    if (options.base_url.empty()) options.base_url = "http://test/v1";
    options.transport = handler();
    return Client{std::move(options)};
  }
};
ChatRequest ask_m() { return {.model = "m", .messages = {user("Hello")}}; }
Collected failure(int status, Headers headers = {}) {
  return {{.status = status, .headers = std::move(headers)}, "{}"};
}

}  // namespace

TEST_CASE("what a client sends comes from its options") {
  const Environment none;
  Upstream upstream;
  const auto client = upstream.client({.base_url = "https://host:8443/openai/v1/?api-version=1",
                                       .api_key = "sk-1",
                                       .organization = "org-1",
                                       .project = "proj-1",
                                       .headers = {{"x-mine", "1"}, {"openai-project", "proj-2"}}});
  CHECK(client.chat(ask_m()).has_value());
  const auto& sent = upstream.asked.at(0);
  CHECK(sent.path == "/openai/v1/chat/completions");
  CHECK(sent.query == "api-version=1");
  CHECK(sent.headers.get("authorization") == "Bearer sk-1");
  CHECK(sent.headers.get("openai-organization") == "org-1");
  CHECK(sent.headers.get("openai-project") == "proj-2");
  CHECK(sent.headers.get("x-mine") == "1");
  CHECK(sent.headers.get("accept") == "application/json");
  CHECK(sent.headers.get("x-stainless-retry-count") == "0");
}

TEST_CASE("what the options leave out comes from the environment") {
  const Environment set{{{"OPENAI_API_KEY", "sk-env"},
                         {"OPENAI_BASE_URL", "http://env/base/"},
                         {"OPENAI_ORG_ID", "org-env"},
                         {"OPENAI_PROJECT_ID", "proj-env"}}};
  Upstream upstream;
  Client{{.transport = upstream.handler()}}.models();
  upstream.client({.api_key = "sk-1", .organization = "org-1"}).models();
  CHECK(upstream.asked.at(0).path == "/base/models");
  CHECK(upstream.asked[0].headers.get("authorization") == "Bearer sk-env");
  CHECK(upstream.asked[0].headers.get("openai-organization") == "org-env");
  CHECK(upstream.asked[0].headers.get("openai-project") == "proj-env");
  CHECK(upstream.asked.at(1).path == "/v1/models");
  CHECK(upstream.asked[1].headers.get("authorization") == "Bearer sk-1");
  CHECK(upstream.asked[1].headers.get("openai-organization") == "org-1");
}

TEST_CASE("without options and environment there is no key, and the path is OpenAI's") {
  const Environment empty{{{"OPENAI_API_KEY", ""}, {"OPENAI_BASE_URL", ""}}};
  Upstream upstream;
  Client{{.transport = upstream.handler()}}.models();
  CHECK(upstream.asked.at(0).path == "/v1/models");
  CHECK(!upstream.asked[0].headers.has("authorization"));
  CHECK(!upstream.asked[0].headers.has("openai-organization"));
}

TEST_CASE("a proxy that cannot be used fails every call, be it the options' or the environment's") {
  const Environment set{{{"HTTPS_PROXY", "socks5://u:secret@proxy:1080"}, {"NO_PROXY", "direct.test"}}};
  for (const ClientOptions& options : {ClientOptions{.base_url = "https://api.test/v1"},
                                       ClientOptions{.base_url = "https://direct.test", .proxy = "https://proxy:1"}}) {
    const auto got = Client{options}.models();
    REQUIRE(!got);
    CHECK(got.error().kind == ErrorKind::invalid_argument);
    CHECK(got.error().code == "invalid_proxy");
    CHECK(got.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a call's own headers, query and body fields are sent, and win") {
  const Environment none;
  Upstream upstream;
  const auto client =
      upstream.client({.base_url = "http://test/v1?a=1", .api_key = "sk-1", .headers = {{"x-mine", "1"}}});
  RequestOptions options{.headers = {{"X-Mine", "2"}, {"Authorization", "Bearer sk-2"}}, .query = "b=2"};
  options.body.set("top_k", Json{"40"});
  CHECK(client.chat(ask_m(), options).has_value());
  client.chat_stream(ask_m(), options).next();
  for (const auto& sent : upstream.asked) {
    CHECK(sent.query == "a=1&b=2");
    CHECK(sent.headers.get("x-mine") == "2");
    CHECK(sent.headers.get("authorization") == "Bearer sk-2");
    CHECK(sent.body.str().ends_with(R"("top_k":40})"));
  }
  CHECK(client.chat(ask_m()).has_value());
  CHECK(upstream.asked.at(2).query == "a=1");
  CHECK(upstream.asked[2].headers.get("x-mine") == "1");
  CHECK(upstream.asked[2].body == ask_whole);
}

TEST_CASE("a failed try is tried again after a wait by the clock that was passed in") {
  const auto clock = std::make_shared<ManualClock>();
  for (const bool streamed : {false, true}) {
    Upstream upstream{.answers = {failure(503), failure(429, {{"retry-after", "7"}}), {{}, whole_hi}}};
    const auto client = upstream.client({.clock = clock, .random = [] { return 0.0; }});
    std::vector<int> statuses;
    Context context;
    context.call.on_head = [&](const Head& head) { statuses.push_back(head.status); };
    const auto stream = client.backend().run<Chat>(chat_request(streamed), context);
    ChatEvent event;
    CHECK(stream->pull(event) == Pull::wait);
    CHECK(upstream.asked.size() == 1);
    clock->advance(499ms);
    CHECK(stream->pull(event) == Pull::wait);
    clock->advance(1ms);
    CHECK(stream->pull(event) == Pull::wait);
    CHECK(upstream.asked.size() == 2);
    clock->advance(6999ms);
    CHECK(stream->pull(event) == Pull::wait);
    clock->advance(1ms);
    CHECK(stream->pull(event) == Pull::some);
    CHECK(upstream.asked.size() == 3);
    CHECK(upstream.asked[2].headers.get("x-stainless-retry-count") == "2");
    CHECK(statuses == std::vector{200});
  }
}

TEST_CASE("a call that is waited for waits for its tries too") {
  const auto clock = std::make_shared<ManualClock>();
  Upstream upstream{.answers = {failure(500), failure(500), failure(500), {{}, whole_hi}}};
  const auto client = upstream.client({.clock = clock, .random = [] { return 0.0; }});
  std::atomic<bool> over = false;
  std::thread caller{[&] {
    const auto got = client.chat(ask_m());
    CHECK(got.status() == 500);
    CHECK(client.chat(ask_m())->text() == "Hi.");
    over = true;
  }};
  while (!over) {
    clock->alarms() > 0 ? clock->advance(10s) : std::this_thread::yield();
  }
  caller.join();
  CHECK(upstream.asked.size() == 4);
}

TEST_CASE("how often a call is tried is the client's choice, or the call's") {
  const auto tries = [](ClientOptions options, RequestOptions call) {
    Upstream upstream{.answers = {failure(500)}};
    options.random = [] { return 0.999; };
    options.clock = std::make_shared<ManualClock>();
    const auto clock = std::static_pointer_cast<ManualClock>(options.clock);
    const auto client = upstream.client(std::move(options));
    Context context;
    context.call.max_retries = call.max_retries;
    const auto stream = client.backend().run<Chat>(chat_request(), context);
    ChatEvent event;
    while (stream->pull(event) == Pull::wait) clock->advance(10s);
    return upstream.asked.size();
  };
  CHECK(tries({}, {}) == 3);
  CHECK(tries({.max_retries = 0}, {}) == 1);
  CHECK(tries({.max_retries = 5}, {}) == 6);
  CHECK(tries({.max_retries = 5}, {.max_retries = 1}) == 2);
  Upstream upstream{.answers = {failure(500)}};
  CHECK(upstream.client().chat(ask_m(), {.max_retries = 0}).status() == 500);
  CHECK(upstream.asked.size() == 1);
}

TEST_CASE("a stream is not tried again once it has begun") {
  struct Breaks final : Stream<Part> {
    Pull pull(Part& out) override {
      if (step == 2) return Pull::fail;
      ++step == 1 ? void(out = Head{.headers = {{"content-type", "text/event-stream"}}})
                  : void(out = Bytes{"data: " + text_chunk + "\n\n"});
      return Pull::some;
    }
    Error error() const override { return local_error(ErrorKind::connection, "Lost."); }
    int step = 0;
  };
  int asked = 0;
  const Client client{{.base_url = "http://test", .transport = [&](const Request&) -> Answer {
                         ++asked;
                         return std::make_unique<Breaks>();
                       }}};
  auto stream = client.chat_stream(ask_m());
  CHECK(stream.next() != nullptr);
  CHECK(stream.next() == nullptr);
  CHECK(stream.error()->kind == ErrorKind::connection);
  CHECK(asked == 1);
}

TEST_CASE("a call gives up when its time is up, by the clock that was passed in") {
  struct Silent final : Stream<Part> {
    explicit Silent(bool h) : head{h} {}
    Pull pull(Part& out) override {
      if (!std::exchange(head, false)) return Pull::wait;
      out = Head{.headers = {{"content-type", "text/event-stream"}}};
      return Pull::some;
    }
    void when_ready(Wake) override {}
    bool head;
  };
  struct Row {
    bool headed;
    ClientOptions options;
    std::optional<Duration> timeout;
    Duration after;
    const char* code;
    std::optional<Duration> total{};
  };
  const Row rows[] = {
      {false, {}, {}, 600s, "first_byte_timeout"},
      {false, {.first_byte_timeout = 3s}, {}, 3s, "first_byte_timeout"},
      {false, {.first_byte_timeout = 3s}, 1s, 1s, "first_byte_timeout"},
      {true, {.idle_timeout = 4s}, {}, 4s, "idle_timeout"},
      {true, {.idle_timeout = 4s}, 2s, 2s, "idle_timeout"},
      {false, {.total_timeout = 5s}, {}, 5s, "deadline_exceeded"},
      {true, {.total_timeout = 5s}, {}, 5s, "deadline_exceeded"},
      {true, {}, {}, 2s, "deadline_exceeded", 2s},
      {true, {.total_timeout = 5s}, {}, 2s, "deadline_exceeded", 2s},
      {true, {.total_timeout = 2s}, {}, 5s, "deadline_exceeded", 5s},
      {true, {.idle_timeout = 4s, .total_timeout = 2s}, {}, 4s, "idle_timeout", 0s},
  };
  for (auto [headed, options, timeout, after, code, total] : rows) {
    const std::string expected_code{code};
    CAPTURE(expected_code);
    const auto clock = std::make_shared<ManualClock>();
    options.base_url = "http://test";
    options.max_retries = 0;
    options.clock = clock;
    options.transport = [headed = headed](const Request&) -> Answer { return std::make_unique<Silent>(headed); };
    const Client client{options};
    Context context;
    context.call.timeout = timeout;
    context.call.total_timeout = total;
    const auto stream = client.backend().run<Chat>(chat_request(), context);
    ChatEvent event;
    CHECK(stream->pull(event) == Pull::wait);
    bool woken = false;
    stream->when_ready([&] { woken = true; });
    clock->advance(after - 1ms);
    CHECK(!woken);
    CHECK(stream->pull(event) == Pull::wait);
    stream->when_ready([&] { woken = true; });
    clock->advance(1ms);
    CHECK(woken);
    CHECK(stream->pull(event) == Pull::fail);
    CHECK(stream->error().kind == ErrorKind::timeout);
    CHECK(stream->error().code == code);
  }
}

TEST_CASE("a stream that drips ends when the call's time is up") {
  const auto clock = std::make_shared<ManualClock>();
  struct Drips final : Stream<Part> {
    Pull pull(Part& out) override {
      std::exchange(headed, true) ? void(out = Bytes{"data: " + text_chunk + "\n\n"})
                                  : void(out = Head{.headers = {{"content-type", "text/event-stream"}}});
      return Pull::some;
    }
    bool headed = false;
  };
  const Client client{{.base_url = "http://test",
                       .transport = [](const Request&) -> Answer { return std::make_unique<Drips>(); },
                       .clock = clock}};
  auto stream = client.chat_stream(ask_m(), {.timeout = 1s, .total_timeout = 3s});
  int chunks = 0;
  while (stream.next()) {
    ++chunks;
    clock->advance(900ms);
  }
  CHECK(chunks == 4);
  REQUIRE(stream.error());
  CHECK(stream.error()->kind == ErrorKind::timeout);
  CHECK(stream.error()->status == 0);
}

TEST_CASE("what one client's calls ask for does not reach a server in the same process") {
  Upstream upstream;
  const auto client = upstream.client();
  CHECK(client.chat(ask_m(), {.timeout = 3s, .total_timeout = 9s, .max_retries = 1}).has_value());
  CHECK(!upstream.asked.at(0).context.call.timeout);
  CHECK(!upstream.asked[0].context.call.total_timeout);
  CHECK(!upstream.asked[0].context.on_passed);
  CHECK(!upstream.asked[0].context.call.max_retries);
  CHECK(!upstream.asked[0].context.call.on_head);
}

TEST_CASE("the host's own layers see a call once, outside its tries") {
  const auto clock = std::make_shared<ManualClock>();
  Upstream upstream{.answers = {failure(500), {{}, whole_hi}}};
  int seen = 0;
  ClientOptions options{.clock = clock};
  options.layers.push_back([&](Handler inner) -> Handler {
    return [&seen, inner = std::move(inner)](Request request) {
      ++seen;
      request.headers.set("x-layer", "1");
      return inner(std::move(request));
    };
  });
  const auto stream = upstream.client(options).backend().run<Chat>(chat_request());
  ChatEvent event;
  while (stream->pull(event) == Pull::wait) clock->advance(1s);
  CHECK(seen == 1);
  CHECK(upstream.asked.size() == 2);
  CHECK(upstream.asked[1].headers.get("x-layer") == "1");
}
