// Responses made in the background: followed, cancelled, forgotten, abandoned.
// SPDX-License-Identifier: MIT
#include "derived.hpp"
#include "map_store.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/stores/jobs.hpp>

#include <limits>
#include <stdexcept>

using namespace derived;

namespace {

/// A chat that says what the test sends, and ends when it does.
struct Background {
  std::shared_ptr<MapStore> store = std::make_shared<MapStore>();
  std::shared_ptr<ChannelWriter<ChatEvent>> out;
  std::optional<Backend> backend;

  explicit Background(std::shared_ptr<WorkerPool> jobs = nullptr, std::shared_ptr<WorkerPool> pool = nullptr) {
    auto [writer, stream] = channel<ChatEvent>();
    out = std::make_shared<ChannelWriter<ChatEvent>>(std::move(writer));
    Backend chat;
    chat.on<CreateChatCompletion>(
        [s = std::make_shared<StreamPtr<ChatEvent>>(std::move(stream))](const Parsed<ChatRequest>&, const Context&) {
          return *s ? std::move(*s) : failed<ChatEvent>(api_error(500, "It runs once."));
        });
    auto options = counted();
    options.store = store;
    options.pool = std::move(pool);
    options.jobs = std::move(jobs);
    backend = with_responses(chat, options);
  }
  Result<Response> create() { return respond(*backend, request(R"("background":true)")); }
  /// It follows when this returns, and not only when a thread of the pool comes to it.
  StreamPtr<Event<RetrieveResponse>> follow(const Response& response, std::int64_t after = -1) {
    RetrieveResponseRequest asked{.response_id = response.id, .stream = true};
    if (after >= 0) asked.starting_after = after;
    Context context;
    context.may_block = true;
    return backend->run<RetrieveResponse>(asked, context);
  }
  Result<Response> retrieve(const Text& id) {
    const auto got = play::run<RetrieveResponse>(*backend, {.response_id = id});
    if (got.error) return *got.error;
    return std::get<Response>(got.events.at(0));
  }
  Result<Response> cancel(const Text& id) {
    const auto got = play::run<CancelResponse>(*backend, {.response_id = id});
    if (got.error) return *got.error;
    return got.events.at(0);
  }
  void say_all() {
    out->send(delta(R"({"content":"Hi"})"));
    out->send(finish("stop"));
    out->end();
  }
};

std::vector<ResponseEvent> all(Stream<Event<RetrieveResponse>>& stream) {
  return events(play::drain<RetrieveResponse>(stream));
}

}  // namespace

TEST_CASE("a response in the background is queued at once, followed live, and kept") {
  Background background;
  const auto queued = background.create();
  REQUIRE(queued);
  CHECK(queued->status == ResponseStatus::queued);
  CHECK(*queued->background);
  const auto live = background.follow(*queued);
  Waiter waiter;
  Event<RetrieveResponse> event;
  background.out->send(delta(R"({"content":"Hi"})"));
  std::vector<ResponseEvent> seen;
  do {
    REQUIRE(waiter.pull(*live, event) == Pull::some);
    seen.push_back(std::get<ResponseEvent>(event));
  } while (seen.back().tag() != "response.output_text.delta");
  CHECK(types(seen) == "created queued in_progress output_item.added content_part.added output_text.delta");
  CHECK(background.retrieve(queued->id)->status == ResponseStatus::in_progress);
  background.out->send(finish("stop"));
  background.out->end();
  for (const auto& each : all(*live)) seen.push_back(each);
  CHECK(types(seen).ends_with("output_item.done completed"));
  const auto whole = last_response(seen);
  CHECK(whole.output_text() == "Hi");
  CHECK(to_json(*background.retrieve(queued->id)) == to_json(whole));

  // Its events are replayed as they were, from any place.
  const auto again = all(*background.follow(*queued));
  REQUIRE(again.size() == seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(to_json(again[i]) == to_json(seen[i]));
  CHECK(types(all(*background.follow(*queued, static_cast<std::int64_t>(seen.size()) - 2))) == "completed");
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  for (const auto beyond : {static_cast<std::int64_t>(seen.size()) - 1, std::int64_t{1'000}, last}) {
    const auto got = play::drain<RetrieveResponse>(*background.follow(*queued, beyond));
    CHECK(got.events.empty());
    REQUIRE(got.error);
    CHECK(got.error->status == 400);
    CHECK(got.error->param == "starting_after");
  }
}

TEST_CASE("one that another process deletes while it is made stays deleted") {
  Background background;
  const auto queued = background.create().value();
  const auto live = background.follow(queued);
  REQUIRE(background.store->write({{.collection = "responses", .remove = queued.id.str()}}));
  background.say_all();
  CHECK(types(all(*live)).ends_with("completed"));
  CHECK(background.store->size() == 0);
}

TEST_CASE("one that is streamed is followed from its start") {
  Background background;
  const auto stream = background.backend->run<CreateResponse>(request(R"("background":true)", true));
  background.say_all();
  ResponseAccumulator accumulator;
  const auto seen = events(play::drain<CreateResponse>(*stream));
  for (const auto& each : seen) REQUIRE(accumulator.add(each));
  CHECK(types(seen).starts_with("created queued in_progress output_item.added"));
  CHECK(to_json(*accumulator.finish()) == to_json(*background.retrieve(last_response(seen).id)));
}

TEST_CASE("a follower that asks for what comes after more events than there will be is told so at the end") {
  Background background;
  const auto queued = *background.create();
  const auto live = background.follow(queued, std::numeric_limits<std::int64_t>::max());
  background.say_all();
  const auto got = play::drain<RetrieveResponse>(*live);
  CHECK(got.events.empty());
  REQUIRE(got.error);
  CHECK(got.error->param == "starting_after");
}

TEST_CASE("a follower that leaves changes nothing") {
  Background background;
  const auto queued = *background.create();
  background.follow(queued).reset();
  background.say_all();
  CHECK(last_response(all(*background.follow(queued))).status == ResponseStatus::completed);
}

TEST_CASE("a cancelled response is no longer made") {
  Background background;
  const auto queued = *background.create();
  const auto live = background.follow(queued);
  background.out->send(delta(R"({"content":"Hi"})"));
  Waiter waiter;
  Event<RetrieveResponse> event;
  do {
    REQUIRE(waiter.pull(*live, event) == Pull::some);
  } while (std::get<ResponseEvent>(event).tag() != "response.output_text.delta");
  CHECK(background.cancel(queued.id)->status == ResponseStatus::cancelled);
  const auto rest = all(*live);
  CHECK(rest.back().tag() == "response.incomplete");
  CHECK(last_response(rest).status == ResponseStatus::cancelled);
  CHECK(last_response(rest).output_text() == "Hi");
  CHECK(background.out->gone());  // the chat was dropped
  CHECK(background.retrieve(queued.id)->status == ResponseStatus::cancelled);
  CHECK(background.cancel(queued.id)->status == ResponseStatus::cancelled);
}

TEST_CASE("one that is whole stays as it is when it is cancelled; one that is not there is a 404") {
  Background background;
  const auto queued = *background.create();
  background.say_all();
  all(*background.follow(queued));
  CHECK(background.cancel(queued.id)->status == ResponseStatus::completed);
  CHECK(background.cancel("resp_x").error().status == 404);
}

TEST_CASE("a deleted response is no longer made, nor kept") {
  Background background;
  const auto queued = *background.create();
  const auto live = background.follow(queued);
  Waiter waiter;
  Event<RetrieveResponse> event;
  do {
    REQUIRE(waiter.pull(*live, event) == Pull::some);
  } while (std::get<ResponseEvent>(event).tag() != "response.in_progress");
  REQUIRE_FALSE(play::run<DeleteResponse>(*background.backend, {.response_id = queued.id}).error);
  play::drain<RetrieveResponse>(*live);
  CHECK(background.out->gone());
  CHECK(background.store->size() == 0);
}

TEST_CASE("a chat that fails makes a failed response") {
  Background background;
  const auto queued = *background.create();
  background.out->fail(api_error(500, "Broken."));
  const auto seen = all(*background.follow(queued));
  CHECK(seen.back().tag() == "response.failed");
  CHECK(background.retrieve(queued.id)->error->message == "Broken.");
}

TEST_CASE("a chat that throws makes a failed response") {
  auto options = counted();
  options.store = std::make_shared<MapStore>();
  Backend throwing;
  throwing.on<CreateChatCompletion>([](const Parsed<ChatRequest>&, const Context&) -> StreamPtr<ChatEvent> {
    throw std::runtime_error{"It throws."};
  });
  const auto backend = with_responses(throwing, options);
  const auto seen = events(play::run<CreateResponse>(backend, request(R"("background":true)", true)));
  CHECK(seen.back().tag() == "response.failed");
  CHECK(last_response(seen).error->message == "The handler failed.");
}

TEST_CASE("a store that fails fails the response") {
  auto jobs = std::make_shared<WorkerPool>();
  Background background{jobs};
  const auto queued = *background.create();
  background.store->fails_to_write = true;
  background.say_all();
  CHECK(all(*background.follow(queued)).back().tag() == "response.failed");
  const auto refused = background.create();
  CHECK(refused.error().message == "The disk is full.");
  jobs->stop();  // the job has gone, and the store knows nothing of its end
  CHECK(read<Response>((**background.store->read("responses", queued.id)).value).status == ResponseStatus::queued);
  CHECK(background.retrieve(queued.id)->status == ResponseStatus::failed);
  CHECK(background.retrieve(queued.id)->error->message == "The disk is full.");
  CHECK(types(all(*background.follow(queued))).ends_with("failed"));
  background.store->fails_to_write = false;
  REQUIRE_FALSE(play::run<DeleteResponse>(*background.backend, {.response_id = queued.id}).error);
  CHECK(background.retrieve(queued.id).error().status == 404);
}

TEST_CASE("a response that is too large to be kept is kept as one that failed") {
  auto jobs = std::make_shared<WorkerPool>();
  Background background{jobs};
  background.store->largest = 4'000;
  const auto queued = *background.create();
  background.out->send(delta(R"({"content":")" + std::string(5'000, 'x') + "\"}"));
  background.out->send(finish("stop"));
  background.out->end();
  CHECK(all(*background.follow(queued)).back().tag() == "response.failed");
  jobs->stop();
  const auto record = background.store->read("responses", queued.id);
  REQUIRE(*record);
  const auto kept = read<Response>((**record).value);
  CHECK(kept.status == ResponseStatus::failed);
  CHECK(kept.error->message == "It is too large.");
  CHECK(kept.output.empty());
  CHECK(types(all(*background.follow(queued))) == "created in_progress failed");
}

TEST_CASE("responses have failed when the last of their backend goes") {
  auto pool = std::make_shared<WorkerPool>();
  Background background{pool};
  const auto queued = *background.create();
  background.backend.reset();
  pool->stop();
  const auto record = background.store->read("responses", queued.id);
  REQUIRE(*record);
  CHECK(read<Response>((**record).value).status == ResponseStatus::failed);
}

TEST_CASE("one that another process makes is not followed, and has failed when that process has gone") {
  Background background;
  auto left = *background.create();
  left.id = "resp_left";
  REQUIRE(background.store->write(
      {{.collection = "responses", .put = Record{.id = "resp_left", .value = to_json(left)}, .remove = {}}}));
  const auto clock = std::make_shared<ManualClock>(counted().clock->unix_time());
  const JobQueue elsewhere{background.store, {.clock = clock, .lease = std::chrono::hours{1}}};
  const auto lease = elsewhere.start({.name = {"response", "", "resp_left"}}).value();
  CHECK(background.retrieve("resp_left")->status == ResponseStatus::queued);
  CHECK(play::drain<RetrieveResponse>(*background.follow(left)).error->status == 400);
  // It is killed, and its lease runs out: as if the last sign of life had been long ago.
  clock->advance(-std::chrono::hours{2});
  REQUIRE(lease->renew());
  const auto failed = background.retrieve("resp_left");
  CHECK(failed->status == ResponseStatus::failed);
  CHECK(failed->error->message == "The server stopped before the response was whole.");
  CHECK(read<Response>((**background.store->read("responses", "resp_left")).value).status == ResponseStatus::failed);
  CHECK_FALSE(elsewhere.find({"response", "", "resp_left"}).value());
  CHECK(types(all(*background.follow(left))).ends_with("failed"));
}

TEST_CASE("one that was left queued by a process that kept no job of it has failed") {
  Background background;
  auto left = *background.create();
  left.id = "resp_left";
  REQUIRE(background.store->write(
      {{.collection = "responses", .put = Record{.id = "resp_left", .value = to_json(left)}, .remove = {}}}));
  CHECK(background.retrieve("resp_left")->status == ResponseStatus::failed);
}

TEST_CASE("one that no thread may ever be free for is refused, and nothing is kept") {
  auto jobs = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 0});
  Background background{jobs};
  const auto refused = background.create();
  CHECK(refused.error().status == 503);
  CHECK(refused.error().code == "overloaded");
  CHECK(refused.error().retry_after == std::chrono::seconds{1});
  CHECK(background.store->size() == 0);
}

TEST_CASE("while no thread is free for one more it waits, and all else goes on") {
  auto jobs = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 1, .max_queued = 2});
  auto pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 1, .max_queued = 8});
  Background background{jobs, pool};
  const auto running = *background.create();
  const auto live = background.follow(running);
  Waiter waiter;
  Event<RetrieveResponse> event;
  do {
    REQUIRE(waiter.pull(*live, event) == Pull::some);
  } while (std::get<ResponseEvent>(event).tag() != "response.in_progress");
  const auto waiting = background.create(), left = background.create();
  REQUIRE(waiting);
  REQUIRE(left);
  CHECK(background.create().error().status == 503);

  CHECK(background.retrieve(waiting->id)->status == ResponseStatus::queued);
  const auto items = play::run<ListInputItems>(*background.backend, {.response_id = waiting->id});
  CHECK(items.events.at(0).data.size() == 1);
  CHECK(background.cancel(left->id)->status == ResponseStatus::cancelled);
  CHECK(background.retrieve(left->id)->status == ResponseStatus::cancelled);
  background.say_all();
  CHECK(last_response(all(*live)).status == ResponseStatus::completed);
  CHECK(last_response(all(*background.follow(*waiting))).error->message == "It runs once.");
  CHECK(last_response(all(*background.follow(*left))).status == ResponseStatus::cancelled);
}
