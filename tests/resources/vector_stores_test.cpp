// Vector stores over files, as they are on the wire.
// SPDX-License-Identifier: MIT
#include "vector_stores.hpp"

using namespace vector_stores_test;

TEST_CASE("a vector store is made, found, changed, listed and removed") {
  Stores stores;
  const auto made =
      stores.make(R"({"name":"n","metadata":{"a":"b"},"expires_after":{"anchor":"last_active_at","days":2}})");
  CHECK(made.id.view().starts_with("vs_"));
  CHECK(made.status == VectorStoreStatus::completed);
  CHECK(made.expires_at.value_or(0) == stores.clock->unix_time() + 2 * 86400);
  CHECK(stores.now(made) == made);
  const auto other =
      told<VectorStore>(stores.http, "POST", Stores::path(made), "", R"({"name":null,"expires_after":null})");
  CHECK(other.name == "");
  CHECK_FALSE(other.expires_at);
  CHECK(other.metadata == made.metadata);
  CHECK(told<VectorStoreList>(stores.http, "GET", "/vector_stores").data == std::vector{other});
  CHECK(told<DeletedVectorStore>(stores.http, "DELETE", Stores::path(made)).deleted);
  CHECK(refused(kept::tell(stores.http, "GET", Stores::path(made))) == "404 vector_store_id");
  CHECK(refused(kept::tell(stores.http, "DELETE", Stores::path(made))) == "404 vector_store_id");
}

TEST_CASE("files are read in the background, counted and found by meaning") {
  Stores stores;
  const auto zebra = stores.file("zzz zebra zzz"), apple = stores.file("aaa apple aaa", "b.md");
  auto made = stores.make(R"({"file_ids":)" + quoted({zebra, apple}) + "}");
  CHECK(made.file_counts.total == 2);
  stores.read_all();
  made = stores.now(made);
  CHECK(made.status == VectorStoreStatus::completed);
  CHECK(made.file_counts.completed == 2);
  CHECK(made.usage_bytes > 0);
  const auto page = stores.search(made, R"({"query":"zz"})");
  CHECK(found_files(page) == zebra + " " + apple + " ");
  CHECK(page.search_query == std::vector<Text>{Text{"zz"}});
  CHECK(page.data[0].content.at(0).text == "zzz zebra zzz");
  CHECK(page.data[0].filename == "a.txt");
  CHECK(page.data[0].score > 0.9);
  CHECK(page.data[0].score <= 1);
  CHECK(found_files(stores.search(made, R"({"query":["zz","aa"],"max_num_results":1})")).size() == zebra.size() + 1);
  CHECK(found_files(stores.search(made, R"({"query":"zz","ranking_options":{"score_threshold":0.9}})")) == zebra + " ");
}

TEST_CASE("a search finds only files whose attributes pass its filter, as they are now") {
  Stores stores;
  const auto one = stores.file("same"), two = stores.file("same");
  const auto made = stores.make();
  const auto add = [&](const std::string& file, const std::string& year) {
    return told<VectorStoreFile>(stores.http, "POST", Stores::path(made) + "/files", "",
                                 R"({"file_id":")" + file + R"(","attributes":{"year":)" + year + "}}");
  };
  const auto status = add(one, "2023").status;  // the work on it may have ended by the time it is told
  CHECK((status == VectorStoreFileStatus::in_progress || status == VectorStoreFileStatus::completed));
  add(two, "2024");
  stores.read_all();
  const std::string wanted =
      R"({"query":"same","filters":{"type":"and","filters":[{"type":"gt","key":"year","value":2023}]}})";
  CHECK(found_files(stores.search(made, wanted)) == two + " ");
  told<VectorStoreFile>(stores.http, "POST", Stores::path(made) + "/files/" + one, "",
                        R"({"attributes":{"year":2025}})");
  CHECK(stores.search(made, wanted).data.size() == 2);
  told<DeletedVectorStoreFile>(stores.http, "DELETE", Stores::path(made) + "/files/" + two);
  CHECK(found_files(stores.search(made, wanted)) == one + " ");
  CHECK(stores.now(made).file_counts.total == 1);
}

TEST_CASE("a file that cannot be read has failed, and says why") {
  Stores stores;
  const struct {
    std::string text, name;
    VectorStoreFileErrorCode code;
  } cases[] = {{"text", "a.docx", VectorStoreFileErrorCode::unsupported_file},
               {"text", "none", VectorStoreFileErrorCode::unsupported_file},
               {"\xFF\x80", "a.txt", VectorStoreFileErrorCode::invalid_file},
               {" \n", "a.txt", VectorStoreFileErrorCode::invalid_file}};
  for (const auto& each : cases) {
    const auto id = stores.file(each.text, each.name);
    const auto made = stores.make(R"({"file_ids":[")" + id + "\"]}");
    stores.read_all();
    const auto file = told<VectorStoreFile>(stores.http, "GET", Stores::path(made) + "/files/" + id);
    CHECK(file.status == VectorStoreFileStatus::failed);
    REQUIRE(file.last_error);
    CHECK(file.last_error->code == each.code);
    CHECK(stores.now(made).file_counts.failed == 1);
  }
}

TEST_CASE("files of a batch are read together, listed and counted") {
  Stores stores;
  const auto good = stores.file("good"), bad = stores.file("bad", "bad.bin");
  const auto made = stores.make();
  const auto batches = Stores::path(made) + "/file_batches";
  const auto begun = told<VectorStoreFileBatch>(
      stores.http, "POST", batches, "",
      R"({"files":[{"file_id":")" + good + R"(","attributes":{"a":true}},{"file_id":")" + bad + "\"}]}");
  CHECK(begun.id.view().starts_with("vsfb_"));
  CHECK(begun.file_counts.total == 2);
  stores.read_all();
  const auto batch = told<VectorStoreFileBatch>(stores.http, "GET", batches + "/" + begun.id.str());
  CHECK(batch.status == VectorStoreFileStatus::completed);
  CHECK(batch.file_counts.completed == 1);
  CHECK(batch.file_counts.failed == 1);
  CHECK(batch.file_counts.in_progress == 0);
  const auto list = batches + "/" + begun.id.str() + "/files";
  CHECK(told<VectorStoreFileList>(stores.http, "GET", list).data.size() == 2);
  const auto completed = told<VectorStoreFileList>(stores.http, "GET", list, "filter=completed");
  REQUIRE(completed.data.size() == 1);
  CHECK(completed.data[0].id == good);
  CHECK(completed.last_id == good);
}

TEST_CASE("a batch that is given up leaves nothing in progress") {
  Stores stores;
  stores.readers->stop();  // nothing is read
  const auto made = stores.make();
  const auto batches = Stores::path(made) + "/file_batches";
  const auto begun = told<VectorStoreFileBatch>(stores.http, "POST", batches, "",
                                                R"({"file_ids":)" + quoted({stores.file("a"), stores.file("b")}) + "}");
  CHECK(begun.status == VectorStoreFileStatus::in_progress);
  const auto batch = told<VectorStoreFileBatch>(stores.http, "POST", batches + "/" + begun.id.str() + "/cancel");
  CHECK(batch.status == VectorStoreFileStatus::cancelled);
  CHECK(batch.file_counts.cancelled == 2);
  CHECK(batch.file_counts.in_progress == 0);
  CHECK(stores.now(made).status == VectorStoreStatus::completed);
  CHECK(stores.now(made).file_counts.cancelled == 2);
}

TEST_CASE("what a process left in progress is gone on with by the next one, asked or not") {
  Stores stores;
  stores.readers->stop();
  const auto made = stores.make(R"({"file_ids":[")" + stores.file("later") + "\"]}");
  CHECK(made.status == VectorStoreStatus::in_progress);
  CHECK(stores.store->list("jobs/vector_store", {}).value().records.size() == 1);
  stores.read_all();
  CHECK(stores.now(made).status == VectorStoreStatus::completed);
  CHECK(stores.search(made, R"({"query":"later"})").data.size() == 1);
}

TEST_CASE("a file that waited too long has failed") {
  Stores stores;
  stores.readers->stop();
  const auto made = stores.make(R"({"file_ids":[")" + stores.file("late") + "\"]}");
  stores.clock->advance(std::chrono::hours{2});
  stores.read_all();
  CHECK(stores.now(made).file_counts.failed == 1);
}

TEST_CASE("a file's text is given whole, and a removed file is no longer found") {
  Stores stores;
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "word" + std::to_string(i) + " ";
  const auto id = stores.file(text);
  const auto made = stores.make(R"({"file_ids":[")" + id + "\"]}");
  stores.read_all();
  const auto content =
      told<VectorStoreFileContent>(stores.http, "GET", Stores::path(made) + "/files/" + id + "/content");
  REQUIRE(content.data.size() == 1);
  CHECK(content.data[0].text == text);
  CHECK(stores.search(made, R"({"query":"word"})").data.size() > 1);
  REQUIRE(stores.files->remove("", id));
  CHECK(stores.search(made, R"({"query":"word"})").data.empty());
  CHECK(refused(kept::tell(stores.http, "GET", Stores::path(made) + "/files/" + id)) == "404 file_id");
}

TEST_CASE("an expired vector store stays, without its content") {
  Stores stores;
  const auto made = stores.make(R"({"file_ids":[")" + stores.file("old") +
                                R"("],"expires_after":{"anchor":"last_active_at","days":1}})");
  stores.read_all();
  stores.clock->advance(std::chrono::hours{20});
  CHECK(stores.search(made, R"({"query":"old"})").data.size() == 1);
  stores.clock->advance(std::chrono::hours{20});
  CHECK(stores.now(made).status == VectorStoreStatus::completed);
  stores.clock->advance(std::chrono::hours{20});
  CHECK(stores.now(made).status == VectorStoreStatus::expired);
  CHECK(stores.now(made).file_counts.total == 0);
  CHECK(refused(kept::tell(stores.http, "POST", Stores::path(made) + "/search", "", R"({"query":"old"})")) ==
        "400 vector_store_id");
}

TEST_CASE("requests for vector stores out of their bounds are refused by name") {
  Stores stores;
  const auto made = stores.make();
  const auto id = stores.file("a");
  const auto path = Stores::path(made);
  const struct {
    std::string path, body, expected;
  } cases[] = {
      {"/vector_stores", R"({"expires_after":{"anchor":"last_active_at","days":366}})", "400 expires_after.days"},
      {"/vector_stores", R"({"expires_after":{"anchor":"created_at","days":1}})", "400 expires_after.anchor"},
      {"/vector_stores", R"({"file_ids":["file-none"]})", "404 id"},
      {"/vector_stores/vs_none/files", R"({"file_id":")" + id + "\"}", "404 vector_store_id"},
      {path + "/files", R"({"file_id":"file-none"})", "404 id"},
      {path + "/files",
       R"({"file_id":")" + id +
           R"(","chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":99,"chunk_overlap_tokens":0}}})",
       "400 chunking_strategy.static.max_chunk_size_tokens"},
      {path + "/files",
       R"({"file_id":")" + id +
           R"(","chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":100,"chunk_overlap_tokens":51}}})",
       "400 chunking_strategy.static.chunk_overlap_tokens"},
      {path + "/files", R"({"file_id":")" + id + R"(","attributes":{"a":")" + std::string(513, 'x') + "\"}}",
       "400 attributes"},
      {path + "/file_batches", "{}", "400 file_ids"},
      {path + "/file_batches", R"({"file_ids":[]})", "400 file_ids"},
      {path + "/search", R"({"query":""})", "400 query"},
      {path + "/search", R"({"query":[]})", "400 query"},
      {path + "/search", R"({"query":"a","max_num_results":51})", "400 max_num_results"},
      {path + "/search", R"({"query":"a","ranking_options":{"score_threshold":1.5}})",
       "400 ranking_options.score_threshold"},
      {path + "/search", R"({"query":"a","filters":{"type":"eq","key":"k"}})", "400 filters"},
      {path + "/search", R"({"query":"a","filters":{"type":"in","key":"k","value":1}})", "400 filters"},
      {"/vector_stores/vs_none/search", R"({"query":"a"})", "404 vector_store_id"},
  };
  for (const auto& each : cases)
    CHECK(refused(kept::tell(stores.http, "POST", each.path, "", each.body)) == each.expected);
  CHECK(refused(kept::tell(stores.http, "GET", path + "/files", "limit=0")) == "400 limit");
  CHECK(refused(kept::tell(stores.http, "GET", path + "/files", "filter=odd")) == "400 filter");
}

TEST_CASE("vector stores belong to the tenant that made them") {
  Stores stores;
  const auto made = stores.make();
  const Handler other = [&](Request request) {
    request.context.tenant = "other";
    return stores.http(std::move(request));
  };
  CHECK(told<VectorStoreList>(other, "GET", "/vector_stores").data.empty());
  const auto path = Stores::path(made);
  const struct {
    std::string method, path, body;
  } calls[] = {{"GET", "", ""},
               {"POST", "", "{}"},
               {"DELETE", "", ""},
               {"POST", "/search", R"({"query":"a"})"},
               {"POST", "/files", R"({"file_id":"file-1"})"},
               {"GET", "/files", ""},
               {"GET", "/files/file-1", ""},
               {"POST", "/files/file-1", R"({"attributes":{}})"},
               {"DELETE", "/files/file-1", ""},
               {"GET", "/files/file-1/content", ""},
               {"POST", "/file_batches", R"({"file_ids":["file-1"]})"},
               {"GET", "/file_batches/vsfb_1", ""},
               {"POST", "/file_batches/vsfb_1/cancel", ""},
               {"GET", "/file_batches/vsfb_1/files", ""}};
  for (const auto& each : calls)
    CHECK(refused(kept::tell(other, each.method, path + each.path, "", each.body)) == "404 vector_store_id");
}

TEST_CASE("a client is told how soon to ask again for what is in progress") {
  Stores stores;
  stores.readers->stop();
  const auto id = stores.file("a");
  const auto got = play::answer(
      stores.http, {.method = "POST", .path = "/v1/vector_stores", .body = R"({"file_ids":[")" + id + "\"]}"});
  const auto* after = got.head.headers.find("openai-poll-after-ms");
  REQUIRE(after);
  CHECK(*after == "500");
}
