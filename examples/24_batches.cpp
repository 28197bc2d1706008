// Run a file of requests as a batch, and read the answers from another file.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/kit/poll.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/server.hpp>

#include <fmt/format.h>

int main() {
  oaicompat::Server server{{.port = 0}};
  server.chat("echo", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    out.text(request.messages.back().text());
    out.finish(oaicompat::FinishReason::stop);
  });
  if (!server.start()) return 1;

  const oaicompat::Client client{{.base_url = server.base_url(), .api_key = "any"}};
  std::string lines;
  for (int i = 1; i <= 3; ++i)
    lines += fmt::format(
        R"({{"custom_id":"r{0}","method":"POST","url":"/v1/chat/completions","body":{{"model":"echo","messages":[{{"role":"user","content":"Hello {0}"}}]}}}})"
        "\n",
        i);
  const auto file = client.send<oaicompat::CreateFile>(
      {.file = {.filename = oaicompat::Text{"requests.jsonl"}, .body = oaicompat::Text{lines}},
       .purpose = oaicompat::FilePurpose::batch});
  if (!file) return fmt::print(stderr, "{}\n", file.error().message), 1;
  const auto begun = client.send<oaicompat::CreateBatch>(
      {.input_file_id = file->id, .endpoint = oaicompat::BatchEndpoint::chat_completions});
  if (!begun) return fmt::print(stderr, "{}\n", begun.error().message), 1;
  const auto batch = oaicompat::poll<oaicompat::RetrieveBatch>(
      client, {.batch_id = begun->id},
      {.until = [](const oaicompat::Batch& now) { return now.completed_at || now.failed_at; }});
  if (!batch || !batch->output_file_id) return 1;
  const auto answers = client.send<oaicompat::DownloadFile>({.file_id = *batch->output_file_id});
  fmt::print("{}", answers ? answers->body : answers.error().message);
}
