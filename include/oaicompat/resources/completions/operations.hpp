// The operation of legacy completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/completions/types.hpp>

#include <optional>

namespace oaicompat::inline v1 {

// How chunks make a response: in resources/completions/accumulate.hpp.
struct CompletionStreaming;

/// `POST /completions`: text that goes on from a prompt (legacy), whole or streamed.
struct CreateCompletion : ApiOperation {
  using Request = CompletionRequest;
  using Response = Completion;
  using Chunk = Completion;
  using Streaming = CompletionStreaming;
  static constexpr Endpoint endpoint{"createCompletion", "POST", "/completions"};
  /// Refuses prompts that mix texts and tokens.
  OAICOMPAT_API static std::optional<Error> check(const CompletionRequest& request);
};

/// A streamed legacy completion.
using CompletionStream = EventStream<CreateCompletion>;

#if !OAICOMPAT_HEADER_ONLY
// Compiled once, beside the operation.
extern template class OAICOMPAT_API EventStream<CreateCompletion>;
#endif

/// The operations of this room.
using CompletionsOperations = OperationList<CreateCompletion>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/completions/operations.ipp>
#include <oaicompat/resources/operations.ipp>
#endif
