// responses_from_chat: the Responses API over a backend that offers chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/stores/store.hpp>
#include <oaicompat/types/chat_request.hpp>
#include <oaicompat/types/responses.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// How responses are derived.
struct ResponsesOptions {
  /// Where responses, their input and the items of conversations are kept. Default none: nothing is kept, `store: true`
  /// and all that goes on from what is kept are refused.
  StorePtr store = {};
  /// How long a response is kept. Default 30 days.
  std::chrono::seconds kept = std::chrono::hours{24 * 30};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Makes ids from prefixes (`resp_`, `msg_`, `fc_`, ...). Default `random_id`. Whoever knows the id of a response may
  /// read it: ids must not be guessed.
  std::function<std::string(std::string_view prefix)> id = {};
  /// Threads on which the store is asked, and responses in the background are made, a thread each. Default a pool of
  /// its own with at most 256 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// The types of tools that are left out of a request, where others are refused: what agents offer always, though
  /// their work goes on without. Default `web_search`, `web_search_preview`, `image_generation`, `local_shell`.
  std::vector<std::string> skip_tools = {"web_search", "web_search_preview", "image_generation", "local_shell"};
  /// Counts the tokens of an input for `POST /responses/input_tokens`, on a thread of the pool. Default an estimate: a
  /// token for each 4 bytes of text, arguments and tools, 4 for each message, and 85 for each image or file.
  std::function<Result<std::int64_t>(const ChatRequest& request, const Context& context)> count = {};
  /// Makes the items of a conversation fewer for `POST /responses/compact`, on a thread of the pool. Default keeps all
  /// of them: a compaction then is one item that holds them, and saves no tokens.
  std::function<Result<std::vector<ResponseItem>>(std::vector<ResponseItem> items, const CompactRequest& request,
                                                  const Context& context)>
      compact = {};
  /// The most items that a request goes on from. Default 10,000.
  std::size_t max_items = 10'000;
  /// The most bytes of text and arguments of one response. Default 64 MiB.
  std::size_t max_bytes = std::size_t{64} << 20;
};

/// A backend's operations with those of responses beside them, made of its chat completions.
///
/// A response is streamed as its chunks come; it is stored once it is whole, just before the last event. What a chat
/// cannot do (tools of the server's, prompts, truncation, moderation) is refused with status 400 and the `param`.
/// Reasoning is given as it is, as `reasoning_text`; `encrypted_content` is an encoding of it that goes back in, not a
/// secret. `GET /responses/{id}?stream=true` replays the events of a response made in the background, with
/// `starting_after`; of others it gives events of the same response, fewer and without `starting_after`.
///
/// **Lifetime**: the last copy of the backend stops what is made in the background; its responses have failed then. A
/// process that dies leaves them queued. **Threads**: as `Backend`; `chat` must not block, the store may.
/// **Errors**: of the chat before its first chunk, as they are; later ones make the response a failed one. Errors of
/// the store have status 500.
OAICOMPAT_API Backend responses_from_chat(Backend chat, ResponsesOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/responses_from_chat.ipp>
#endif
