// A server of files over a store and blobs, asked over HTTP.
// SPDX-License-Identifier: MIT
#pragma once

#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/files/service.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/uploads/service.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

namespace file_server {

using namespace oaicompat;

/// A field of a form; one with a name of a file is a file.
struct Field {
  std::string name, value, filename = "";
};
inline Request form(std::string path, std::initializer_list<Field> fields) {
  std::string body;
  for (const auto& each : fields) {
    body += "--b\r\nContent-Disposition: form-data; name=\"" + each.name + "\"";
    if (!each.filename.empty()) body += "; filename=\"" + each.filename + "\"\r\nContent-Type: text/plain";
    body += "\r\n\r\n" + each.value + "\r\n";
  }
  return {.method = "POST",
          .path = "/v1" + std::move(path),
          .headers = {{"content-type", "multipart/form-data; boundary=b"}},
          .body = body + "--b--\r\n"};
}

/// Files and uploads whose ids count up and whose clock stands.
struct FileServer {
  explicit FileServer(FilesOptions options = {}, UploadsOptions uploads = {}, BlobsPtr in = memory_blobs())
      : blobs{std::move(in)},
        files{file_repository(
            {.store = store,
             .blobs = blobs,
             .clock = clock,
             .id = [next = std::make_shared<std::atomic<int>>(0)](
                       std::string_view prefix) { return std::string{prefix} + std::to_string(++*next); }})},
        http{serve(with_uploads(with_files({}, files, std::move(options)), files, std::move(uploads)))} {}

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  BlobsPtr blobs;
  FileRepositoryPtr files;
  Handler http;

  Collected ask(Request request, std::string tenant = "") const {
    request.context.principal = std::move(tenant);
    return play::answer(http, std::move(request));
  }
  Collected get(std::string path, std::string query = "", Headers headers = {}, std::string tenant = "") const {
    return ask({.path = "/v1" + std::move(path), .query = std::move(query), .headers = std::move(headers)},
               std::move(tenant));
  }
  Collected post(std::string path, std::string body) const {
    return ask({.method = "POST", .path = "/v1" + std::move(path), .body = std::move(body)});
  }
  /// A file of this name and these bytes.
  Collected send(std::string bytes, std::string purpose = "vision", std::string name = "a.txt") const {
    return ask(form("/files", {{"purpose", std::move(purpose)}, {"file", std::move(bytes), std::move(name)}}));
  }
};

/// What the server says, read as strictly as its requests.
template <class T>
T told(const Collected& got) {
  REQUIRE_MESSAGE(got.head.status == 200, got.body);
  const auto read = parse_owned<T>(got.body);
  REQUIRE_MESSAGE(read, read.error().message, got.body);
  return *read;
}
/// The error of an answer, in short: `404 file_id code`.
inline std::string refused(const Collected& got) {
  if (got.head.status < 400) return std::to_string(got.head.status) + " " + got.body;
  const auto error = play::read<ErrorBody>(got.body).error;
  const auto code = error.code.value_or(Text{}).str();
  return std::to_string(got.head.status) + " " + error.param.value_or(Text{}).str() + (code.empty() ? "" : " " + code);
}

}  // namespace file_server
