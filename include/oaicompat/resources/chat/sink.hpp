// ChatSink: what an engine's own thread writes an answer into; it never blocks and holds no thread.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/channel.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/chat/writer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// How a `ChatSink` behaves.
struct ChatSinkOptions {
  /// How much may lie unread before pieces are refused: the bytes of the pieces, and 64 for each of them. Where nothing
  /// lies unread a piece is taken, however large. Default 256 KiB.
  std::size_t max_backlog = std::size_t{256} << 10;
};

namespace detail {
class ChatSinkState;
}

/// One answer of an engine that makes many at once: moved to the engine's thread, and written to from there. Whole and
/// streamed answers alike; see `Server::chat_async`.
///
/// The pieces follow the rules of `ChatWriter`, which writes them: a call out of order fails the answer with a 500 that
/// names the call. Every `try_` function takes its piece and says true, or takes nothing and says false: the caller has
/// gone (`gone()`), or so much lies unread that the piece must be kept, or the answer given up (`backlog()`). The
/// answer ends when each of the `n` choices of the request is finished; what comes later is dropped.
///
/// **Lifetime**: a sink that is dropped before the end ends its answer with an error (`answer_dropped`). One that was
/// moved from says that it has gone. **Threads**: any, also several at once; no call waits for the reader.
class OAICOMPAT_API ChatSink {
 public:
  ChatSink(ChatSink&&) noexcept = default;
  ChatSink& operator=(ChatSink&& other) noexcept;
  ~ChatSink();

  /// A piece of the answer's text: one token, as `usage` counts them. A character may be cut in two between pieces.
  bool try_text(std::string_view piece, std::int64_t choice = 0);
  /// A piece of the reasoning behind the answer.
  bool try_reasoning(std::string_view piece, std::int64_t choice = 0);
  /// A piece of a refusal.
  bool try_refusal(std::string_view piece, std::int64_t choice = 0);
  /// Begins a call of a function tool. An empty id is replaced by a random one.
  bool try_tool_call(std::string_view id, std::string_view name, std::int64_t choice = 0);
  /// A piece of the arguments (JSON text) of the tool call begun last.
  bool try_arguments(std::string_view fragment, std::int64_t choice = 0);
  /// A whole call of a custom tool. An empty id is replaced by a random one.
  bool try_custom_tool_call(std::string_view id, std::string_view name, std::string_view input,
                            std::int64_t choice = 0);
  /// The log probabilities of the tokens in the next piece of text or refusal.
  bool try_logprobs(Logprobs values, std::int64_t choice = 0);

  /// Adds a field to the answer's head, before the first piece: see `ChatWriter::header`.
  bool header(std::string_view name, std::string_view value);
  /// Ends a choice, and with the last of them the answer. Taken however much lies unread; false once the caller has
  /// gone.
  bool finish(FinishReason reason, std::int64_t choice = 0);
  /// The tokens the request took, the pieces that were taken counted as those of the answer. Before the last `finish`.
  bool usage(std::int64_t prompt_tokens);
  /// The tokens the request took. The last call counts. Before the last `finish`.
  bool usage(std::int64_t prompt_tokens, std::int64_t completion_tokens);
  bool usage(Usage usage);
  /// Ends the answer with an error: a status before the first piece, an in-band error after it. Always gives false.
  bool fail(Error error);

  /// Whether nobody takes any more: the caller has gone, or the answer has ended or failed.
  bool gone() const;
  /// Fires when the caller goes, while nothing is written too.
  std::stop_token stop() const;
  /// How many bytes lie unread, as `ChatSinkOptions::max_backlog` counts them.
  std::size_t backlog() const;
  /// How many pieces were taken, reasoning and calls included.
  std::int64_t pieces() const;

 private:
  friend class detail::ChatSinkState;
  explicit ChatSink(std::shared_ptr<detail::ChatSinkState> state) : state_{std::move(state)} {}
  std::shared_ptr<detail::ChatSinkState> state_;
};

/// An answer's two ends.
struct ChatSinkChannel {
  ChatSink sink;
  StreamPtr<Event<CreateChatCompletion>> stream;
};

/// Makes a sink, and the stream that a backend answers with. `created` is in seconds since 1970.
///
///     backend.on<CreateChatCompletion>([&](Parsed<ChatRequest> request, Context context) {
///       auto [sink, stream] = chat_sink(*request, clock->unix_time(), context);
///       engine.submit(std::move(request), std::move(sink));
///       return std::move(stream);
///     });
OAICOMPAT_API ChatSinkChannel chat_sink(const ChatRequest& request, std::int64_t created, const Context& context = {},
                                        ChatSinkOptions options = {});

namespace detail {
OAICOMPAT_API ChatSinkChannel chat_sink(const ChatRequest& request, std::int64_t created, const Context& context,
                                        ChatSinkOptions options, ReasoningMembers members);
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/sink.ipp>
#endif
