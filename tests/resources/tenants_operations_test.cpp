// No operation that names a record is answered for another key's: all of them, by the table of operations.
// SPDX-License-Identifier: MIT
#include "tenants.hpp"

#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <thread>

namespace tenants_operations {

using namespace tenants;

// What alice has of each kind, by the names in braces of the paths: one of everything that a server keeps.
std::map<std::string, std::string> one_of_each(const Handler& handler) {
  const auto make = [&](const std::string& path, const std::string& body, const std::string& prefix,
                        const std::string& type = "application/json") {
    const auto got = ask_as(handler, "a", {"POST", path, body, type});
    REQUIRE_MESSAGE(got.status == 200, got.body);
    return first_id(got.body, prefix);
  };
  const Belongings old{handler, "a"};
  std::map<std::string, std::string> ids{{"response_id", old.job}, {"conversation_id", old.conversation},
                                         {"item_id", old.said},    {"completion_id", old.completion},
                                         {"file_id", old.file},    {"upload_id", old.upload}};
  const auto names_file = R"({"file_id":")" + old.file + "\"}", names_files = R"({"file_ids":[")" + old.file + "\"]}";
  ids["batch_id"] =
      make("/batches",
           R"({"input_file_id":")" + old.file + R"(","endpoint":"/v1/chat/completions","completion_window":"24h"})",
           "batch_");
  const auto store = ids["vector_store_id"] = make("/vector_stores", "{}", "vs_");
  make("/vector_stores/" + store + "/files", names_file, "file-");
  ids["file_batch"] = make("/vector_stores/" + store + "/file_batches", names_files, "vsfb_");
  std::string lines;
  for (int i = 0; i < 10; ++i) lines += "{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}\n";
  auto examples = form_with("file");
  examples.replace(examples.find("vision"), 6, "fine-tune").replace(examples.find("\r\nx\r\n") + 2, 1, lines);
  examples.replace(examples.find("\"a\""), 3, "\"a.jsonl\"");
  const auto file = make("/files", examples, "file-", form_type);
  const auto job = ids["fine_tuning_job_id"] =
      make("/fine_tuning/jobs", R"({"model":"m","training_file":")" + file + "\"}", "ftjob-");
  for (int i = 0; i < 2'000; ++i) {
    const auto got = ask_as(handler, "a", {"GET", "/fine_tuning/jobs/" + job}).body;
    if (got.find("\"succeeded\"") != got.npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  const auto model = ids["model"] = ids["fine_tuned_model_checkpoint"] = "ft:m:local::" + job.substr(6);
  ids["permission_id"] = make("/fine_tuning/checkpoints/" + model + "/permissions", R"({"project_ids":["p"]})", "cp_");
  return ids;
}
// The request of an operation for these records, with a body that any operation takes.
Asked asked_of(const Endpoint& endpoint, const std::map<std::string, std::string>& ids) {
  Asked out{std::string{endpoint.method}, std::string{endpoint.path}};
  for (auto at = out.path.find('{'); at != out.path.npos; at = out.path.find('{')) {
    const auto end = out.path.find('}', at);
    const auto name = out.path.substr(at + 1, end - at - 1);
    const bool of_files = out.path.find("/file_batches/{") != out.path.npos && name == "batch_id";
    out.path.replace(at, end + 1 - at, ids.at(of_files ? "file_batch" : name));
  }
  if (out.method != "POST") return out;
  if (endpoint.body == RequestBody::form) return {out.method, out.path, form_with("data"), form_type};
  out.body = R"({"file_id":"file-own","file_ids":["file-own"],"query":"a","attributes":{},"metadata":{},"part_ids":[],)"
             R"("project_ids":["p"],"items":[{"type":"message","role":"user","content":"2"}]})";
  return out;
}

}  // namespace tenants_operations

TEST_CASE("no operation shows or changes another key's record, and lists have one's own alone") {
  using namespace tenants_operations;
  Trainer trainer;
  trainer.train = [](TrainingRun& run) { return Result<TrainedModel>{TrainedModel{.name = run.model_name()}}; };
  auto server = serving(memory_store(), three_keys, std::make_shared<const Trainer>(std::move(trainer)));
  server.embedding("text-embedding-3-large", [](const EmbeddingRequest&, const Context&) -> Result<EmbeddingList> {
    return api_error(503, "Not now.");  // files need not be read
  });
  const auto handler = server.handler();
  const auto ids = one_of_each(handler);
  const auto endpoints = endpoints_of(
      JoinedLists<FilesOperations, UploadsOperations, BatchesOperations, VectorStoresOperations, FineTuningOperations,
                  ModelsOperations, StoredChatOperations, ConversationsOperations, ResponsesOperations>{});
  for (const auto& endpoint : endpoints) {
    CAPTURE(endpoint.id);
    const bool names_one = endpoint.path.find('{') != endpoint.path.npos;
    const auto asked = asked_of(endpoint, ids);
    if (names_one) {
      const auto got = ask_as(handler, "b", asked);
      CHECK(got.status == 404);
      CHECK(got.body.find("unknown_url") == got.body.npos);
    } else if (endpoint.method == "GET") {
      const auto others = ask_as(handler, "b", asked).body, own = ask_as(handler, "a2", asked).body;
      const auto has = [&](const std::string& body) {
        return std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return body.find(id.second) != body.npos; });
      };
      CHECK_FALSE(has(others));
      CHECK(has(own));
    }
  }
  // Nothing was changed by that.
  for (const auto& endpoint : endpoints) {
    CAPTURE(endpoint.id);
    if (endpoint.method == "GET") CHECK(ask_as(handler, "a2", asked_of(endpoint, ids)).status == 200);
  }
}
