// file_search in responses that are made in the background, and what a kill leaves of them.
// SPDX-License-Identifier: MIT
#include "derived.hpp"

#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/stores/memory_store.hpp>
#if OAICOMPAT_SQLITE
#include "stores/processes.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <filesystem>
#endif

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace file_search_background {

using namespace derived;

// A backend whose chat searches first, and then says and cites what was found; each search calls `on_search`.
Backend searching(std::function<void()> on_search) {
  Backend made;
  made.on<CreateChatCompletion>([](const Parsed<ChatRequest>& request, const Context&) {
    const bool found = to_json(*request).find(R"("role":"tool")") != std::string::npos;
    const auto script =
        found ? play::chat({delta(R"({"content":"Cats purr【1】."})"), finish("stop"), usage()})
              : play::chat({delta(R"({"tool_calls":[{"index":0,"id":"call_1","type":"function","function":)"
                                  R"({"name":"file_search","arguments":"{\"queries\":[\"cats\"]}"}}]})"),
                            finish("tool_calls"), usage()});
    return std::make_unique<test::ScriptedStream<CreateChatCompletion>>(script);
  });
  made.on<RetrieveVectorStore>([](const Parsed<RetrieveVectorStoreRequest>& request, const Context&) {
    return one_item(VectorStore{.id = request->vector_store_id});
  });
  made.on<SearchVectorStore>(
      [on_search = std::move(on_search)](const Parsed<SearchVectorStoreRequest>&, const Context&) {
        on_search();
        return one_item(read<VectorStoreSearchPage>(
            R"({"object":"vector_store.search_results.page","search_query":["cats"],"has_more":false,"next_page":null,)"
            R"("data":[{"file_id":"file-a","filename":"a.txt","score":0.9,"attributes":null,)"
            R"("content":[{"type":"text","text":"Cats purr."}]}]})"));
      });
  return made;
}
ResponsesOptions over(StorePtr store, const std::shared_ptr<ManualClock>& clock) {
  auto options = counted();
  options.store = std::move(store);
  options.clock = clock;
  options.lease = std::chrono::seconds{60};
  return options;
}
ResponseRequest in_background() {
  return request(R"("background":true,"include":["file_search_call.results"],)"
                 R"("tools":[{"type":"file_search","vector_store_ids":["vs_1"]}])");
}
Response retrieve(const Backend& backend, const Text& id) {
  const auto got = play::run<RetrieveResponse>(backend, {.response_id = id});
  REQUIRE_FALSE(got.error.has_value());
  return std::get<Response>(got.events.at(0));
}
std::string followed(const Backend& backend, const Text& id) {
  return types(events(play::run<RetrieveResponse>(backend, {.response_id = id, .stream = true})));
}

}  // namespace file_search_background

TEST_CASE("a response in the background searches files, and keeps the search with what it found") {
  using namespace file_search_background;
  const auto clock = std::make_shared<ManualClock>();
  const auto backend = with_responses(searching([] {}), over(memory_store({.clock = clock}), clock));
  const auto queued = respond(backend, in_background());
  REQUIRE(queued);
  CHECK(queued->status == ResponseStatus::queued);
  CHECK(followed(backend, queued->id) ==
        "created queued in_progress output_item.added file_search_call.in_progress file_search_call.searching "
        "file_search_call.completed output_item.done output_item.added content_part.added output_text.delta "
        "output_text.annotation.added output_text.delta output_text.done content_part.done output_item.done completed");
  const auto kept = retrieve(backend, queued->id);
  CHECK(kept.status == ResponseStatus::completed);
  REQUIRE(kept.output.size() == 2);
  const auto* search = kept.output[0].get_if<FileSearchCall>();
  REQUIRE(search);
  CHECK(search->status == ItemStatus::completed);
  REQUIRE(search->results);
  CHECK(search->results->size() == 1);
  CHECK(to_json(kept).find(R"("text":"Cats purr.","annotations":[{"type":"file_citation","file_id":"file-a")") !=
        std::string::npos);
}

#if OAICOMPAT_SQLITE
TEST_CASE("a response whose process was killed in a search has failed once its lease is over, and others go on") {
  using namespace file_search_background;
  const auto folder = (std::filesystem::temp_directory_path() / random_id("oaicompat-")).string();
  std::filesystem::create_directory(folder);
  const auto clock = std::make_shared<ManualClock>();
  const auto open = [&] { return sqlite_store({.file = folder + "/store", .clock = clock}).value(); };
  const int searches = test::acknowledged_until_killed(std::chrono::microseconds{0}, [&](const auto& tell) {
    const auto backend = with_responses(searching([&] {
                                          static_cast<void>(tell(1));
                                          while (true) pause();
                                        }),
                                        over(open(), clock));
    static_cast<void>(respond(backend, in_background()));
    while (true) pause();
  });
  REQUIRE(searches == 1);

  auto options = over(open(), clock);
  options.id = [](std::string_view prefix) { return random_id(prefix); };
  const auto backend = with_responses(searching([] {}), options);
  const auto left = options.store->list("responses", {}).value().records;
  REQUIRE(left.size() == 1);
  const Text id{left[0].id};
  const auto before = retrieve(backend, id).status;
  CHECK((before == ResponseStatus::queued || before == ResponseStatus::in_progress));
  clock->advance(std::chrono::seconds{61});
  const auto failed = retrieve(backend, id);
  CHECK(failed.status == ResponseStatus::failed);
  CHECK(failed.error->message == "The server stopped before the response was whole.");
  CHECK(retrieve(backend, id) == failed);
  CHECK(followed(backend, id).ends_with("failed"));

  const auto next = respond(backend, in_background());
  REQUIRE(next);
  CHECK(followed(backend, next->id).ends_with("completed"));
  CHECK(retrieve(backend, next->id).output.size() == 2);
  std::filesystem::remove_all(folder);
}
#endif
