// Message batches and files of Anthropic's clients.
// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

#include <oaicompat/dialects/anthropic/batches.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>

#include <algorithm>
#include <map>

namespace anthropic_batches_test {
using namespace anthropic_cases;

FileObject file_of(const std::string& id, std::string name = "a.txt") {
  FileObject out;
  out.id = Text{id};
  out.filename = Text{std::move(name)};
  out.bytes = 3;
  out.created_at = 1'700'000'000;
  return out;
}

/// A backend that keeps files and one batch, which never runs by itself.
struct BatchServer {
  std::map<std::string, std::string> files;
  Batch batch;
  Backend backend() {
    Backend out;
    out.on<CreateFile>([this](Parsed<CreateFileRequest> request, Context) {
      const auto id = "file-" + std::to_string(files.size());
      files[id] = request->file.body.str();
      return one_item<Event<CreateFile>>(file_of(id, request->file.filename.str()));
    });
    out.on<RetrieveFile>([this](Parsed<RetrieveFileRequest> request, Context) -> StreamPtr<Event<RetrieveFile>> {
      if (!files.contains(request->file_id.str())) return failed<Event<RetrieveFile>>(api_error(404, "No such file."));
      return one_item<Event<RetrieveFile>>(file_of(request->file_id.str()));
    });
    out.on<DeleteFile>([this](Parsed<DeleteFileRequest> request, Context) {
      files.erase(request->file_id.str());
      return one_item<Event<DeleteFile>>({.id = Text{request->file_id.str()}});
    });
    out.on<ListFiles>([this](Parsed<ListFilesRequest>, Context) {
      FileList list;
      for (const auto& [id, body] : files) list.data.push_back(file_of(id));
      return one_item<Event<ListFiles>>(std::move(list));
    });
    out.on<DownloadFile>([this](Parsed<DownloadFileRequest> request, Context) {
      return one_item<Event<DownloadFile>>({.content_type = "text/x", .body = files[request->file_id.str()]});
    });
    out.on<CreateBatch>([this](Parsed<CreateBatchRequest> request, Context) {
      batch.id = Text::literal("batch_1");
      batch.input_file_id = request->input_file_id;
      batch.metadata = request->metadata;
      batch.endpoint = Text{request->endpoint.word()};
      batch.created_at = 1'700'000'000;
      return one_item<Event<CreateBatch>>(batch);
    });
    out.on<RetrieveBatch>([this](Parsed<RetrieveBatchRequest> request, Context) -> StreamPtr<Event<RetrieveBatch>> {
      if (request->batch_id == batch.id) return one_item<Event<RetrieveBatch>>(batch);
      return failed<Event<RetrieveBatch>>(api_error(404, "No such batch."));
    });
    out.on<CancelBatch>([this](Parsed<CancelBatchRequest>, Context) {
      batch.cancelling_at = 1'700'000'001;
      return one_item<Event<CancelBatch>>(batch);
    });
    out.on<ListBatches>([this](Parsed<ListBatchesRequest>, Context) {
      BatchList list;
      list.data = {batch};
      return one_item<Event<ListBatches>>(std::move(list));
    });
    return out;
  }
};
Json asked(const Handler& handler, std::string method, std::string path, std::string body = "", int status = 200) {
  const auto query = path.find('?');
  auto request = post("/v1" + path.substr(0, query), std::move(body));
  request.method = std::move(method);
  if (query != path.npos) request.query = path.substr(query + 1);
  const auto answer = got(handler, std::move(request));
  CHECK_MESSAGE(answer.head.status == status, answer.body);
  return Json{Text{answer.body}};
}
const std::string two_requests = R"({"requests":[{"custom_id":"a","params":)" + asking() +
                                 R"(},{"custom_id":"b","params":)" + asking(R"(,"stream":true)") + "}]}";

TEST_CASE("a batch of messages becomes a batch of chats, and its results messages") {
  BatchServer kept;
  const auto handler = serve_anthropic(kept.backend());
  const auto made = asked(handler, "POST", "/messages/batches", two_requests);
  CHECK(made.at("id").as_string() == "msgbatch_1");
  CHECK(made.at("type").as_string() == "message_batch");
  CHECK(made.at("processing_status").as_string() == "in_progress");
  CHECK(made.at("request_counts").at("processing").as_integer() == 2);
  CHECK(made.at("results_url").is_null());
  CHECK(kept.batch.endpoint == "/v1/chat/completions");
  const auto& lines = kept.files["file-0"];
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(lines.find("stream") == lines.npos);

  kept.files["out"] =
      R"({"id":"1","custom_id":"a","response":{"status_code":200,"request_id":"r","body":{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}},"error":null})";
  kept.files["err"] =
      R"({"id":"2","custom_id":"b","response":{"status_code":429,"request_id":"r","body":{"error":{"message":"slow"}}},"error":null})"
      "\n"
      R"({"id":"3","custom_id":"c","response":null,"error":{"code":"batch_expired","message":"late"}})"
      "\n";
  kept.batch.completed_at = 1'700'000'100;
  kept.batch.request_counts = {.total = 2, .completed = 1, .failed = 1};
  kept.batch.output_file_id = Text::literal("out");
  kept.batch.error_file_id = Text::literal("err");
  const auto ended = asked(handler, "GET", "/messages/batches/msgbatch_1");
  CHECK(ended.at("processing_status").as_string() == "ended");
  CHECK(ended.at("request_counts").at("succeeded").as_integer() == 1);
  CHECK(ended.at("request_counts").at("errored").as_integer() == 1);
  CHECK(ended.at("results_url").as_string() == "/v1/messages/batches/msgbatch_1/results");

  auto request = post("/v1/messages/batches/msgbatch_1/results", "");
  request.method = "GET";
  const auto results = got(handler, std::move(request));
  CHECK(results.head.headers.get("content-type") == "application/x-jsonl");
  std::vector<std::string> told;
  for (std::size_t at = 0; at < results.body.size(); at = results.body.find('\n', at) + 1)
    told.push_back(results.body.substr(at, results.body.find('\n', at) - at));
  REQUIRE(told.size() == 3);
  const Json first{Text{told[0]}}, second{Text{told[1]}};
  CHECK(first.at("custom_id").as_string() == "a");
  CHECK(first.at("result").at("type").as_string() == "succeeded");
  CHECK(first.at("result").at("message").at("stop_reason").as_string() == "end_turn");
  CHECK(second.at("result").at("error").at("error").at("type").as_string() == "rate_limit_error");
  CHECK(told[2] == R"({"custom_id":"c","result":{"type":"expired"}})");
}

TEST_CASE("a batch is listed, cancelled, and gone once it is deleted") {
  BatchServer kept;
  const auto handler = serve_anthropic(kept.backend());
  asked(handler, "POST", "/messages/batches", two_requests);
  CHECK(asked(handler, "GET", "/messages/batches?limit=5").at("data").at(0).at("id").as_string() == "msgbatch_1");
  CHECK(asked(handler, "GET", "/messages/batches?before_id=msgbatch_1").at("data").size() == 0);
  asked(handler, "GET", "/messages/batches?before_id=msgbatch_9", "", 404);
  asked(handler, "DELETE", "/messages/batches/msgbatch_1", "", 400);
  asked(handler, "GET", "/messages/batches/msgbatch_1/results", "", 404);
  CHECK(asked(handler, "POST", "/messages/batches/msgbatch_1/cancel").at("processing_status").as_string() ==
        "canceling");
  kept.batch.cancelled_at = 1'700'000'002;
  asked(handler, "POST", "/messages/batches/msgbatch_1/cancel", "", 400);
  CHECK(asked(handler, "GET", "/messages/batches/msgbatch_1").at("request_counts").at("canceled").as_integer() == 2);
  CHECK(asked(handler, "DELETE", "/messages/batches/msgbatch_1").at("type").as_string() == "message_batch_deleted");
  asked(handler, "GET", "/messages/batches/msgbatch_1", "", 404);
  CHECK(asked(handler, "GET", "/messages/batches").at("data").size() == 0);
  asked(handler, "GET", "/messages/batches/other", "", 404);
  asked(handler, "PUT", "/messages/batches", "", 404);
}

TEST_CASE("a batch that cannot be is refused by its path") {
  BatchServer kept;
  const auto handler = serve_anthropic(kept.backend());
  const auto of = [](const std::string& items) { return R"({"requests":[)" + items + "]}"; };
  const auto item = [](const std::string& id, const std::string& params) {
    return R"({"custom_id":")" + id + R"(","params":)" + params + "}";
  };
  const std::pair<std::string, std::string> rows[] = {
      {of(""), "requests"},
      {of(item("a b", asking())), "requests[0].custom_id"},
      {of(item("a", asking()) + "," + item("a", asking())), "requests[1].custom_id"},
      {of(item("a", R"({"model":"m","messages":[]})")), "requests[0].params.max_tokens"},
      {of(item("a", "1")), "requests[0].params"},
      {"[]", ""},
      {R"({"requests":1})", "requests"}};
  for (const auto& row : rows) {
    const auto& body = row.first;
    const auto& param = row.second;
    CAPTURE(body);
    const auto error = asked(handler, "POST", "/messages/batches", body, 400).at("error");
    CHECK(error.at("type").as_string() == "invalid_request_error");
    if (!param.empty()) CHECK(error.at("details").at("param").as_string() == param);
  }
  CHECK(kept.files.empty());
}

TEST_CASE("files are kept, listed in both forms, read and deleted") {
  BatchServer kept;
  const auto handler = serve_anthropic(kept.backend());
  auto upload = post("/v1/files",
                     "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.pdf\"\r\n"
                     "Content-Type: application/pdf\r\n\r\nabc\r\n--x--\r\n");
  upload.headers.set("content-type", "multipart/form-data; boundary=x");
  const auto made = got(handler, std::move(upload));
  CHECK_MESSAGE(made.head.status == 200, made.body);
  const Json told{Text{made.body}};
  CHECK(told.at("type").as_string() == "file");
  CHECK(told.at("mime_type").as_string() == "application/pdf");
  CHECK(told.at("size_bytes").as_integer() == 3);
  CHECK(kept.files.at("file-0") == "abc");
  CHECK(asked(handler, "GET", "/files").at("next_page").is_null());
  auto older = post("/v1/files", "");
  older.method = "GET";
  older.headers.set("anthropic-beta", "files-api-2025-04-14");
  const auto list = got(handler, std::move(older));
  CHECK(Json{Text{list.body}}.at("last_id").as_string() == "file-0");
  auto content = post("/v1/files/file-0/content", "");
  content.method = "GET";
  const auto bytes = got(handler, std::move(content));
  CHECK(bytes.body == "abc");
  CHECK(bytes.head.headers.get("content-type") == "text/x");
  CHECK(asked(handler, "DELETE", "/files/file-0").at("type").as_string() == "file_deleted");
  asked(handler, "GET", "/files/file-0", "", 404);
}

}  // namespace anthropic_batches_test
