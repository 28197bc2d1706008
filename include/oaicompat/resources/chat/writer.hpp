// ChatWriter: what a handler writes its answer into.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

namespace detail {
class ChatWriterState;
class SunkChat;
}  // namespace detail

/// Writes one choice of an answer. A handle: copies write to the same choice. See `ChatWriter`.
class OAICOMPAT_API ChoiceWriter {
 public:
  /// A piece of the answer's text. A character that is cut in two between pieces is joined again.
  bool text(std::string_view piece);
  /// A piece of the reasoning behind the answer; goes into the extra `reasoning_content`.
  bool reasoning(std::string_view piece);
  /// A piece of a refusal.
  bool refusal(std::string_view piece);
  /// Begins a call of a function tool. An empty id is replaced by a random one.
  bool tool_call(std::string_view id, std::string_view name);
  /// A piece of the arguments (JSON text) of the tool call begun last.
  bool arguments(std::string_view fragment);
  /// A whole call of a custom tool. An empty id is replaced by a random one.
  bool custom_tool_call(std::string_view id, std::string_view name, std::string_view input);
  /// The log probabilities of the tokens in the next piece of text or refusal.
  bool logprobs(Logprobs values);
  /// Ends the choice.
  bool finish(FinishReason reason);

 private:
  friend class ChatWriter;
  ChoiceWriter(std::shared_ptr<detail::ChatWriterState> state, std::int64_t index)
      : state_{std::move(state)}, index_{index} {}
  std::shared_ptr<detail::ChatWriterState> state_;
  std::int64_t index_;
};

/// What a handler writes its answer into: whole and streamed answers alike.
///
/// Every call says whether to go on: false once the caller has gone, the answer has failed, or the call was refused.
/// For each choice, in this order: any mix of `text`, `reasoning`, `refusal`, `tool_call` and after each its
/// `arguments`; then `finish`, once. `usage` and `fail` stand anywhere. A handler must finish every choice it has
/// begun, choice 0 at least. **Errors**: a call out of this order, or a handler that returns without `finish`, fails
/// the answer with a 500 of kind `invalid_argument` that names the call; nothing malformed is sent. **Threads**: one at
/// a time.
///
///     server.chat("my-model", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
///       for (std::string_view piece : engine.generate(request))
///         if (!out.text(piece)) return;
///       out.finish(oaicompat::FinishReason::stop);
///     });
class OAICOMPAT_API ChatWriter {
 public:
  /// Takes the chunks of an answer; false once nobody wants more.
  using Sink = std::function<bool(ChatChunk)>;
  /// For those who drive handlers themselves: chunks go to `sink`, with this model and creation time (Unix seconds).
  ChatWriter(Sink sink, std::string_view model, std::int64_t created, Context context = {});
  ChatWriter(const ChatWriter&) = delete;
  ChatWriter& operator=(const ChatWriter&) = delete;
  ~ChatWriter();

  /// The choice with this index: 0 up to one less than the request's `n`.
  ChoiceWriter choice(std::int64_t index) const;

  // The same for choice 0.
  bool text(std::string_view piece) { return choice(0).text(piece); }
  bool reasoning(std::string_view piece) { return choice(0).reasoning(piece); }
  bool refusal(std::string_view piece) { return choice(0).refusal(piece); }
  bool tool_call(std::string_view id, std::string_view name) { return choice(0).tool_call(id, name); }
  bool arguments(std::string_view fragment) { return choice(0).arguments(fragment); }
  bool custom_tool_call(std::string_view id, std::string_view name, std::string_view input) {
    return choice(0).custom_tool_call(id, name, input);
  }
  bool logprobs(Logprobs values) { return choice(0).logprobs(std::move(values)); }
  bool finish(FinishReason reason) { return choice(0).finish(reason); }

  /// Adds a field to the answer's head, before the first piece. False, and the answer fails, where a piece was written
  /// already, the name or value cannot stand in a head, or the server writes the field itself (`Content-Type`, ...).
  bool header(std::string_view name, std::string_view value);
  /// The tokens the request took. The last call counts. Streams carry it only where the request asks.
  bool usage(Usage usage);
  bool usage(std::int64_t prompt_tokens, std::int64_t completion_tokens);
  /// Ends the answer with an error: a status before the first piece, an in-band error after it. Always gives false.
  bool fail(Error error);

  /// Whether the caller has gone, or the answer has failed or been closed. `context().stop` wakes a handler that waits
  /// for something else meanwhile.
  bool gone() const;
  /// The circumstances: request id, principal, deadline, stop token, header fields (`header_of`).
  const Context& context() const;

  /// Ends the answer as the handler returns: for those who drive handlers themselves. Gives what failed it, if
  /// anything. What is written later, by a kept `ChoiceWriter` too, is dropped.
  std::optional<Error> close();

 private:
  friend class detail::SunkChat;
  // Without a context, where nobody asks for it.
  ChatWriter(Sink sink, std::function<void(Headers)> on_passed, std::string_view model, std::int64_t created);
  std::shared_ptr<detail::ChatWriterState> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/writer.ipp>
#endif
