// Chunks of a chat completion to the whole, and the whole to chunks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/json_growth.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/choice_progress.hpp>
#include <oaicompat/resources/chat/tool_call_places.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the chunks of a streamed chat completion into the completion.
///
/// Choices and tool calls are merged by index; one that brings another id and a name under a known index, or a name
/// after a name and whole arguments, is a new call (as some servers number all of them 0, or none); entries of one
/// array are different calls. A repeated role, id or name counts once; a call that never got an id is given a random
/// one. Texts, refusals, arguments, logprobs, audio, annotations and the reasoning that engines add are joined, and so
/// are content in parts and the lists in the extras of deltas and choices: by `index` where their items have one. Of
/// other members and extras the last one counts. An index of -1 is 0, an empty finish reason none.
/// **Errors**: an index out of bounds, too many bytes. Source: `createChatCompletion`.
class OAICOMPAT_API ChatAccumulator {
 public:
  explicit ChatAccumulator(AccumulateOptions options = {});
  ChatAccumulator(const ChatAccumulator&);
  ChatAccumulator(ChatAccumulator&&) noexcept;
  ChatAccumulator& operator=(const ChatAccumulator&);
  ChatAccumulator& operator=(ChatAccumulator&&) noexcept;
  ~ChatAccumulator();

  Result<void> add(const ChatChunk& chunk);
  /// Whether every choice that has appeared has its finish reason, and there is one.
  bool complete() const;
  /// The completion so far. **Errors**: no chunk at all, a choice without a finish reason, a function call without a
  /// name.
  Result<ChatCompletion> finish();
  /// What has come, whether it is whole or not; nothing before the first chunk. A choice without a finish reason has
  /// the empty word.
  std::optional<ChatCompletion> so_far() const;

 private:
  struct Call {
    Call() {}  // clang 14 does not see an implicit one within this class
    Text id;
    OpenEnum<ToolType> type;
    bool has_function = false, has_custom = false;
    std::string name, words;  // the words are the function's arguments, or the custom tool's input
    Extras extra, inner_extra;
  };
  struct Audio {
    AudioAnswer rest;
    std::string data, transcript;
  };
  struct Choice {
    OpenEnum<Role> role = Role::assistant;
    bool has_content = false, has_refusal = false;
    std::string content, refusal;
    std::map<std::string, std::string, std::less<>> reasoning;         // under each name that it comes under
    std::map<std::string, detail::JsonGrowth, std::less<>> lists;      // of the message's extras
    std::map<std::string, detail::JsonGrowth, std::less<>> own_lists;  // of the choice's
    std::optional<detail::JsonGrowth> parts;                           // content that comes in parts
    std::vector<Call> calls;
    detail::ToolCallPlaces places;
    std::optional<Call> function_call;
    std::optional<Logprobs> logprobs;
    std::optional<OpenEnum<FinishReason>> finish_reason;
    std::optional<std::vector<Annotation>> annotations;
    std::optional<Audio> audio;
    Extras extra, message_extra;
  };

  Result<void> add_choice(const ChunkChoice& from);
  void add_delta(Choice& choice, const Delta& delta);
  void add_content(Choice& choice, const Delta& delta);
  void add_extra(Choice& choice, const Extra& extra);
  bool add_audio(Choice& choice, const Extra& extra);
  bool add_annotations(Choice& choice, const Extra& extra);
  bool add_list(std::map<std::string, detail::JsonGrowth, std::less<>>& lists, Extras& extras, const Extra& extra);
  Result<void> add_calls(Choice& choice, const std::vector<ToolCallDelta>& pieces);
  void add_call(Call& call, const ToolCallDelta& delta);
  bool add_custom(Call& call, const Json& json);
  void add_function(Call& call, const FunctionCallDelta& delta);
  void add_name(Call& call, std::string_view name);
  void add_text(std::string& to, std::string_view more);
  AssistantMessage message(Choice& choice) const;
  ChatCompletion made();

  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  bool began_ = false;
  ChatCompletion whole_;
  std::map<std::int64_t, Choice> choices_;
};

/// The progress of the choices of a streamed chat completion. **Errors**: an index out of bounds.
class OAICOMPAT_API ChatProgress : public ChoiceProgress {
 public:
  Result<void> add(const ChatChunk& chunk);
  /// Numbers the tool calls of a chunk that came without an index, in the order in which they began: nobody could tell
  /// which call a piece belongs to otherwise.
  void number_calls(ChatChunk& chunk);

 private:
  std::map<std::int64_t, detail::ToolCallPlaces> places_;  // of choices that do not number their calls
};

/// How `createChatCompletion` streams.
struct OAICOMPAT_API ChatStreaming {
  using Accumulator = ChatAccumulator;
  using Progress = ChatProgress;
  using Shape = ChunkShape;
  /// Whether a streamed answer is asked for: the body's `stream` alone decides.
  static bool wanted(const ChatRequest& request);
  /// Asks for a streamed answer, or for a whole one, which takes no `stream_options`.
  static void want(ChatRequest& request, bool streamed);
  static Shape shape_for(const ChatRequest& request);
  /// Makes a chunk what the request asked for: usage only where it was, and then `null` where there is none; never an
  /// `error` member, which clients take for a failure. False when nothing is left to send. A chunk that another server
  /// sent keeps the usage that it has.
  static bool shape(ChatChunk& chunk, const Shape& wanted);
  /// The chunks that make a whole completion: for each choice its role, its parts and its finish reason; then the
  /// usage.
  static std::vector<ChatChunk> split(const ChatCompletion& whole);
  /// The text in which a chunk differs, as a rule, from the one before: the content of its one choice, or the arguments
  /// of its one call; null where it has none.
  static Text* delta_text(ChatChunk& chunk);
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/accumulate.ipp>
#include <oaicompat/resources/chat/streaming.ipp>
#endif
