// Answers of Bedrock's Converse as a chat's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/bedrock/event_frames.hpp>
#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/chat/completion.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail::bedrock {

// What an answer is told beside what Bedrock says.
struct AnswerFacts {
  std::string id{}, model{};
  std::int64_t created = 0;
  bool with_usage = false;    // a streamed one
  std::string answer_tool{};  // the tool whose arguments are the content
};

// The whole answer. **Errors**: an answer that the model made wrongly.
OAICOMPAT_API Result<ChatCompletion> completion_of(const ConverseResponse& response, const AnswerFacts& facts,
                                                   LossReport& lost);

// Makes chunks of the events of one answer.
class OAICOMPAT_API ConverseChunks {
 public:
  explicit ConverseChunks(AnswerFacts facts) : facts_{std::move(facts)} {}

  // Adds the chunks that a frame is; types that are not known make none. **Errors**: an exception in the frame, a
  // payload that is no JSON, an answer that the model made wrongly, too many calls, a piece of a call that has not
  // begun.
  Result<void> add(const AwsEvent& event, std::vector<ChatChunk>& out);
  // Whether the answer has come to its end.
  bool complete() const { return stopped_; }
  const LossReport& lost() const { return lost_; }

 private:
  // A block that a call of a tool is.
  struct Call {
    std::int64_t index = 0;
    bool is_answer = false, has_input = false;
  };
  // A block that text is.
  struct TextBlock {
    bool told = false;  // its place
    std::int64_t length = 0;
  };
  ChatChunk chunk() const;
  ChatChunk& add_piece(Delta delta, std::vector<ChatChunk>& out) const;
  Result<void> start(const ConverseEvent& event, std::vector<ChatChunk>& out);
  Result<void> piece(const ConverseEvent& event, std::vector<ChatChunk>& out);
  void text(std::int64_t block, const Text& text, std::vector<ChatChunk>& out);
  void place(std::int64_t block, std::optional<std::int64_t> length, std::vector<ChatChunk>& out) const;
  void reasoning(const Json& piece, std::int64_t block, std::vector<ChatChunk>& out);
  void arguments(std::int64_t block, std::string_view text, std::vector<ChatChunk>& out);
  void stop_block(std::int64_t block, std::vector<ChatChunk>& out);
  Result<void> stop(const ConverseEvent& event, std::vector<ChatChunk>& out);
  void metadata(const ConverseEvent& event, std::vector<ChatChunk>& out);

  AnswerFacts facts_;
  std::map<std::int64_t, Call> calls_;  // by their blocks
  std::map<std::int64_t, TextBlock> texts_;
  std::int64_t next_call_ = 0;
  bool stopped_ = false;
  LossReport lost_;
};

// Bedrock's error in the API's words: what a frame, or an answer's head and body, says.
OAICOMPAT_API Error error_of(int status, std::string_view name, std::string_view body);

}  // namespace oaicompat::inline v1::detail::bedrock

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/from_converse.ipp>
#endif
