// Server: serves handlers and backends to any client of the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/chat_writer.hpp>
#include <oaicompat/api/completion_writer.hpp>
#include <oaicompat/api/operations.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/dialects/unknown_tools.hpp>
#include <oaicompat/http/content_decoder.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/stores/store.hpp>
#include <oaicompat/transport/listener.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// How a server behaves.
struct ServerOptions {
  /// The address or name to listen on. Default 127.0.0.1.
  std::string host = "127.0.0.1";
  /// The port to listen on; 0 lets the system choose. Default 8080.
  int port = 8080;
  /// The keys that callers may show. What a server keeps belongs to the tenant of the key: to other keys it is not
  /// there. Default none: everybody may call, and all share what is kept.
  std::vector<ApiKey> api_keys = {};
  /// Whether layers of the host's, and what is behind them, see the keys that were let in. Default they do not.
  ShownKeys shown_keys = ShownKeys::stopped;
  /// How much is taken on: body bytes, requests, streams, time. Default 64 MiB bodies, nothing else bounded.
  LimitsOptions limits = {};
  /// Which pages of other origins may call. Default all where callers show keys; without keys those of this machine
  /// alone, and requests from other pages are refused (403). Nothing to switch CORS, and that refusal, off.
  std::optional<CorsOptions> cors = CorsOptions{};
  /// How long an event stream may be silent before a comment keeps it alive; 0 for never. Default 15 s.
  std::chrono::milliseconds keep_alive = std::chrono::seconds{15};
  /// Told of every request when its answer ends, from many threads: see `access_line` and `access_json`. Default
  /// nobody.
  std::function<void(const AccessRecord&)> access_log = {};
  /// Told of every exception that a handler let out, from many threads. Default nobody.
  std::function<void(std::exception_ptr)> on_exception = {};
  /// Routing and reading of requests.
  ServeOptions serving = {};
  /// Under which members the reasoning of chat handlers is written. Default both that clients know. What a backend
  /// gives stays as it is; `serving.reasoning` is for that.
  ReasoningMembers reasoning = ReasoningMembers::both;
  /// How far a compressed request body may grow; its `max_bytes` is `limits.max_body_bytes` here. Default 100 times its
  /// size beyond 1 MiB.
  DecompressOptions decompress = {};
  /// What listens. Default cpp-httplib, with a thread a stream; `over_asio()` for thousands of streams.
  Transport transport = {};
  /// The most threads that serve connections, where a stream holds one. Default 1024 threads.
  std::size_t max_threads = 1024;
  /// The most handlers that run at once, on threads of their own; with more the answer is 503. Default 1024 threads.
  std::size_t max_handlers = 1024;
  /// Whether responses are made of what the chat handlers say, conversations and chat completions are kept, each where
  /// the backend that is given does not offer it itself. Default derived; `responses_from_chat`, `conversations_over`
  /// and `stored_chat` have more options.
  enum class Responses { derived, as_given } responses = Responses::derived;
  /// What derived responses do with tools and items whose types are not known. Default they are left out.
  UnknownTools unknown_tools = UnknownTools::skip;
  /// Where derived responses are kept, conversations, and completions that ask for it. Default a `memory_store` of the
  /// server's own.
  StorePtr store = {};
  /// Layers of the host's own, the first one outermost; inside the server's own. Default none.
  std::vector<Layer> layers = {};
  /// Times and alarms. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// Answers a chat request by writing into `out`. Runs on a thread of its own and may block. See `ChatWriter`.
using ChatHandler = std::function<void(const ChatRequest& request, ChatWriter& out)>;
/// Answers a legacy completion request. Runs on a thread of its own and may block. See `CompletionWriter`.
using CompletionHandler = std::function<void(const CompletionRequest& request, CompletionWriter& out)>;
/// Answers an embeddings request with vectors as floats. Runs on a thread of its own and may block.
using EmbeddingHandler = std::function<Result<EmbeddingList>(const EmbeddingRequest& request, const Context& context)>;

/// An endpoint that any client of the API can be pointed at, backed by handlers of the host.
///
///     oaicompat::Server server{{.host = "127.0.0.1", .port = 8080}};
///     server.chat("my-model", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
///       out.text("Hello");
///       out.finish(oaicompat::FinishReason::stop);
///     });
///     server.run();
///
/// Chat handlers answer `POST /responses` too; see `responses_from_chat`. `GET /models` lists the models that have
/// handlers. A request for another model goes to the backend, if one was
/// given, else it is a 404 `model_not_found`.
///
/// **Threads**: handlers, models, the backend and layers are given before the server starts or its `handler` is taken;
/// all else from any thread. Handlers run on many threads at once.
class OAICOMPAT_API Server {
 public:
  explicit Server(ServerOptions options = {});
  ~Server();
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;

  /// Answers chat requests for a model, whole and streamed.
  Server& chat(std::string model, ChatHandler handler);
  /// Answers legacy completion requests for a model, whole and streamed.
  Server& completion(std::string model, CompletionHandler handler);
  /// Answers embeddings requests for a model. Base64 is made of the floats where the request asks for it.
  Server& embedding(std::string model, EmbeddingHandler handler);
  /// Lists a model, or says more of one that has a handler. A `created` of 0 is this moment.
  Server& model(Model model);
  /// Answers all that no handler was given for: a client of another provider, or an engine's own backend. Its streams
  /// must not block; see `offload`.
  Server& backend(Backend backend);
  /// Lays a layer around everything, inside the server's own layers and those given before.
  Server& use(Layer layer);

  /// The whole server as a handler: for `mount`, for another transport, for tests without a socket. It works as long as
  /// the copy, also after this object has gone.
  Handler handler() const;

  /// Binds, listens and serves on threads of its own; gives the port. **Errors**: `connection` when the address cannot
  /// be had, `usage` when it runs already.
  Result<int> start();
  /// As `start`, but waits until `stop`.
  Result<Done> run();
  /// As `run`, but stops with this deadline once the process gets one of the signals: `run_until({SIGINT, SIGTERM})`.
  /// While it runs it has their handlers; another signal, once the first has come, does what it did before the call.
  /// **Errors**: `usage` also while another server of the process runs like this.
  Result<Done> run_until(std::initializer_list<int> signals,
                         std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// Takes no new requests and lets running ones finish until the deadline; the rest get an in-band error. That holds
  /// for what was given by `handler` too: where it is mounted elsewhere, call this before the host's server stops.
  void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// The port in use; 0 before `start`.
  int port() const;
  /// What clients take as their base URL: `http://127.0.0.1:8080/v1`.
  std::string base_url() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/server.ipp>
#endif
