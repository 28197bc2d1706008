// ResponseBuilder: the chunks of a chat completion to a response and the events of its stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/json_growth.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/responses/tool_names.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// How a response is made of chunks.
struct ResponseBuilderOptions {
  /// The response before anything is made of it; without an id and a time of its own.
  Response begun{};
  /// Makes ids from prefixes: `msg_`, `fc_`. Default `random_id`.
  std::function<std::string(std::string_view prefix)> id = {};
  /// What the tools of the chat are in the response. Default functions and custom tools outside namespaces.
  ToolNames tools = {};
  /// Whether reasoning comes as `encrypted_content` too. Default no; reasoning that its provider signed or encrypted
  /// always does, as it must go back as it came.
  bool sealed_reasoning = false;
  /// Whether reasoning comes as the item's summary instead of its content. Default no.
  bool summarised_reasoning = false;
  /// The most bytes of text, arguments and log probabilities. Default 64 MiB.
  std::size_t max_bytes = std::size_t{64} << 20;
};

/// Makes a response of the first answer of a chat completion, chunk by chunk: what a chunk says is said at once. Text
/// and refusals are parts of a message, reasoning is an item with its text, and each call is an item; an item begins
/// when the chunks first speak of it and is done when they speak of something else, or finish. Calls of other tools
/// than functions and custom tools are given once they are whole, as their items have no place for half of one; such a
/// call that is cut off is not given.
///
///     builder.begin(events);
///     builder.start(events);
///     while (next(chunk)) if (auto made = builder.add(chunk, events); !made) builder.fail(made.error());
///     builder.finish(now);
///     builder.close(events);
///
/// **Threads**: one at a time.
class OAICOMPAT_API ResponseBuilder {
 public:
  using Events = std::vector<ResponseEvent>;

  explicit ResponseBuilder(ResponseBuilderOptions options);

  /// The response's first event; of one that is queued the second too. Call it once, before all else.
  void begin(Events& out);
  /// The model begins. Call it once, before the chunks.
  void start(Events& out);
  /// Takes a chunk. **Errors**: a call without a name, calls that mix, arguments that do not fit the tool of a call
  /// (of a shell, a patch), too many bytes; `fail` with it then.
  Result<void> add(const ChatChunk& chunk, Events& out);
  /// The server searches files: what was open is done. `end_search` says what it found.
  Result<void> begin_search(Events& out);
  /// What was found; the item's id and status are the builder's to say. **Errors**: too many bytes.
  Result<void> end_search(FileSearchCall found, Events& out);
  /// A file is cited at the end of what has been said of the text; the index is the builder's to say. **Errors**: too
  /// many bytes.
  Result<void> cite(FileCitation citation, Events& out);
  /// Whether the chunks have said why the answer ends. One that ends without has failed.
  bool finished() const { return finished_.has_value(); }
  /// The chunks are over: what the response has become. `now` is in seconds since 1970. Precondition: `finished`.
  void finish(std::int64_t now);
  /// The response fails; what is unfinished stays so.
  void fail(const Error& error, Events& out);
  /// The response was cancelled.
  void cancel(Events& out);
  /// The last event, which says what became of the response.
  void close(Events& out);

  /// The response as it is now; items that are not done are not in it.
  const Response& response() const { return whole_; }

 private:
  enum class Open { nothing, reasoning, message, call, search };
  struct Call {
    std::int64_t index = 0;
    Text id;
    CalledTool tool;
    std::optional<Json> extra_content{};
  };

  template <class Event>
  void put(Event&& event, Events& out);  // moves from it
  void put_state(ResponseEventType type, Events& out);
  void put_item(ResponseEventType type, ResponseItem item, Events& out);
  void put_part(ResponseEventType type, Events& out);
  Result<void> enough(std::size_t more);

  Result<void> add_choice(const ChunkChoice& choice, Events& out);
  Result<void> reason(std::string_view text, const Json* details, Events& out);
  template <class Delta>
  Result<void> grow_part(Delta event, std::string_view text, Events& out);
  Result<void> say(std::string_view text, const std::vector<TokenLogprob>* told, Events& out);
  Result<void> refuse(std::string_view text, Events& out);
  Result<void> note(const Json& annotations, Events& out);
  void annotate(ResponseAnnotation annotation, Events& out);
  void put_progress(ResponseEventType type, Events& out);
  void open_text(Events& out);
  Result<void> call(const ToolCallDelta& delta, Events& out);
  Result<void> begin_call(Call call, Events& out);
  Result<void> grow_call(std::string_view more, Events& out);
  void use(const Usage& usage);

  void open(Open what, std::string_view prefix, Events& out);
  void open_part(ResponsePart part, Events& out);
  void close_part(Events& out);
  void close_item(ItemStatus status, Events& out);
  void close_call(Events& out);
  bool given_whole() const;
  ResponseItem item(ItemStatus status) const;
  Maybe<Text> sealed_reasoning() const;
  ResponsePart part() const;

  ResponseBuilderOptions options_;
  Response whole_;
  std::int64_t number_ = 0;
  std::size_t bytes_ = 0;
  std::optional<OpenEnum<FinishReason>> finished_;
  std::optional<Error> unreadable_;  // a call

  // The item that is open, and its part.
  Open open_ = Open::nothing;
  std::string item_id_;
  Call call_;
  std::set<std::int64_t> closed_calls_;
  std::vector<ResponsePart> parts_;
  bool in_part_ = false;
  ResponsePart part_;
  std::string words_;           // of the part, or of the call
  detail::JsonGrowth details_;  // of the reasoning
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/builder.ipp>
#endif
