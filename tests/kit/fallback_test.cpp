// SPDX-License-Identifier: MIT
#include "scripted.hpp"
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/kit/fallback.hpp>
#include <oaicompat/kit/first_token.hpp>

#include <chrono>
#include <stdexcept>

namespace fallbacks {

using namespace play;
using namespace std::chrono_literals;

Backend failing(Error error) { return backend(chat({std::move(error)})); }
std::string said(const Backend& backend) {
  const auto whole = accumulated(run<Chat>(backend, chat_request()));
  return whole ? whole->text() : whole.error().code;
}

TEST_CASE("the next backend is asked where one fails before its first event") {
  std::vector<std::size_t> failed;
  const auto both = fallback(
      {failing(api_error(503, "Down.", "down")), failing(local_error(ErrorKind::timeout, "Late.")), backend(says_hi())},
      {.on_fallback = [&](const Error&, std::size_t place) { failed.push_back(place); }});
  CHECK(said(both) == "Hi.");
  CHECK(failed == std::vector<std::size_t>{0, 1});
}

TEST_CASE("what is thrown by who is told of a fallback is dropped") {
  const auto both = fallback({failing(api_error(503, "Down.", "down")), backend(says_hi())},
                             {.on_fallback = [](const Error&, std::size_t) { throw std::runtime_error{"mine"}; }});
  CHECK(said(both) == "Hi.");
}

TEST_CASE("the last failure is the answer where no backend gives one") {
  CHECK(said(fallback({failing(api_error(503, "Down.", "down")), failing(api_error(429, "Slow.", "slow"))})) == "slow");
  CHECK(said(fallback({})) == "unknown_url");
}

TEST_CASE("an error that another backend would give too is the answer at once") {
  const auto second = says_hi();
  CHECK(said(fallback({failing(api_error(400, "Bad.", "bad")), backend(second)})) == "bad");
  CHECK(second->runs == 0);
  CHECK(said(fallback({failing(api_error(400, "Bad.", "bad")), backend(second)},
                      {.when = [](const Error& error) { return error.code == "bad"; }})) == "Hi.");
}

TEST_CASE("once an event was given a failure is the answer's") {
  const auto second = says_hi();
  const auto both = fallback({backend(chat({chunk(role_chunk), api_error(503, "Down.", "down")})), backend(second)});
  CHECK(said(both) == "down");
  CHECK(second->runs == 0);
}

TEST_CASE("an operation goes to those that offer it") {
  Backend embedder;
  embedder.on<CreateEmbedding>(
      [](const Parsed<EmbeddingRequest>&, const Context&) { return one_item(EmbeddingList{}); });
  const auto both = fallback({embedder, backend(says_hi())});
  CHECK(said(both) == "Hi.");
  CHECK(both.offers<CreateEmbedding>());
  CHECK(!both.offers<ListModels>());
  CHECK(run<CreateEmbedding>(both, {}).events.size() == 1);
}

TEST_CASE("each backend is asked in the request's circumstances, and none after its stop") {
  auto first = chat({api_error(503, "Down.", "down")}), second = says_hi();
  std::stop_source source;
  Context context;
  context.request_id = "req_1";
  context.stop = source.get_token();
  const auto both = fallback({backend(first), backend(second)});
  run<Chat>(both, chat_request(), context);
  CHECK(first->context.request_id == "req_1");
  CHECK(second->context.request_id == "req_1");
  CHECK(second->request == first->request);
  source.request_stop();
  CHECK(run<Chat>(both, chat_request(), context).error->code == "down");
  CHECK(second->runs == 1);
}

TEST_CASE("a wake of the backend that is asked is the answer's") {
  auto first = chat({Wait{}, api_error(503, "Down.", "down")});
  first->holds_wakes = true;
  const auto stream = fallback({backend(first), backend(says_hi())}).run<Chat>(chat_request());
  ChatEvent event;
  CHECK(stream->pull(event) == Pull::wait);
  bool woken = false;
  stream->when_ready([&] { woken = true; });
  CHECK(!woken);
  first->ring();
  CHECK(woken);
  CHECK(stream->pull(event) == Pull::some);
  CHECK(first->dropped);
}

// A backend that never says anything after these events.
std::shared_ptr<ChatScript> silent_after(std::vector<std::variant<ChatEvent, Wait, Error>> steps) {
  for (int i = 0; i < 10; ++i) steps.emplace_back(Wait{});
  auto script = chat(std::move(steps));
  script->holds_wakes = true;
  return script;
}

TEST_CASE("a backend that says nothing in time is given up, though it has begun its stream") {
  const auto clock = std::make_shared<ManualClock>();
  auto slow = silent_after({chunk(role_chunk)});
  const auto both = fallback({first_token(backend(slow), {.within = 5s, .clock = clock}), backend(says_hi())});
  const auto stream = both.run<Chat>(chat_request());
  ChatEvent event;
  CHECK(stream->pull(event) == Pull::wait);
  bool woken = false;
  stream->when_ready([&] { woken = true; });
  clock->advance(4s);
  CHECK(!woken);
  clock->advance(1s);
  CHECK(woken);
  CHECK(accumulated(drain<Chat>(*stream))->text() == "Hi.");
  CHECK(slow->dropped);
}

TEST_CASE("a first token may take as long as the type of the time lets it") {
  const auto bounded = first_token(backend(says_hi()), {.within = std::chrono::milliseconds::max()});
  const auto stream = bounded.run<Chat>(chat_request());
  CHECK(accumulated(drain<Chat>(*stream))->text() == "Hi.");
}

TEST_CASE("what a stream begins with is given once it says something, and from then on it has all the time") {
  const auto clock = std::make_shared<ManualClock>();
  auto script = chat({chunk(role_chunk), Wait{}, chunk(text_chunk), Wait{}, chunk(finish_chunk)});
  script->holds_wakes = true;
  const auto stream = first_token(backend(script), {.within = 5s, .clock = clock}).run<Chat>(chat_request());
  ChatEvent event;
  CHECK(stream->pull(event) == Pull::wait);
  CHECK(stream->pull(event) == Pull::some);
  CHECK(std::get<0>(event).choices[0].delta.role);
  CHECK(script->pulled == 2);
  CHECK(stream->pull(event) == Pull::some);
  CHECK(std::get<0>(event).text() == "Hi.");
  CHECK(stream->pull(event) == Pull::wait);
  clock->advance(1h);
  CHECK(stream->pull(event) == Pull::some);
  CHECK(stream->pull(event) == Pull::end);
}

TEST_CASE("a first token that is late is a 504 of its own code, and a whole answer is bounded too") {
  const auto clock = std::make_shared<ManualClock>();
  const auto handler = serve(first_token(backend(silent_after({})), {.within = 1500ms, .clock = clock}));
  for (const auto& body : {ask_whole, ask_stream}) {
    auto answer = handler(post("/v1/chat/completions", body));
    Part part;
    CHECK(answer->pull(part) == Pull::wait);
    clock->advance(1500ms);
    REQUIRE(answer->pull(part) == Pull::some);
    CHECK(std::get<Head>(part).status == 504);
    REQUIRE(answer->pull(part) == Pull::some);
    CHECK(std::get<Bytes>(part).find("within 1.5 s.") != Bytes::npos);
    CHECK(std::get<Bytes>(part).find("first_token_timeout") != Bytes::npos);
  }
  const auto whole = first_token(backend(chat({play::whole(whole_hi)})), {.within = 1s, .clock = clock});
  CHECK(run<Chat>(whole, chat_request(false)).events.size() == 1);
}

TEST_CASE("an end or a failure before a first token is passed on with what came before") {
  const auto clock = std::make_shared<ManualClock>();
  const FirstTokenOptions options{.within = 1s, .clock = clock};
  auto outcome = run<Chat>(first_token(backend(chat({chunk(role_chunk)})), options), chat_request());
  CHECK(outcome.events.size() == 1);
  CHECK(!outcome.error);
  outcome = run<Chat>(first_token(backend(chat({chunk(role_chunk), api_error(503, "Down.", "down")})), options),
                      chat_request());
  CHECK(outcome.events.size() == 1);
  CHECK(outcome.error->code == "down");
}

}  // namespace fallbacks
