// Client: calls any provider that speaks the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/api/pages.hpp>
#include <oaicompat/api/raw.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/http/content_decoder.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/providers.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

// In resources/audio/operations.hpp, resources/images/operations.hpp and resources/responses/operations.hpp.
struct CreateSpeech;
struct CreateTranscription;
struct CreateTranslation;
struct CreateImage;
struct CreateImageEdit;
struct CreateImageVariation;
struct CreateResponse;
struct SpeechRequest;
struct TranscriptionRequest;
struct TranslationRequest;
struct Transcription;
struct ImageRequest;
struct ImageEditRequest;
struct ImageVariationRequest;
struct ImageList;
struct ResponseRequest;
struct Response;
class SpeechStream;
class TranscriptionStream;
class ImageStream;
class ImageEditStream;
class ResponseStream;

namespace detail {

// T, where the header that defines it is included; else the compiler names the header.
template <class T>
struct FromAudioOperations {
  static_assert(
      requires { sizeof(T); }, "for this call include <oaicompat/resources/audio/operations.hpp>");
  using type = T;
};
template <class T>
struct FromImageOperations {
  static_assert(
      requires { sizeof(T); }, "for this call include <oaicompat/resources/images/operations.hpp>");
  using type = T;
};
template <class T>
struct FromResponseOperations {
  static_assert(
      requires { sizeof(T); }, "for this call include <oaicompat/resources/responses/operations.hpp>");
  using type = T;
};
template <class T>
using InAudioOperations = typename FromAudioOperations<T>::type;
template <class T>
using InImageOperations = typename FromImageOperations<T>::type;
template <class T>
using InResponseOperations = typename FromResponseOperations<T>::type;

// T, which may be incomplete until the template of U is used.
template <class T, class U>
struct LaterType {
  using type = T;
};
template <class T, class U>
using Later = typename LaterType<T, U>::type;

}  // namespace detail

/// TLS towards a provider.
struct TlsOptions {
  /// Whether the provider must show a certificate that a trusted authority signed for its name. Default verified.
  enum class Peer { verified, unverified } peer = Peer::verified;
  /// A file of trusted authorities in PEM form. Default the system's.
  std::string ca_file = {};
  /// This side's certificate and its key, files in PEM form. Default none.
  std::string certificate_file = {}, key_file = {};
};

/// How a client behaves.
struct ClientOptions {
  /// Where the provider is, up to and with `/v1`. Default the environment's OPENAI_BASE_URL, else
  /// https://api.openai.com/v1.
  std::string base_url = {};
  /// The key to show as `Authorization: Bearer`. Default the environment's OPENAI_API_KEY; none where that is not set.
  std::string api_key = {};
  /// Sent as `OpenAI-Organization`. Default the environment's OPENAI_ORG_ID, if set.
  std::string organization = {};
  /// Sent as `OpenAI-Project`. Default the environment's OPENAI_PROJECT_ID, if set.
  std::string project = {};
  /// Sent with every request. Default none.
  Headers headers = {};
  /// How often a request is tried again before its answer's head has come. Default 2 times.
  int max_retries = 2;
  /// How long connecting may take. Default 5 s.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{5};
  /// How long the head of an answer may take. Default 600 s.
  std::chrono::milliseconds first_byte_timeout = std::chrono::seconds{600};
  /// How long an answer may be silent between its pieces. Default 600 s.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{600};
  /// How long a call may take in all, tries again and its stream included. Default 0: no bound.
  std::chrono::milliseconds total_timeout{0};
  /// The most idle connections that are kept for later calls. Default 16 connections.
  std::size_t max_idle_connections = 16;
  /// The most calls at once; each holds a thread. Default 1024.
  std::size_t max_calls = 1024;
  TlsOptions tls = {};
  /// The proxy on the way to the provider: `http://user:password@host:3128`; `none` for none whatever the environment
  /// says. One that is set leads everywhere. Default the environment's `https_proxy` or `http_proxy` unless its
  /// `no_proxy` names the provider, in lower or upper case (`proxy_settings`); never to this machine.
  std::string proxy = {};
  /// How far a compressed answer may grow. Default 100 times its size beyond 1 MiB, with no bound in bytes: whole
  /// answers and events have bounds of their own.
  DecompressOptions decompress = {.max_bytes = 0};
  /// Fields of answers that errors carry, and that a server which serves this client answers with, beside those that
  /// say when to ask again and how much is left (`passed_fields`). Default none.
  std::vector<std::string> forward_headers = {};
  /// Layers of the host's own, the first one outermost; they see each call once, outside its retries. Default none.
  std::vector<Layer> layers = {};
  /// Layers of the host's own, the first one outermost; they see each try of a call, with all fields that the client
  /// adds: to sign it, to log it. Default none.
  std::vector<Layer> inner_layers = {};
  /// Told of each try of a call: what came of it, how long it took, and how long is waited before the next one. It must
  /// not block; what it throws is dropped. **Threads**: called by whoever waits for the call, for different calls from
  /// many. Default none.
  std::function<void(const TryReport&)> on_try = {};
  /// Who is called: gives the base URL and the key where they are not set here, and what of a request is brought to
  /// another form; a preset of `providers`. Default OpenAI.
  Provider provider = {};
  /// Sends requests in place of the built-in transport: another server's `handler()`, a fake in a test. Default none.
  Handler transport = {};
  /// Times and alarms. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Gives numbers in [0, 1) for the waits between tries, from many threads. Default a generator of its own.
  std::function<double()> random = {};
};

/// How a client differs from the one that it is made of (`Client::with`). What is left out stays as it is.
struct ClientChanges {
  /// Where the provider is. Another path or query keeps the connections; another host has connections of its own.
  std::optional<std::string> base_url = {};
  /// The key; empty for none. The environment is not asked again.
  std::optional<std::string> api_key = {};
  /// `OpenAI-Organization`; empty for none.
  std::optional<std::string> organization = {};
  /// `OpenAI-Project`; empty for none.
  std::optional<std::string> project = {};
  /// Fields to send with every request, each in place of those of its name; an empty value removes them.
  Headers headers = {};
  /// How often a request is tried again.
  std::optional<int> max_retries = {};
  /// How long the head of an answer may take.
  std::optional<std::chrono::milliseconds> first_byte_timeout = {};
  /// How long an answer may be silent between its pieces.
  std::optional<std::chrono::milliseconds> idle_timeout = {};
  /// How long a call may take in all; 0 for no bound.
  std::optional<std::chrono::milliseconds> total_timeout = {};
  /// Further layers, inside the `layers` that there are.
  std::vector<Layer> layers = {};
  /// Further layers that see each try, inside the `inner_layers` that there are.
  std::vector<Layer> inner_layers = {};
  /// Told of each try, in place of the function there was.
  std::function<void(const TryReport&)> on_try = {};
};

namespace detail {
struct ClientState;
}  // namespace detail

/// Calls a provider. Copies share connections.
///
///     oaicompat::Client client{{.base_url = "http://127.0.0.1:8080/v1", .api_key = key}};
///     auto answer = client.chat({.model = "my-model", .messages = {oaicompat::user("Hello")}});
///     if (!answer) return report(answer.error());
///     fmt::print("{}\n", answer->text());
///
/// **Threads**: safe to use from many. **Errors**: in the results; a base URL that cannot be read fails every call with
/// kind `invalid_argument`. Connection errors, timeouts and the statuses 408, 409, 429 and 5xx are tried again as the
/// official Python client does.
class OAICOMPAT_API Client {
 public:
  explicit Client(ClientOptions options = {});

  /// A client that differs in what is named, and shares the connections of this one:
  ///
  ///     const auto patient = client.with({.max_retries = 8, .idle_timeout = 30min});
  ///     const auto tenant = client.with({.api_key = tenant_key, .headers = {{"x-tenant", "t1"}}});
  ///
  /// Cheap: no connection is made. `max_calls` and `max_idle_connections` count for both together.
  Client with(ClientChanges changes) const;

  /// Performs any operation of the API, and waits for its response:
  ///
  ///     auto verdict = client.send<CreateModeration>({.input = Text{"I will be back."}});
  ///     auto page = client.send<ListChatCompletions>({.model = "my-model", .limit = 20});
  ///
  /// The operations stand in the headers of their resources, `resources/.../operations.hpp`.
  template <class Op>
  Reply<detail::ResponseOf<Op>> send(detail::RequestOf<Op> request, const RequestOptions& options = {}) const {
    return detail::send<Op>(backend_, std::move(request), options);
  }
  /// Performs any operation that may be streamed, and gives its events as they come:
  ///
  ///     for (const auto& event : client.stream<CreateResponse>({...})) fmt::print("{}", text_of(event));
  template <class Op>
  typename detail::StreamType<Op>::type stream(detail::RequestOf<Op> request,
                                               const RequestOptions& options = {}) const {
    return detail::stream<Op>(backend_, std::move(request), options);
  }
  /// The pages of a list, each asked for when it is read; `items()` steps through what is on them:
  ///
  ///     for (const auto& stored : client.pages<ListChatCompletions>({}).items()) fmt::print("{}\n", stored.id);
  template <class Op>
  Pages<Op> pages(detail::RequestOf<Op> request, const RequestOptions& options = {}) const {
    return {backend_, std::move(request), options};
  }

  /// Performs any operation, and completes one of Asio's tokens with its reply; for this include
  /// oaicompat/transport/asio/async.hpp. For callbacks and futures without Asio there is `send_async`.
  ///
  ///     auto models = co_await client.async_send<ListModels>({}, asio::use_awaitable);
  template <class Op, class Token>
  decltype(auto) async_send(detail::RequestOf<Op> request, Token&& token) const {
    static_assert(detail::TakesTokens<Op>, "for completion tokens include <oaicompat/transport/asio/async.hpp>");
    return async_send_by(detail::OperationTag<Op>{}, backend_, std::move(request), RequestOptions{},
                         std::forward<Token>(token));
  }
  template <class Op, class Token>
  decltype(auto) async_send(detail::RequestOf<Op> request, const RequestOptions& options, Token&& token) const {
    static_assert(detail::TakesTokens<Op>, "for completion tokens include <oaicompat/transport/asio/async.hpp>");
    return async_send_by(detail::OperationTag<Op>{}, backend_, std::move(request), options, std::forward<Token>(token));
  }
  /// Sends a request that no operation stands for, through all that every call goes through (key, retries, timeouts),
  /// and waits for its answer:
  ///
  ///     auto answer = client.request({.method = "POST", .path = "/foo", .body = R"({"a":1})"});
  ///     if (answer) print(answer->status, answer->body);
  ///
  /// **Errors**: a status of 400 or more is one, in the API's shape as for every call.
  Reply<RawAnswer> request(RawRequest request, const RequestOptions& options = {}) const;
  /// The same for an answer that is streamed: its events as they come.
  RawStream request_stream(RawRequest request, const RequestOptions& options = {}) const;

  /// A chat completion, waited for.
  Reply<ChatCompletion> chat(ChatRequest request, const RequestOptions& options = {}) const;
  /// A chat completion as it is made:
  ///
  ///     for (const auto& chunk : client.chat_stream({...})) fmt::print("{}", chunk.text());
  ChatStream chat_stream(ChatRequest request, const RequestOptions& options = {}) const;
  /// A legacy completion, waited for.
  Reply<Completion> completion(CompletionRequest request, const RequestOptions& options = {}) const;
  /// A legacy completion as it is made.
  CompletionStream completion_stream(CompletionRequest request, const RequestOptions& options = {}) const;
  /// Vectors for texts.
  Reply<EmbeddingList> embeddings(EmbeddingRequest request, const RequestOptions& options = {}) const;
  /// The models there are.
  Reply<ModelList> models(const RequestOptions& options = {}) const;
  /// One model.
  Reply<Model> model(std::string_view id, const RequestOptions& options = {}) const;

  // For these include oaicompat/resources/audio/operations.hpp; the compiler says so where it is missing.

  /// Text as audio, waited for. `backend()` gives its bytes as they come.
  template <class Request = SpeechRequest>
  Reply<BinaryContent> speech(detail::InAudioOperations<Request> request, const RequestOptions& options = {}) const {
    return send<detail::Later<CreateSpeech, Request>>(std::move(request), options);
  }
  /// Text as audio, asked for as events; bytes are given as events too.
  template <class Request = SpeechRequest>
  detail::Later<SpeechStream, Request> speech_stream(detail::InAudioOperations<Request> request,
                                                     const RequestOptions& options = {}) const {
    return stream<detail::Later<CreateSpeech, Request>>(std::move(request), options);
  }
  /// The text of a recording, waited for.
  template <class Request = TranscriptionRequest>
  Reply<detail::Later<Transcription, Request>> transcription(detail::InAudioOperations<Request> request,
                                                             const RequestOptions& options = {}) const {
    return send<detail::Later<CreateTranscription, Request>>(std::move(request), options);
  }
  /// The text of a recording as it is understood.
  template <class Request = TranscriptionRequest>
  detail::Later<TranscriptionStream, Request> transcription_stream(detail::InAudioOperations<Request> request,
                                                                   const RequestOptions& options = {}) const {
    return stream<detail::Later<CreateTranscription, Request>>(std::move(request), options);
  }
  /// The text of a recording in English.
  template <class Request = TranslationRequest>
  Reply<detail::Later<Transcription, Request>> translation(detail::InAudioOperations<Request> request,
                                                           const RequestOptions& options = {}) const {
    return send<detail::Later<CreateTranslation, Request>>(std::move(request), options);
  }

  // For these include oaicompat/resources/images/operations.hpp; the compiler says so where it is missing.

  /// Images from a prompt, waited for.
  template <class Request = ImageRequest>
  Reply<detail::Later<ImageList, Request>> images(detail::InImageOperations<Request> request,
                                                  const RequestOptions& options = {}) const {
    return send<detail::Later<CreateImage, Request>>(std::move(request), options);
  }
  /// Images from a prompt as they are made.
  template <class Request = ImageRequest>
  detail::Later<ImageStream, Request> images_stream(detail::InImageOperations<Request> request,
                                                    const RequestOptions& options = {}) const {
    return stream<detail::Later<CreateImage, Request>>(std::move(request), options);
  }
  /// Images from others and a prompt, waited for.
  template <class Request = ImageEditRequest>
  Reply<detail::Later<ImageList, Request>> image_edits(detail::InImageOperations<Request> request,
                                                       const RequestOptions& options = {}) const {
    return send<detail::Later<CreateImageEdit, Request>>(std::move(request), options);
  }
  /// Images from others and a prompt as they are made.
  template <class Request = ImageEditRequest>
  detail::Later<ImageEditStream, Request> image_edits_stream(detail::InImageOperations<Request> request,
                                                             const RequestOptions& options = {}) const {
    return stream<detail::Later<CreateImageEdit, Request>>(std::move(request), options);
  }
  /// Images like another one.
  template <class Request = ImageVariationRequest>
  Reply<detail::Later<ImageList, Request>> image_variations(detail::InImageOperations<Request> request,
                                                            const RequestOptions& options = {}) const {
    return send<detail::Later<CreateImageVariation, Request>>(std::move(request), options);
  }

  // For these include oaicompat/resources/responses/operations.hpp; the compiler says so where it is missing.

  /// A response, waited for. One whose `status` is `failed` is no error.
  template <class Request = ResponseRequest>
  Reply<detail::Later<Response, Request>> response(detail::InResponseOperations<Request> request,
                                                   const RequestOptions& options = {}) const {
    return send<detail::Later<CreateResponse, Request>>(std::move(request), options);
  }
  /// A response as it is made.
  template <class Request = ResponseRequest>
  detail::Later<ResponseStream, Request> response_stream(detail::InResponseOperations<Request> request,
                                                         const RequestOptions& options = {}) const {
    return stream<detail::Later<CreateResponse, Request>>(std::move(request), options);
  }

  /// The client as a backend: `gateway.backend(client)`.
  const Backend& backend() const noexcept { return backend_; }
  operator Backend() const { return backend_; }

 private:
  Client(std::shared_ptr<const detail::ClientState> state, Backend backend);
  std::shared_ptr<const detail::ClientState> state_;
  Backend backend_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/client.ipp>
#endif
