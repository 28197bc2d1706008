// Server: serves handlers and backends to any client of the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/dialect.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/http/content_decoder.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/layers/metrics.hpp>
#include <oaicompat/layers/trace.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/chat/sink.hpp>
#include <oaicompat/resources/chat/writer.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/completions/writer.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/responses/unknown_tools.hpp>
#include <oaicompat/search/keyword_index.hpp>
#include <oaicompat/search/vector_index.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/stores/store.hpp>
#include <oaicompat/transport/posix/listener.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

struct Trainer;

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
  /// Called once per request, when its response ends, from many threads: see `access_line` and `access_json`. Default
  /// nothing.
  std::function<void(const AccessRecord&)> access_log = {};
  /// Counts requests, tokens and times, for a page in the text format of Prometheus; where callers show keys, who reads
  /// it shows one too. See `Metrics`. Default none.
  std::optional<MetricsOptions> metrics = {};
  /// Told when a request begins, says its first word and ends, for a tracer. See `trace`, a layer with more options.
  /// Default nobody.
  std::function<void(const TraceMoment&)> on_trace = {};
  /// Called with every exception that a handler let out, from many threads. Default nothing.
  std::function<void(std::exception_ptr)> on_exception = {};
  /// Routing and reading of requests.
  ServeOptions serving = {};
  /// Under which members the reasoning of chat handlers is written. Default both that clients know. What a backend
  /// gives stays as it is; `serving.reasoning` is for that.
  ReasoningMembers reasoning = ReasoningMembers::both;
  /// How far a compressed request body may grow; its `max_bytes` is `limits.max_body_bytes` here. Default 100 times its
  /// size beyond 1 MiB.
  DecompressOptions decompress = {};
  /// What listens. Default cpp-httplib, with a thread a stream; `asio_transport()` for thousands of streams.
  Transport transport = {};
  /// The most threads that serve connections, where a stream holds one. Default 1024 threads.
  std::size_t max_threads = 1024;
  /// The most handlers that run at once, on threads of their own; with more the answer is 503. Default 1024 threads.
  std::size_t max_handlers = 1024;
  /// Whether responses are made of what the chat handlers say, conversations, chat completions, files, uploads and
  /// vector stores are kept, batches and fine-tuning jobs run and graders, each where the backend that is given does
  /// not offer it itself. A program that says `as_given` does not link them.
  class Responses {
   public:
    static const Responses derived, as_given;
    constexpr bool operator==(const Responses&) const = default;

   private:
    friend class Server;
    using Derive = Backend (*)(Backend own, const ServerOptions& options);
    constexpr explicit Responses(Derive derive) : derive_{derive} {}
    Derive derive_;
  };
  /// Default derived; `with_responses`, `with_conversations`, `with_stored_chat`, `with_files`, `with_uploads`,
  /// `with_vector_stores`, `with_fine_tuning`, `with_graders` and `with_batches` have more options.
  Responses responses = Responses::derived;
  /// What derived responses do with tools and items whose types are not known. Default they are left out.
  UnknownTools unknown_tools = UnknownTools::skip;
  /// Where derived responses are kept, conversations, completions that ask for it, and the records of files. Default a
  /// `memory_store` of the server's own.
  StorePtr store = {};
  /// Where the bytes of files are kept, whose records are in the store: both should outlive the process, or neither.
  /// Default `memory_blobs` of the server's own, at most 256 MiB.
  BlobsPtr blobs = {};
  /// The model, one of the server's own, that embeds what is in vector stores. Default `text-embedding-3-large`.
  std::string embedding_model = "text-embedding-3-large";
  /// What finds the vectors of vector stores: `exact_index`, `hnsw_index`. Default `exact_index`.
  MakeVectorIndex vector_index = {};
  /// What finds the texts of vector stores by their words, for hybrid search: `sqlite_keyword_index`. Default none.
  MakeKeywordIndex keyword_index = {};
  /// What trains models for fine-tuning jobs; see `with_fine_tuning`, which has more options. Default none: there are
  /// no such jobs.
  std::shared_ptr<const Trainer> trainer = {};
  /// Layers of the host's own, the first one outermost; inside the server's own. Default none.
  std::vector<Layer> layers = {};
  /// Times and alarms. Default the machine's clock.
  ClockPtr clock = real_clock();
};

namespace detail {
// Adds what a server makes of chats, responses and stored chat completions, and what it keeps: conversations, files.
OAICOMPAT_API Backend derive_services(Backend own, const ServerOptions& options);
}  // namespace detail
inline constexpr ServerOptions::Responses ServerOptions::Responses::derived{&detail::derive_services};
inline constexpr ServerOptions::Responses ServerOptions::Responses::as_given{nullptr};

/// Answers a chat request by writing into `out`. Runs on a thread of its own and may block. See `ChatWriter`.
using ChatHandler = std::function<void(const ChatRequest& request, ChatWriter& out)>;
/// Hands a chat request to an engine of the host's. Runs on the thread that read the request, which may be an event
/// loop's: it must not block. The request is kept as long as a copy of it; `context.stop` fires too when the answer is
/// no longer pulled. See `ChatSink`.
using AsyncChatHandler = std::function<void(Parsed<ChatRequest> request, ChatSink out, Context context)>;
/// Answers a legacy completion request. Runs on a thread of its own and may block. See `CompletionWriter`.
using CompletionHandler = std::function<void(const CompletionRequest& request, CompletionWriter& out)>;
/// Answers an embeddings request with vectors as floats. Runs on a thread of its own and may block.
using EmbeddingHandler = std::function<Result<EmbeddingList>(const EmbeddingRequest& request, const Context& context)>;

/// Answers any operation with its response. Runs on a thread of its own and may block.
template <Operation Op>
using ResponseHandler =
    std::function<Result<typename Op::Response>(const typename Op::Request& request, const Context& context)>;
/// Takes the chunks of a streamed answer; false once nobody wants more.
template <StreamedOperation Op>
using ChunkSink = std::function<bool(typename Op::Chunk chunk)>;
/// Answers an operation that may be streamed with chunks. Runs on a thread of its own and may block.
template <StreamedOperation Op>
using StreamHandler =
    std::function<Result<void>(const typename Op::Request& request, const Context& context, const ChunkSink<Op>& send)>;

namespace detail {

// A handler without its operation's types.
using AnyHandler = std::function<std::optional<Error>(const void* request, const Context& context,
                                                      const std::function<bool(std::shared_ptr<void> event)>& sink)>;
template <Operation Op>
std::shared_ptr<void> whole_event(typename Op::Response response) {
  if constexpr (StreamedOperation<Op>)
    return std::make_shared<Event<Op>>(std::in_place_index<1>, std::move(response));
  else
    return std::make_shared<Event<Op>>(std::move(response));
}

}  // namespace detail

/// An endpoint that any client of the API can be pointed at, backed by handlers of the host.
///
///     oaicompat::Server server{{.host = "127.0.0.1", .port = 8080}};
///     server.chat("my-model", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
///       out.text("Hello");
///       out.finish(oaicompat::FinishReason::stop);
///     });
///     server.run();
///
/// Chat handlers answer `POST /responses` too; see `with_responses`. `GET /models` lists the models that have
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
  /// Answers chat requests for a model, whole and streamed, from an engine's own thread: no thread is held for an
  /// answer. An exception that the handler lets out is a 500.
  ///
  ///     server.chat_async("my-model", [&](Parsed<ChatRequest> request, ChatSink out, Context) {
  ///       engine.submit(std::move(request), std::move(out));
  ///     });
  Server& chat_async(std::string model, AsyncChatHandler handler, ChatSinkOptions options = {});
  /// Answers legacy completion requests for a model, whole and streamed.
  Server& completion(std::string model, CompletionHandler handler);
  /// Answers embeddings requests for a model. Base64 is made of the floats where the request asks for it.
  Server& embedding(std::string model, EmbeddingHandler handler);
  /// Answers any operation, whatever the model, with its whole response: a request for a stream is given its parts.
  /// What `chat` and its like were given for a model comes first; what is given here comes before the backend.
  ///
  ///     server.on<CreateModeration>([](const ModerationRequest& request, const Context&) -> Result<Moderation> {...});
  template <Operation Op>
  Server& on(ResponseHandler<Op> handler) {
    return on(detail::operation_ref<Op>(), detail::EventTypeOf<Event<Op>>::value,
              [handler = std::move(handler)](const void* request, const Context& context,
                                             const auto& sink) -> std::optional<Error> {
                auto response = handler(*static_cast<const typename Op::Request*>(request), context);
                if (!response) return response.error();
                sink(detail::whole_event<Op>(*std::move(response)));
                return std::nullopt;
              });
  }
  /// Answers any operation that may be streamed with chunks: a whole response is made of them where that is asked for.
  template <StreamedOperation Op>
  Server& on(StreamHandler<Op> handler) {
    return on(detail::operation_ref<Op>(), detail::EventTypeOf<Event<Op>>::value,
              [handler = std::move(handler)](const void* request, const Context& context,
                                             const auto& sink) -> std::optional<Error> {
                const ChunkSink<Op> send = [&sink](typename Op::Chunk chunk) {
                  return sink(std::make_shared<Event<Op>>(std::in_place_index<0>, std::move(chunk)));
                };
                auto done = handler(*static_cast<const typename Op::Request*>(request), context, send);
                return done ? std::nullopt : std::optional{done.error()};
              });
  }
  /// Lists a model, or says more of one that has a handler. A `created` of 0 is this moment.
  Server& model(Model model);
  /// Answers all that no handler was given for: a client of another provider, or an engine's own backend. Its streams
  /// must not block; see `offload`.
  Server& backend(Backend backend) { return this->backend(std::move(backend), detail::rows()); }
  /// Speaks another wire form beside the API's own, over the same handlers, backend and layers. Layers see a request's
  /// head as the dialect's `normalize` leaves it; what they refuse is answered in its form. Of two dialects that both
  /// speak a request the one given first answers it.
  ///
  ///     server.dialect(anthropic_dialect());
  Server& dialect(Dialect dialect);
  /// Adds a layer around the whole server, inside the server's own layers and those given before.
  Server& use(Layer layer);

  /// The whole server as a handler: for `mount`, for another transport, for tests without a socket. It works as long as
  /// the copy, also after this object has gone.
  Handler handler() const;

  /// Binds, listens and serves on threads of its own; gives the port. **Errors**: `connection` when the address cannot
  /// be had, `invalid_argument` when it runs already.
  Result<int> start();
  /// As `start`, but waits until `stop`.
  Result<void> run();
  /// As `run`, but stops with this deadline once the process gets one of the signals: `run_until({SIGINT, SIGTERM})`.
  /// While it runs it has their handlers; another signal, once the first has come, does what it did before the call.
  /// **Errors**: `invalid_argument` also while another server of the process runs like this.
  Result<void> run_until(std::initializer_list<int> signals,
                         std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// Takes no new requests and lets running ones finish until the deadline; the rest get an in-band error. That holds
  /// for what was given by `handler` too: where it is mounted elsewhere, call this before the host's server stops.
  void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// The port in use; 0 before `start`.
  int port() const;
  /// What clients take as their base URL: `http://127.0.0.1:8080/v1`.
  std::string base_url() const;

 private:
  Server& on(detail::OperationRef operation, const detail::EventType& event, detail::AnyHandler handler);
  Server& backend(Backend backend, std::span<const detail::Row* const> table);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/server.ipp>
#include <oaicompat/server_services.ipp>
#endif
