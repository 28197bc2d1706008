// Client: calls any provider that speaks the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/api/operations.hpp>
#include <oaicompat/http/content_decoder.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

// In api/audio_operations.hpp and api/image_operations.hpp.
struct SpeechRequest;
struct TranscriptionRequest;
struct TranslationRequest;
struct Transcription;
struct ImageRequest;
struct ImageEditRequest;
struct ImageVariationRequest;
struct ImageList;
class SpeechStream;
class TranscriptionStream;
class ImageStream;
class ImageEditStream;

namespace detail {

// T, where the header that defines it is included; else the compiler names the header.
template <class T>
struct FromAudioOperations {
  static_assert(
      requires { sizeof(T); }, "for this call include <oaicompat/api/audio_operations.hpp>");
  using type = T;
};
template <class T>
struct FromImageOperations {
  static_assert(
      requires { sizeof(T); }, "for this call include <oaicompat/api/image_operations.hpp>");
  using type = T;
};
template <class T>
using InAudioOperations = typename FromAudioOperations<T>::type;
template <class T>
using InImageOperations = typename FromImageOperations<T>::type;

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
  /// How far a compressed answer may grow. Default 100 times its size beyond 1 MiB, with no bound in bytes: whole
  /// answers and events have bounds of their own.
  DecompressOptions decompress = {.max_bytes = 0};
  /// Fields of answers that errors carry, and that a server which serves this client answers with, beside those that
  /// say when to ask again and how much is left (`passed_fields`). Default none.
  std::vector<std::string> pass_on = {};
  /// Layers of the host's own, the first one outermost; they see each call once, outside its retries. Default none.
  std::vector<Layer> layers = {};
  /// Sends requests in place of the built-in transport: another server's `handler()`, a fake in a test. Default none.
  Handler transport = {};
  /// Times and alarms. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Gives numbers in [0, 1) for the waits between tries, from many threads. Default a generator of its own.
  std::function<double()> random = {};
};

/// How one call differs from the others.
struct RequestOptions {
  /// Sent with the request; they win over the client's.
  Headers headers = {};
  /// Sent as the request's query, percent-encoded: `api-version=1`.
  std::string query = {};
  /// Fields to add to the request's body that its struct has no member for.
  Extras body = {};
  /// How long the answer's head, and each later piece, may take. Default the client's. A stream that drips may go on
  /// for ever: `total_timeout` bounds it.
  std::optional<std::chrono::milliseconds> timeout = {};
  /// How long the call may take in all, tries again and its stream included; 0 for no bound. Default the client's.
  std::optional<std::chrono::milliseconds> total_timeout = {};
  /// How often the request is tried again. Default the client's.
  std::optional<int> max_retries = {};
  /// Cancels the call when it fires, from any thread.
  std::stop_token stop = {};
};

/// A Result with the head of the HTTP answer that it came with, where one came.
template <class T>
class Reply : public Result<T> {
 public:
  Reply(Result<T> result, Head head) : Result<T>{std::move(result)}, head_{std::move(head)} {}
  /// The HTTP status; 0 when there was no answer.
  int status() const noexcept { return head_.status; }
  const Headers& headers() const noexcept { return head_.headers; }
  /// The answer's `x-request-id`; empty when it has none.
  std::string request_id() const { return std::string{head_.headers.get("x-request-id")}; }

 private:
  Head head_;
};

/// Calls a provider. Copies share connections.
///
///     oaicompat::Client client{{.base_url = "http://127.0.0.1:8080/v1", .api_key = key}};
///     auto answer = client.chat({.model = "my-model", .messages = {oaicompat::user("Hello")}});
///     if (!answer) return report(answer.error());
///     fmt::print("{}\n", answer->text());
///
/// **Threads**: safe to use from many. **Errors**: in the results; a base URL that cannot be read fails every call with
/// kind `usage`. Connection errors, timeouts and the statuses 408, 409, 429 and 5xx are tried again as the official
/// Python client does.
class OAICOMPAT_API Client {
 public:
  explicit Client(ClientOptions options = {});

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

  // For these include oaicompat/api/audio_operations.hpp; the compiler says so where it is missing.

  /// Text as audio, waited for. `backend()` gives its bytes as they come.
  template <class Request = SpeechRequest>
  Reply<Media> speech(detail::InAudioOperations<Request> request, const RequestOptions& options = {}) const;
  /// Text as audio, asked for as events; bytes are given as events too.
  template <class Request = SpeechRequest>
  SpeechStream speech_stream(detail::InAudioOperations<Request> request, const RequestOptions& options = {}) const;
  /// The text of a recording, waited for.
  template <class Request = TranscriptionRequest>
  Reply<Transcription> transcription(detail::InAudioOperations<Request> request,
                                     const RequestOptions& options = {}) const;
  /// The text of a recording as it is understood.
  template <class Request = TranscriptionRequest>
  TranscriptionStream transcription_stream(detail::InAudioOperations<Request> request,
                                           const RequestOptions& options = {}) const;
  /// The text of a recording in English.
  template <class Request = TranslationRequest>
  Reply<Transcription> translation(detail::InAudioOperations<Request> request,
                                   const RequestOptions& options = {}) const;

  // For these include oaicompat/api/image_operations.hpp; the compiler says so where it is missing.

  /// Images from a prompt, waited for.
  template <class Request = ImageRequest>
  Reply<ImageList> images(detail::InImageOperations<Request> request, const RequestOptions& options = {}) const;
  /// Images from a prompt as they are made.
  template <class Request = ImageRequest>
  ImageStream images_stream(detail::InImageOperations<Request> request, const RequestOptions& options = {}) const;
  /// Images from others and a prompt, waited for.
  template <class Request = ImageEditRequest>
  Reply<ImageList> image_edits(detail::InImageOperations<Request> request, const RequestOptions& options = {}) const;
  /// Images from others and a prompt as they are made.
  template <class Request = ImageEditRequest>
  ImageEditStream image_edits_stream(detail::InImageOperations<Request> request,
                                     const RequestOptions& options = {}) const;
  /// Images like another one.
  template <class Request = ImageVariationRequest>
  Reply<ImageList> image_variations(detail::InImageOperations<Request> request,
                                    const RequestOptions& options = {}) const;

  /// The client as a backend: `gateway.backend(client)`.
  const Backend& backend() const noexcept { return backend_; }
  operator Backend() const { return backend_; }

 private:
  Backend backend_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/client.ipp>
#endif
