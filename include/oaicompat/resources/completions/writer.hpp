// CompletionWriter: what a handler writes a legacy completion into.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/resources/completions/types.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace oaicompat::inline v1 {

namespace detail {
class CompletionWriterState;
}

/// What a handler writes a legacy completion into, whole or streamed.
///
/// Every call says whether to go on, as with `ChatWriter`. For each choice: `text` any number of times, then `finish`
/// once. **Errors**: a call out of this order, or a handler that returns without `finish`, fails the answer with a 500
/// of kind `invalid_argument`. **Threads**: one at a time.
class OAICOMPAT_API CompletionWriter {
 public:
  /// Takes the chunks of an answer; false once nobody wants more.
  using Sink = std::function<bool(Completion)>;
  CompletionWriter(Sink sink, std::string_view model, std::int64_t created, Context context = {});
  CompletionWriter(const CompletionWriter&) = delete;
  CompletionWriter& operator=(const CompletionWriter&) = delete;
  ~CompletionWriter();

  /// A piece of text of a choice. A character that is cut in two between pieces is joined again.
  bool text(std::string_view piece, std::int64_t choice = 0);
  /// The log probabilities of the tokens in the next piece of the choice.
  bool logprobs(CompletionLogprobs values, std::int64_t choice = 0);
  /// Ends a choice.
  bool finish(FinishReason reason, std::int64_t choice = 0);
  /// Adds a field to the answer's head, before the first piece. False, and the answer fails, where a piece was written
  /// already, the name or value cannot stand in a head, or the server writes the field itself (`Content-Type`, ...).
  bool header(std::string_view name, std::string_view value);
  /// The tokens the request took. The last call counts.
  bool usage(std::int64_t prompt_tokens, std::int64_t completion_tokens);
  /// Ends the answer with an error. Always gives false.
  bool fail(Error error);
  /// Whether the caller has gone, or the answer has failed.
  bool gone() const;
  /// The circumstances: request id, principal, deadline, stop token, header fields (`header_of`).
  const Context& context() const;
  /// Ends the answer as the handler returns: for those who drive handlers themselves.
  std::optional<Error> close();

 private:
  std::unique_ptr<detail::CompletionWriterState> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/completions/writer.ipp>
#endif
