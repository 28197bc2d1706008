// with_responses: the Responses API over a backend that offers chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/responses/file_searching.hpp>
#include <oaicompat/resources/responses/types.hpp>
#include <oaicompat/resources/responses/unknown_tools.hpp>
#include <oaicompat/stores/store.hpp>

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
  /// and all that continues from a stored response are refused.
  StorePtr store = {};
  /// How long a response is kept. Default 30 days.
  std::chrono::seconds retention = std::chrono::hours{24 * 30};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Makes ids from prefixes (`resp_`, `msg_`, `fc_`, ...). Default `random_id`. Where there are no keys, anyone who
  /// knows the id of a response can read it: ids must not be guessed.
  std::function<std::string(std::string_view prefix)> id = {};
  /// Threads on which the store is asked. Default a pool of its own with at most 256 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// Threads on which responses in the background are made, a thread each. While all are busy a new one waits,
  /// `queued`; where as many wait as the pool takes, one more is answered 503 (`overloaded`) with `Retry-After`. It
  /// must not be `pool`, which would have nobody left to answer. Default a pool of its own with at most 256 threads,
  /// for which 1024 wait.
  std::shared_ptr<WorkerPool> jobs = {};
  /// How long a response in the background is taken for one that a process makes, after the last sign of life of that
  /// process; asked for later, it has failed. Default 60 s.
  std::chrono::seconds lease = std::chrono::seconds{60};
  /// The types of tools that are left out of a request: what agents offer always, though their work goes on without.
  /// A dated type (`web_search_2025_08_26`) counts as the plain one. Default `web_search`, `web_search_preview`,
  /// `image_generation`. Other tools that run on a server are refused.
  std::vector<std::string> skip_tools = {"web_search", "web_search_preview", "image_generation"};
  /// What becomes of tools, and of items of the input, whose types are not known. Default they are left out.
  UnknownTools unknown_tools = UnknownTools::skip;
  /// How `file_search` is performed, where the backend offers vector stores. Default by calls of the model's.
  FileSearching file_search = FileSearching::by_call;
  /// The most searches that the model makes for one response; it is offered no more then. Default 10.
  std::size_t max_searches = 10;
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
/// What is kept belongs to the request's tenant (`tenant_of`): to others it is not there.
///
/// Where the backend offers vector stores, `file_search` searches them: the model calls it, is told the passages and
/// asked to cite them, and goes on. Its marks become annotations. All that is one response, whose usage is the sum.
/// What it searches belongs to the request's tenant. A search that fails fails the response.
///
/// A response is streamed as its chunks come; it is stored once it is whole, just before the last event. What a chat
/// cannot do (tools of the server's, prompts, moderation) is refused with status 400 and the `param`. `truncation` and
/// `context_management` are taken: they say what to do where the input does not fit, and whether it does is the chat's
/// to say.
///
/// The members of a namespace are functions of the chat's by the names that `ToolNames` makes, and their calls come
/// back with the namespace and the name apart. `shell` and `local_shell` that the caller runs, `apply_patch`, and a
/// `tool_search` of the caller's are functions too, and their calls are items of their own (`shell_call`, ...). Tools
/// whose loading is deferred are offered at once, those that a search or an item of the thread has loaded too. Items of
/// tools that run on a server are left out of what the chat is told, so that a thread that began elsewhere goes on.
///
/// Reasoning is given as it is, as `reasoning_text`; `encrypted_content` is an encoding of it that goes back in, not a
/// secret. It is always there where the chat's provider signed or encrypted the reasoning (`reasoning_details`), and
/// gives that back as it was. `GET /responses/{id}?stream=true` replays the events of a response made in the
/// background, with `starting_after`; of others it gives events of the same response, fewer and without
/// `starting_after`.
///
/// **Lifetime**: the last copy of the backend stops what is made in the background; its responses have failed then.
/// Those of a process that was killed have failed for who asks for them once their lease has run out. **Threads**: as
/// `Backend`; `chat` must not block, the store may.
/// **Errors**: of the chat before its first chunk, as they are; later ones make the response a failed one. Errors of
/// the store have status 500.
OAICOMPAT_API Backend with_responses(Backend chat, ResponsesOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/background.ipp>
#include <oaicompat/resources/responses/service.ipp>
#include <oaicompat/resources/responses/stored.ipp>
#endif
