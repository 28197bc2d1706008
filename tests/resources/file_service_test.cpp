// Files over a store and blobs, as they are on the wire.
// SPDX-License-Identifier: MIT
#include "file_server.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>

using namespace file_server;

namespace file_service_test {

std::string ids_in(const FileList& page) {
  std::string out;
  for (const auto& file : page.data) out += file.id.str() + " ";
  return out;
}
std::string part(const FileServer& server, const std::string& range) {
  const auto got = server.get("/files/file-1/content", "", {{"range", range}});
  return std::to_string(got.head.status) + " " + std::string{got.head.headers.get("content-range")} + " " +
         (got.head.status < 300 ? got.body : "");
}

}  // namespace file_service_test

TEST_CASE("a file is sent, told of, downloaded and removed") {
  using namespace file_service_test;
  FileServer server;
  const auto made = told<FileObject>(server.send(std::string{"\0\xFF\r\n--", 6}, "vision", "b\xC3\xA4r.png"));
  CHECK(made.id == "file-1");
  CHECK(made.bytes == 6);
  CHECK(made.created_at == server.clock->unix_time());
  CHECK(made.filename == "b\xC3\xA4r.png");
  CHECK(made.purpose == FilePurpose::vision);
  CHECK_FALSE(made.expires_at);
  CHECK(told<FileObject>(server.get("/files/file-1")) == made);
  const auto bytes = server.get("/files/file-1/content");
  CHECK(bytes.head.status == 200);
  CHECK(bytes.body == std::string{"\0\xFF\r\n--", 6});
  CHECK(bytes.head.headers.get("content-type") == "image/png");
  CHECK(bytes.head.headers.get("content-length") == "6");
  CHECK(bytes.head.headers.get("content-disposition") ==
        "attachment; filename=\"b_r.png\"; filename*=UTF-8''b%C3%A4r.png");
  const auto gone = server.ask({.method = "DELETE", .path = "/v1/files/file-1"});
  CHECK(gone.body == R"({"id":"file-1","object":"file","deleted":true})");
  for (const auto* path : {"/files/file-1", "/files/file-1/content"}) CHECK(refused(server.get(path)) == "404 id");
  CHECK(refused(server.ask({.method = "DELETE", .path = "/v1/files/file-1"})) == "404 id");
}

TEST_CASE("a file keeps its name without the folders before it") {
  FileServer server;
  CHECK(told<FileObject>(server.send("x", "vision", "../../etc/passwd")).filename == "passwd");
}

TEST_CASE("a large file comes in and goes out in pieces") {
  FileServer server;
  std::string bytes;
  for (int i = 0; bytes.size() < 3'000'000; ++i) bytes += std::to_string(i);
  CHECK(told<FileObject>(server.send(bytes)).bytes == static_cast<std::int64_t>(bytes.size()));
  CHECK(server.get("/files/file-1/content").body == bytes);
  const auto events = play::run<DownloadFile>(call(server.http), {.file_id = Text{"file-1"}});
  REQUIRE_FALSE(events.error);
  CHECK(events.events.size() > 10);
}

TEST_CASE("a part of a file is sent where a range asks for it") {
  using namespace file_service_test;
  FileServer server;
  server.send("0123456789");
  CHECK(part(server, "bytes=2-4") == "206 bytes 2-4/10 234");
  CHECK(part(server, "bytes=7-") == "206 bytes 7-9/10 789");
  CHECK(part(server, "bytes=-3") == "206 bytes 7-9/10 789");
  CHECK(part(server, "bytes=-99") == "206 bytes 0-9/10 0123456789");
  CHECK(part(server, "bytes=8-99") == "206 bytes 8-9/10 89");
  CHECK(part(server, "bytes=10-") == "416 bytes */10 ");
  CHECK(part(server, "bytes=-0") == "416 bytes */10 ");
  for (const auto* other : {"bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-", "bytes=x-y", "bytes=1"})
    CHECK(part(server, other) == "200  0123456789");
  CHECK(server.get("/files/file-1/content", "", {{"range", "bytes=2-4"}, {"if-range", "\"x\""}}).head.status == 200);
}

TEST_CASE("an empty file is a file") {
  FileServer server;
  CHECK(told<FileObject>(server.send("")).bytes == 0);
  const auto got = server.get("/files/file-1/content");
  CHECK(got.head.status == 200);
  CHECK(got.head.headers.get("content-length") == "0");
  CHECK(got.body.empty());
}

TEST_CASE("files are listed newest first, of one purpose, page by page, though one is removed in between") {
  using namespace file_service_test;
  FileServer server;
  for (const auto* purpose : {"vision", "evals", "vision", "vision"}) server.send("x", purpose);
  const auto all = told<FileList>(server.get("/files"));
  CHECK(ids_in(all) == "file-4 file-3 file-2 file-1 ");
  CHECK(all.first_id == "file-4");
  CHECK(all.last_id == "file-1");
  CHECK_FALSE(all.has_more);
  CHECK(ids_in(told<FileList>(server.get("/files", "order=asc&purpose=evals"))) == "file-2 ");
  const auto first = told<FileList>(server.get("/files", "limit=2&purpose=vision"));
  CHECK(ids_in(first) == "file-4 file-3 ");
  CHECK(first.has_more);
  server.ask({.method = "DELETE", .path = "/v1/files/file-3"});
  CHECK(ids_in(told<FileList>(server.get("/files", "limit=2&purpose=vision&after=file-3"))) == "file-1 ");
  CHECK(refused(server.get("/files", "limit=0")) == "400 limit invalid_value");
  CHECK(refused(server.get("/files", "limit=10001")) == "400 limit invalid_value");
  CHECK(refused(server.get("/files", "purpose=none")) == "400 purpose invalid_value");
  CHECK(refused(server.get("/files", "order=up")).starts_with("400 order"));
  CHECK(refused(server.get("/files", "after=file-99")) == "404 after");
  CHECK(told<FileList>(FileServer{}.get("/files")).data.empty());
}

TEST_CASE("a file's time is kept, however the form says it, and is over then") {
  FileServer server;
  const auto soon = told<FileObject>(server.ask(form("/files", {{"purpose", "evals"},
                                                                {"expires_after[anchor]", "created_at"},
                                                                {"expires_after[seconds]", "3600"},
                                                                {"file", "x", "a.txt"}})));
  CHECK(soon.expires_at == server.clock->unix_time() + 3600);
  const auto batch = told<FileObject>(server.send("{}", "batch", "a.JSONL"));
  CHECK(batch.expires_at == server.clock->unix_time() + 30 * 24 * 3600);
  server.clock->advance(std::chrono::hours{1});
  CHECK(refused(server.get("/files/file-1")) == "404 id");
  CHECK(refused(server.get("/files/file-1/content")) == "404 id");
  CHECK(told<FileList>(server.get("/files")).data.size() == 1);
  CHECK_FALSE(server.blobs->open("file-1"));
  for (const auto* seconds : {"3599", "2592001", "-1"}) {
    CHECK(refused(server.ask(form("/files", {{"purpose", "evals"},
                                             {"expires_after[anchor]", "created_at"},
                                             {"expires_after[seconds]", seconds},
                                             {"file", "x", "a.txt"}}))) == "400 expires_after.seconds invalid_value");
  }
  CHECK(refused(server.ask(form("/files", {{"purpose", "evals"},
                                           {"expires_after[anchor]", "now"},
                                           {"expires_after[seconds]", "3600"},
                                           {"file", "x", "a.txt"}}))) == "400 expires_after.anchor invalid_value");
}

TEST_CASE("what is no file of its purpose is refused, and says why") {
  FileServer server{{.max_file_bytes = 100}};
  for (const auto* purpose : {"", "x", "batch_output", "assistants_output", "fine-tune-results"})
    CHECK(refused(server.send("x", purpose)) == "400 purpose invalid_value");
  CHECK(refused(server.send("{}", "batch", "a.txt")) == "400 file invalid_file_format");
  CHECK(refused(server.send("{}", "fine-tune", "a.json")) == "400 file invalid_file_format");
  CHECK(refused(server.send("", "batch", "a.jsonl")) == "400 file empty_file");
  CHECK(refused(server.send("", "fine-tune", "a.jsonl")) == "400 file empty_file");
  CHECK(refused(server.send("[1]\n{}", "batch", "a.jsonl")) == "400 file invalid_file_format");
  CHECK(refused(server.send(std::string(101, 'x'))) == "413 file file_too_large");
  CHECK(refused(server.ask(form("/files", {{"purpose", "vision"}}))) == "400 file missing_required_parameter");
  CHECK(refused(server.ask(form("/files", {{"file", "x", "a.txt"}}))) == "400 purpose missing_required_parameter");
  CHECK(refused(server.post("/files", "{}")).starts_with("415"));
  CHECK(told<FileList>(server.get("/files")).data.empty());
}

TEST_CASE("the bytes of some purposes are not given back, unless the host says so") {
  FileServer server, open{{.downloads = FileDownloads::all}};
  for (const auto* purpose : {"assistants", "user_data"}) {
    const auto file = told<FileObject>(server.send("x", purpose)), shown = told<FileObject>(open.send("x", purpose));
    const auto got = server.get("/files/" + file.id.str() + "/content");
    CHECK(refused(got) == "400 file_id");
    CHECK(got.body.find(std::string{"Not allowed to download files of purpose: "} + purpose) != std::string::npos);
    CHECK(open.get("/files/" + shown.id.str() + "/content").body == "x");
  }
}

TEST_CASE("another tenant's file is not there") {
  FileServer server;
  server.ask(form("/files", {{"purpose", "vision"}, {"file", "x", "a.txt"}}), "alice");
  for (const auto* path : {"/files/file-1", "/files/file-1/content"}) {
    CHECK(server.get(path, "", {}, "alice").head.status == 200);
    CHECK(refused(server.get(path, "", {}, "bob")) == "404 id");
  }
  CHECK(refused(server.ask({.method = "DELETE", .path = "/v1/files/file-1"}, "bob")) == "404 id");
  CHECK(told<FileList>(server.get("/files", "", {}, "bob")).data.empty());
  CHECK(refused(server.get("/files", "after=file-1", {}, "bob")) == "404 after");
}

TEST_CASE("a full place, a vanished folder and lost bytes are errors of the server, and nothing else suffers") {
  FileServer full{{}, {}, memory_blobs({.max_bytes = 10})};
  CHECK(refused(full.send(std::string(11, 'x'))) == "500  store_full");
  CHECK(told<FileList>(full.get("/files")).data.empty());
  CHECK(full.send("x").head.status == 200);

  const TempFolder folder;
  FileServer server{{}, {}, folder_blobs({.folder = folder.path("blobs")}).value()};
  CHECK(server.send("0123456789").head.status == 200);
  CHECK(server.send("y").head.status == 200);
  std::filesystem::resize_file(folder.path("blobs/file-1"), 5);
  CHECK(refused(server.get("/files/file-1/content")) == "500  file_unreadable");
  CHECK(server.get("/files/file-2/content").body == "y");
  std::filesystem::remove_all(folder.path("blobs"));
  CHECK(refused(server.get("/files/file-2/content")) == "500  store_failed");
  CHECK(refused(server.send("z")) == "500  store_failed");
  CHECK(told<FileObject>(server.get("/files/file-2")).bytes == 1);
}

TEST_CASE("an answer that may block is given on its own thread") {
  FileServer server;
  server.send("x");
  Request request{.path = "/v1/files/file-1/content"};
  request.context.may_block = true;
  CHECK(server.ask(std::move(request)).body == "x");
}
