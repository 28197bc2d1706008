// The file_search of derived responses: a chat that searches vector stores.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/responses/chat_streams.hpp>
#include <oaicompat/resources/responses/citation_marks.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

// What the searches of a response look through, and how.
struct FileSearchPlan {
  FileSearchTool tool{};
  std::string function{};        // the chat's name for it; empty where the search comes before the chat
  bool include_results = false;  // whether items hold what was found
  std::size_t most = 10;         // searches; then it is offered no more
};

// A chat that is asked again with what it has searched for. Its steps have neither the calls of the search nor the
// marks of citations; the tokens of all rounds are counted together.
//
// **Errors**: the chat's; those of the vector stores, with 404 before the chat begins.
class OAICOMPAT_API SearchingChat final : public Stream<ChatStep> {
 public:
  SearchingChat(Backend backend, ChatRequest request, FileSearchPlan plan, Context context);

  Pull pull(ChatStep& out) override;
  void when_ready(Wake wake) override;
  Error error() const override { return error_; }

 private:
  enum class State { checking, chatting, searching, over };
  // A search that the model asks for.
  struct Wanted {
    Text call_id{};
    std::vector<Text> queries{};
  };
  struct Source {
    Text file_id{}, filename{};
  };

  Pull work();
  Pull fail(Error error);
  Pull check();
  Pull chat();
  Pull search();

  void ask_chat();
  Result<void> take(ChatChunk chunk);
  Result<void> take_choice(ChunkChoice& choice);
  void put_piece(const CitationMarks::Piece& piece);
  void flush_text();
  bool leave_out_searches(std::vector<ToolCallDelta>& calls);
  Pull end_round();
  Result<std::vector<Wanted>> wanted_of(const AssistantMessage& message) const;
  void end_chat();

  void search_before_chat();
  void begin_search();
  void ask_store();
  void end_search();
  std::string told_of(const std::vector<VectorStoreSearchResult>& found);
  void end_searches();
  void tell_before_chat();

  const Backend backend_;
  ChatRequest request_;
  const FileSearchPlan plan_;
  Context context_;

  State state_ = State::checking;
  std::deque<ChatStep> steps_;
  Error error_;
  std::size_t store_ = 0;  // which is checked, or searched
  StreamPtr<VectorStore> checked_;
  StreamPtr<VectorStoreSearchPage> page_;
  StreamPtr<Event<CreateChatCompletion>> chat_;

  // Of the round of the chat.
  ChatAccumulator round_;
  CitationMarks marks_;
  std::optional<OpenEnum<FinishReason>> finish_;
  std::optional<Usage> earlier_usage_, usage_;
  bool in_search_call_ = false;
  std::optional<std::int64_t> call_index_;
  Text call_id_;

  // Of the searches.
  bool goes_on_ = false;  // whether the chat is asked again
  std::vector<Wanted> wanted_;
  std::size_t at_ = 0, done_ = 0;
  std::vector<VectorStoreSearchResult> found_;
  std::vector<Source> sources_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/file_search.ipp>
#endif
