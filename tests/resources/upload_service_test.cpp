// Uploads over a store and blobs, as they are on the wire.
// SPDX-License-Identifier: MIT
#include "file_server.hpp"

#include <thread>
#include <vector>

using namespace file_server;

namespace upload_service_test {

std::string begin(const FileServer& server, std::size_t bytes, const std::string& more = "") {
  return told<UploadObject>(
             server.post("/uploads", R"({"filename":"a.bin","purpose":"vision","mime_type":"bin","bytes":)" +
                                         std::to_string(bytes) + more + "}"))
      .id.str();
}
Collected add(const FileServer& server, const std::string& upload, std::string bytes) {
  return server.ask(form("/uploads/" + upload + "/parts", {{"data", std::move(bytes), "part"}}));
}
std::string part(const FileServer& server, const std::string& upload, std::string bytes) {
  return told<UploadPart>(add(server, upload, std::move(bytes))).id.str();
}
Collected complete(const FileServer& server, const std::string& upload, const std::vector<std::string>& parts,
                   const std::string& md5 = "") {
  std::string ids;
  for (const auto& id : parts) ids += (ids.empty() ? "\"" : ",\"") + id + "\"";
  return server.post("/uploads/" + upload + "/complete",
                     R"({"part_ids":[)" + ids + "]" + (md5.empty() ? "" : R"(,"md5":")" + md5 + "\"") + "}");
}
Collected cancel(const FileServer& server, const std::string& upload) {
  return server.post("/uploads/" + upload + "/cancel", "");
}
std::size_t parts_kept(const FileServer& server, std::initializer_list<std::string> parts) {
  std::size_t out = 0;
  for (const auto& id : parts) out += server.blobs->open(id) ? 1 : 0;
  return out;
}

}  // namespace upload_service_test

TEST_CASE("parts become a file in the order in which they are named") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 9);
  const auto last = part(server, upload, "789"), first = part(server, upload, "123456");
  const auto done = told<UploadObject>(complete(server, upload, {first, last}, "25F9E794323B453885F5181F1B624D0B"));
  CHECK(done.id == upload);
  CHECK(done.status == UploadStatus::completed);
  REQUIRE(done.file);
  CHECK(done.file->filename == "a.bin");
  CHECK(done.file->bytes == 9);
  const auto path = "/files/" + done.file->id.str();
  CHECK(told<FileObject>(server.get(path)) == *done.file);
  CHECK(server.get(path + "/content").body == "123456789");
  CHECK(parts_kept(server, {first, last}) == 0);
}

TEST_CASE("an upload says what it will be, and when it is given up") {
  using namespace upload_service_test;
  FileServer server;
  const auto made = told<UploadObject>(
      server.post("/uploads", R"({"filename":"a.jsonl","purpose":"batch","mime_type":"","bytes":2,"expires_after":)"
                              R"({"anchor":"created_at","seconds":7200}})"));
  CHECK(made.status == UploadStatus::pending);
  CHECK(made.purpose == "batch");
  CHECK(made.expires_at == server.clock->unix_time() + 3600);
  CHECK_FALSE(made.file);
  const auto id = part(server, made.id.str(), "{}");
  server.clock->advance(std::chrono::minutes{10});
  const auto done = told<UploadObject>(complete(server, made.id.str(), {id}));
  CHECK(done.file->expires_at == server.clock->unix_time() + 7200);
}

TEST_CASE("an upload of nothing needs no parts") {
  using namespace upload_service_test;
  FileServer server;
  CHECK(told<UploadObject>(complete(server, begin(server, 0), {})).file->bytes == 0);
}

TEST_CASE("an upload that is completed again gives the same file, and with other parts none") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 1), id = part(server, upload, "x");
  const auto done = complete(server, upload, {id});
  CHECK(complete(server, upload, {id}).body == done.body);
  CHECK(refused(complete(server, upload, {})) == "400 upload_id invalid_value");
  CHECK(refused(cancel(server, upload)) == "400 upload_id invalid_value");
  CHECK(refused(add(server, upload, "y")) == "400 upload_id invalid_value");
  CHECK(told<FileList>(server.get("/files")).data.size() == 1);
}

TEST_CASE("bytes that are not those that were announced make no file, and the upload goes on") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 3), other = begin(server, 3);
  const auto one = part(server, upload, "1"), two = part(server, upload, "23"), foreign = part(server, other, "456");
  CHECK(refused(add(server, upload, "4")) == "400 data invalid_value");
  CHECK(refused(complete(server, upload, {one})) == "400 part_ids invalid_value");
  CHECK(refused(complete(server, upload, {one, one, one})) == "400 part_ids invalid_value");
  CHECK(refused(complete(server, upload, {foreign})) == "400 part_ids invalid_value");
  CHECK(refused(complete(server, upload, {"part_x"})) == "400 part_ids invalid_value");
  CHECK(refused(complete(server, upload, {one, two}, "00000000000000000000000000000000")) == "400 md5 invalid_value");
  CHECK(refused(complete(server, upload, {one, two}, "x")) == "400 md5 invalid_value");
  CHECK(told<FileList>(server.get("/files")).data.empty());
  CHECK(complete(server, upload, {one, two}, "202cb962ac59075b964b07152d234b70").head.status == 200);
}

TEST_CASE("a cancelled upload drops its parts, and is cancelled again") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 2), id = part(server, upload, "1");
  CHECK(told<UploadObject>(cancel(server, upload)).status == UploadStatus::cancelled);
  CHECK(told<UploadObject>(cancel(server, upload)).status == UploadStatus::cancelled);
  CHECK(parts_kept(server, {id}) == 0);
  CHECK(refused(add(server, upload, "2")) == "400 upload_id invalid_value");
  CHECK(refused(complete(server, upload, {id})) == "400 upload_id invalid_value");
}

TEST_CASE("an upload that took too long is over, and its parts go with the next request of anybody") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 2), id = part(server, upload, "1");
  const auto late = begin(server, 2);
  server.clock->advance(std::chrono::hours{1});
  CHECK(refused(add(server, late, "2")) == "400 upload_id invalid_value");
  CHECK(parts_kept(server, {id}) == 0);
  CHECK(refused(complete(server, upload, {id})) == "400 upload_id invalid_value");
  server.clock->advance(std::chrono::hours{25});
  CHECK(refused(cancel(server, upload)) == "404 upload_id");
}

TEST_CASE("what no upload can be is refused, and says why") {
  using namespace upload_service_test;
  FileServer server{{}, {.max_bytes = 100, .max_part_bytes = 10, .max_parts = 2, .max_pending = 3}};
  const auto asked = [&](const std::string& name, const std::string& purpose, const std::string& bytes) {
    return refused(server.post("/uploads", R"({"filename":")" + name + R"(","purpose":")" + purpose +
                                               R"(","mime_type":"x","bytes":)" + bytes + "}"));
  };
  CHECK(asked("a", "batch_output", "1") == "400 purpose invalid_value");
  CHECK(asked("", "vision", "1") == "400 filename invalid_value");
  CHECK(asked("a", "vision", "-1") == "400 bytes invalid_value");
  CHECK(asked("a", "vision", "101") == "413 bytes file_too_large");
  CHECK(asked("a.txt", "batch", "1") == "400 file invalid_file_format");
  const auto upload = begin(server, 50);
  CHECK(refused(add(server, upload, std::string(11, 'x'))) == "413 data file_too_large");
  part(server, upload, "1");
  part(server, upload, "2");
  CHECK(refused(add(server, upload, "3")) == "400 data invalid_value");
  begin(server, 1);
  begin(server, 1);
  CHECK(asked("a", "vision", "1") == "429  too_many_uploads");
  cancel(server, upload);
  CHECK(begin(server, 1).starts_with("upload_"));
  CHECK(refused(add(server, "upload_x", "1")) == "404 upload_id");
  CHECK(refused(server.ask(form("/uploads/upload_x/parts", {{"upload_id", "y"}, {"data", "1", "p"}}))) ==
        "400 upload_id duplicate_parameter");
}

TEST_CASE("another tenant's upload is not there") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 1);
  const auto as_bob = [&](Request request) { return refused(server.ask(std::move(request), "bob")); };
  CHECK(as_bob(form("/uploads/" + upload + "/parts", {{"data", "1", "p"}})) == "404 upload_id");
  CHECK(as_bob({.method = "POST", .path = "/v1/uploads/" + upload + "/complete", .body = R"({"part_ids":[]})"}) ==
        "404 upload_id");
  CHECK(as_bob({.method = "POST", .path = "/v1/uploads/" + upload + "/cancel"}) == "404 upload_id");
}

TEST_CASE("parts that are added at once are all counted") {
  using namespace upload_service_test;
  FileServer server;
  const auto upload = begin(server, 40);
  std::vector<std::thread> threads;
  std::vector<std::string> parts(40);
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t * 10; i < t * 10 + 10; ++i) {
        const auto got = add(server, upload, std::string(1, static_cast<char>('0' + t)));
        parts[i] = play::read<UploadPart>(got.body).id.str();
      }
    });
  }
  for (auto& each : threads) each.join();
  const auto done = told<UploadObject>(complete(server, upload, parts));
  CHECK(server.get("/files/" + done.file->id.str() + "/content").body ==
        std::string(10, '0') + std::string(10, '1') + std::string(10, '2') + std::string(10, '3'));
  CHECK(refused(add(server, upload, "5")) == "400 upload_id invalid_value");
}

TEST_CASE("a client sends a part with the upload's id in the path, and not in the form") {
  using namespace upload_service_test;
  FileServer server;
  std::string path, body;
  const Handler noting = [&](Request request) {
    path = request.path;
    body = request.body.str();
    return server.http(std::move(request));
  };
  const auto upload = begin(server, 1);
  const AddUploadPartRequest request{.upload_id = Text{upload}, .data = {.filename = Text{"p"}, .body = Text{"x"}}};
  const auto got = play::run<AddUploadPart>(call(noting), request);
  REQUIRE_FALSE(got.error);
  CHECK(got.events.at(0).upload_id == upload);
  CHECK(path == "/v1/uploads/" + upload + "/parts");
  CHECK(body.find("upload_id") == std::string::npos);
  CHECK(play::run<AddUploadPart>(call(noting), {}).error->param == "upload_id");
}
