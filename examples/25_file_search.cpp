// Put a text into a vector store, and have a model answer from it, with citations.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/kit/poll.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/server.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>

using namespace oaicompat;

// A model that searches for what it is asked, and answers with the first passage that it is told.
void answer(const ChatRequest& request, ChatWriter& out) {
  const auto& last = request.messages.back();
  if (last.role == Role::user) {
    out.tool_call("call_1", "file_search");
    out.arguments(fmt::format(R"({{"queries":["{}"]}})", last.text()));
    out.finish(FinishReason::tool_calls);
    return;
  }
  const auto told = last.text();  // `【1】 animals.txt`, and then the passage
  const auto begin = std::min(told.find('\n') + 1, told.size());
  out.text(told.substr(begin, told.find('\n', begin) - begin) + told.substr(0, told.find(' ')));
  out.finish(FinishReason::stop);
}

// A text's vector: how often it has each letter.
Result<EmbeddingList> letters(const EmbeddingRequest& request, const Context&) {
  EmbeddingList list;
  for (const auto& item : *request.input.get_if<std::vector<PromptItem>>()) {
    std::vector<float> vector(26, 0.01F);
    for (const char c : item.get_if<Text>()->view()) {
      if (c >= 'a' && c <= 'z') vector[static_cast<std::size_t>(c - 'a')] += 1;
    }
    auto& made = list.data.emplace_back();
    made.index = static_cast<std::int64_t>(list.data.size()) - 1;
    made.embedding = std::move(vector);
  }
  return list;
}

int main() {
  Server server{{.port = 0}};
  server.chat("demo", answer);
  server.embedding("text-embedding-3-large", letters);
  if (!server.start()) return 1;

  const Client client{{.base_url = server.base_url(), .api_key = "any"}};
  const auto file =
      client.send<CreateFile>({.file = {.filename = Text{"animals.txt"}, .body = Text{"Zebras have stripes."}},
                               .purpose = FilePurpose::assistants});
  if (!file) return fmt::print(stderr, "{}\n", file.error().message), 1;
  const auto store = client.send<CreateVectorStore>({.file_ids = std::vector<Text>{file->id}});
  if (!store) return fmt::print(stderr, "{}\n", store.error().message), 1;
  const auto read = poll<RetrieveVectorStore>(
      client, {.vector_store_id = store->id},
      {.until = [](const VectorStore& now) { return now.status == VectorStoreStatus::completed; }});
  if (!read) return fmt::print(stderr, "{}\n", read.error().message), 1;

  ResponseRequest request;
  request.model = Text{"demo"};
  request.input = ResponseInput{Text{"What do zebras have?"}};
  request.tools = std::vector<ResponseTool>{FileSearchTool{.vector_store_ids = {store->id}}};
  const auto response = client.send<CreateResponse>(request);
  if (!response) return fmt::print(stderr, "{}\n", response.error().message), 1;
  for (const auto& item : response->output) {
    const auto* message = item.get_if<MessageItem>();
    const auto* parts = message ? message->content.get_if<std::vector<ResponsePart>>() : nullptr;
    const auto* text = parts && !parts->empty() ? parts->front().get_if<OutputTextPart>() : nullptr;
    if (!text) continue;
    fmt::print("{}\n", text->text.view());
    for (const auto& note : text->annotations)
      if (const auto* citation = note.get_if<FileCitation>()) fmt::print("- {}\n", citation->filename.view());
  }
}
