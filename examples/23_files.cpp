// Keep files over a restart: records in SQLite, bytes in a folder; a client sends one and reads it back.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <fmt/format.h>

int main() {
  auto store = oaicompat::sqlite_store({.file = "files.db"});
  auto blobs = oaicompat::folder_blobs({.folder = "files"});
  if (!store || !blobs) return fmt::print(stderr, "{}\n", (store ? blobs.error() : store.error()).message), 1;
  oaicompat::Server server{{.port = 0, .store = *store, .blobs = *blobs}};
  if (!server.start()) return 1;

  const oaicompat::Client client{{.base_url = server.base_url(), .api_key = "any"}};
  const auto sent = client.send<oaicompat::CreateFile>(
      {.file = {.filename = oaicompat::Text{"hello.txt"}, .body = oaicompat::Text{"Hello."}},
       .purpose = oaicompat::FilePurpose::vision});
  if (!sent) return fmt::print(stderr, "{}\n", sent.error().message), 1;
  const auto bytes = client.send<oaicompat::DownloadFile>({.file_id = sent->id});
  fmt::print("{} has {} bytes: {}\n", sent->id.view(), sent->bytes, bytes ? bytes->body : bytes.error().message);
  for (const auto& file : client.pages<oaicompat::ListFiles>({}).items()) fmt::print("{}\n", file.filename.view());
}
