// Requests that are answered once for their `Idempotency-Key`.
// SPDX-License-Identifier: MIT
#include "file_server.hpp"
#include "kept.hpp"

#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/fine_tuning/trainer.hpp>
#include <oaicompat/resources/idempotency_keys.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/server.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace idempotency_keys_test {

using namespace oaicompat;

// The services of a server, without its transport; its clock stands.
struct Services {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  BlobsPtr blobs = memory_blobs();
  Server server = made();
  Handler http = server.handler();

  static TrainerPtr trainer() {
    return std::make_shared<const Trainer>(
        Trainer{.train = [](TrainingRun&) -> Result<TrainedModel> { return api_error(500, "No."); }});
  }
  Server made() {
    ServerOptions options;
    options.clock = clock;
    options.store = store;
    options.blobs = blobs;
    options.trainer = trainer();
    Server out{std::move(options)};
    out.chat("m", [](const ChatRequest&, ChatWriter& writer) { writer.finish(FinishReason::stop); });
    out.embedding("text-embedding-3-large",
                  [](const EmbeddingRequest&, const Context&) -> Result<EmbeddingList> { return EmbeddingList{}; });
    return out;
  }
  Collected send(const std::string& path, const std::string& body, const std::string& key,
                 const std::string& type = "application/json") const {
    return play::answer(http, Request{.method = "POST",
                                      .path = "/v1" + path,
                                      .headers = {{"content-type", type}, {"idempotency-key", key}},
                                      .body = body});
  }
  // How many there are of what a list gives.
  std::size_t count(const std::string& path) const {
    const auto got = play::answer(http, Request{.path = "/v1" + path});
    REQUIRE(got.head.status == 200);
    const auto page = Json::checked(got.body);
    REQUIRE(page);
    return page->at("data").size();
  }
};

std::string code_of(const Collected& got) {
  if (got.head.status < 400) return std::to_string(got.head.status);
  return std::to_string(got.head.status) + " " + play::read<ErrorBody>(got.body).error.code.value_or(Text{}).str();
}
std::string form_of(const std::string& boundary, const std::string& bytes, const std::string& purpose = "batch") {
  const auto part = "--" + boundary + "\r\nContent-Disposition: form-data; name=";
  return part + "\"purpose\"\r\n\r\n" + purpose + "\r\n" + part + "\"file\"; filename=\"a.jsonl\"\r\n\r\n" + bytes +
         "\r\n--" + boundary + "--\r\n";
}
std::string form_type_of(const std::string& boundary) { return "multipart/form-data; boundary=" + boundary; }

// A backend that makes batches, when the gate is open, and counts them.
struct Gated {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  std::mutex mutex;
  std::condition_variable changed;
  int arrived = 0, made = 0;
  bool open = false, fails = false;
  IdempotencyOptions options{.clock = clock};

  Backend backend() {
    Backend out;
    out.on<CreateBatch>([this](const Parsed<CreateBatchRequest>&, const Context&) -> StreamPtr<Batch> {
      std::unique_lock lock{mutex};
      ++arrived;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
      if (fails) return failed<Batch>(api_error(500, "The disk is full."));
      return one_item(Batch{.id = Text{"batch_" + std::to_string(++made)}});
    });
    return with_idempotency_keys(std::move(out), store, options);
  }
  static Collected send(const Handler& http, const std::string& key, const std::string& file = "file-1",
                        const std::string& tenant = "") {
    Request request{
        .method = "POST",
        .path = "/v1/batches",
        .headers = {{"content-type", "application/json"}, {"idempotency-key", key}},
        .body = R"({"input_file_id":")" + file + R"(","endpoint":"/v1/chat/completions","completion_window":"24h"})"};
    request.context.principal = tenant;
    request.context.headers = std::make_shared<const Headers>(request.headers);
    return play::answer(http, std::move(request));
  }
};

}  // namespace idempotency_keys_test

TEST_CASE("a request that makes something is answered once for its key, whatever it makes") {
  using namespace idempotency_keys_test;
  const Services services;
  const std::string line = R"({"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}})";
  const auto file = services.send("/files", form_of("b", line), "k", form_type_of("b"));
  REQUIRE(file.head.status == 200);
  CHECK(services.send("/files", form_of("c", line), "k", form_type_of("c")).body == file.body);
  CHECK(services.count("/files") == 1);  // the boundary of a form is no part of what it says
  const auto id = play::read<FileObject>(file.body).id.str();
  const auto examples =
      play::read<FileObject>(services.send("/files", form_of("b", "{}", "fine-tune"), "t", form_type_of("b")).body)
          .id.str();
  const auto store = play::read<VectorStore>(services.send("/vector_stores", "{}", "k").body);
  const auto path = "/vector_stores/" + store.id.str();
  const std::vector<std::pair<std::string, std::string>> requests{
      {"/batches", R"({"input_file_id":")" + id + R"(","endpoint":"/v1/chat/completions","completion_window":"24h"})"},
      {"/uploads", R"({"filename":"a","purpose":"vision","bytes":1,"mime_type":"t"})"},
      {"/vector_stores", R"({"name":"a"})"},
      {"/fine_tuning/jobs", R"({"model":"m","training_file":")" + examples + "\"}"},
      {path + "/files", R"({"file_id":")" + id + "\"}"},
      {path + "/file_batches", R"({"file_ids":[")" + id + "\"]}"}};
  for (const auto& each : requests) {
    CAPTURE(each.first);
    const auto first = services.send(each.first, each.second, "key of all");
    REQUIRE_MESSAGE(first.head.status == 200, first.body);
    CHECK(services.send(each.first, " " + each.second, "key of all").body == first.body);
    CHECK(services.send(each.first, each.second, "another key").head.status == 200);
  }
  CHECK(services.count("/batches") == 2);
  CHECK(services.count("/fine_tuning/jobs") == 2);
  CHECK(services.count("/vector_stores") == 3);
}

TEST_CASE("a key with another request is refused, and the refusal says that no retry helps") {
  using namespace idempotency_keys_test;
  const Services services;
  REQUIRE(services.send("/vector_stores", R"({"name":"a"})", "k").head.status == 200);
  const auto refused = services.send("/vector_stores", R"({"name":"b"})", "k");
  CHECK(code_of(refused) == "409 idempotency_key_reused");
  CHECK(refused.head.headers.get("x-should-retry") == "false");
  CHECK(services.count("/vector_stores") == 1);
  REQUIRE(services.send("/files", form_of("b", "{}\n"), "f", form_type_of("b")).head.status == 200);
  CHECK(code_of(services.send("/files", form_of("b", "[]\n"), "f", form_type_of("b"))) == "409 idempotency_key_reused");
}

TEST_CASE("a request without a key is answered as ever, and so is one with a key once its time is over") {
  using namespace idempotency_keys_test;
  const Services services;
  for (const auto* key : {"", "", "k", "k"}) REQUIRE(services.send("/vector_stores", "{}", key).head.status == 200);
  CHECK(services.count("/vector_stores") == 3);
  services.clock->advance(std::chrono::hours{24});
  REQUIRE(services.send("/vector_stores", "{}", "k").head.status == 200);
  CHECK(services.count("/vector_stores") == 4);
}

TEST_CASE("the same request that comes while the first one is answered waits for its answer") {
  using namespace idempotency_keys_test;
  Gated gated;
  const auto http = serve(gated.backend());
  oaicompat::Collected first, second;
  std::thread one{[&] { first = Gated::send(http, "k"); }};
  {
    std::unique_lock lock{gated.mutex};
    gated.changed.wait(lock, [&] { return gated.arrived == 1; });
  }
  std::thread two{[&] { second = Gated::send(http, "k"); }};
  {
    const std::lock_guard lock{gated.mutex};
    gated.open = true;
  }
  gated.changed.notify_all();
  one.join();
  two.join();
  CHECK(first.head.status == 200);
  CHECK(second.body == first.body);
  CHECK(gated.made == 1);
}

TEST_CASE("keys are those of a tenant, and errors are not kept") {
  using namespace idempotency_keys_test;
  Gated gated;
  gated.open = gated.fails = true;
  const auto http = serve(gated.backend());
  CHECK(code_of(Gated::send(http, "k")).starts_with("500"));
  gated.fails = false;
  const auto made = Gated::send(http, "k");
  CHECK(made.head.status == 200);
  CHECK(Gated::send(http, "k", "file-1", "bob").body != made.body);
  CHECK(Gated::send(http, "k", "file-2", "bob").head.status == 409);
  CHECK(gated.made == 2);
}

TEST_CASE("a key whose process was killed is taken until its lease is over, and then answered anew") {
  using namespace idempotency_keys_test;
  Gated gated;
  gated.open = true;
  const auto http = serve(gated.backend());
  REQUIRE(Gated::send(http, "k").head.status == 200);
  auto left = gated.store->list("idempotency_keys", {}).value().records.at(0);
  left.value.resize(64);  // the digest, and no answer
  left.expires_at = gated.clock->unix_time() + 60;
  REQUIRE(gated.store->write({{.collection = "idempotency_keys", .put = left}}));
  const auto refused = Gated::send(http, "k");
  CHECK(code_of(refused) == "409 idempotency_key_in_use");
  CHECK_FALSE(refused.head.headers.has("x-should-retry"));
  gated.clock->advance(std::chrono::seconds{60});
  CHECK(Gated::send(http, "k").head.status == 200);
  CHECK(gated.made == 2);
}

TEST_CASE("of very many keys the last ones are kept") {
  using namespace idempotency_keys_test;
  Gated gated;
  gated.open = true;
  gated.options.max_keys = 10;
  const auto http = serve(gated.backend());
  for (int i = 0; i < 64; ++i) REQUIRE(Gated::send(http, "k" + std::to_string(i)).head.status == 200);
  CHECK(gated.store->list("idempotency_keys", {.limit = 100}).value().records.size() == 10);
  CHECK(Gated::send(http, "k63").head.status == 200);
  CHECK(gated.made == 64);
  CHECK(Gated::send(http, "k0").head.status == 200);
  CHECK(gated.made == 65);
}
