// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/audio_operations.hpp>
#include <oaicompat/api/image_operations.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/impl/client_ask.ipp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/default_headers.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/timeouts.hpp>
#include <oaicompat/transport/httplib_client.hpp>

#include <algorithm>
#include <cstdlib>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string or_environment(const std::string& value, const char* name, std::string_view otherwise = {}) {
  if (!value.empty()) return value;
  const char* set = std::getenv(name);
  return set && *set ? std::string{set} : std::string{otherwise};
}

inline Handler transport(const ClientOptions& o, const BaseUrl& url) {
  if (o.transport) return o.transport;
  const bool v6 = url.host.find(':') != url.host.npos;
  const auto host = v6 ? "[" + url.host + "]" : url.host;
  using Peer = HttplibClientOptions::Peer;
  return httplib_client({.origin = url.scheme + "://" + host + ":" + std::to_string(url.port),
                         .connect_timeout = o.connect_timeout,
                         .read_timeout = std::max(o.first_byte_timeout, o.idle_timeout),
                         .max_idle_connections = o.max_idle_connections,
                         .max_requests = o.max_calls,
                         .peer = o.tls.peer == TlsOptions::Peer::verified ? Peer::verified : Peer::unverified,
                         .ca_file = o.tls.ca_file,
                         .certificate_file = o.tls.certificate_file,
                         .key_file = o.tls.key_file});
}

// Gives every request its deadline.
inline Layer bounded(ClockPtr clock, std::chrono::milliseconds total) {
  return [clock = std::move(clock), total](Handler inner) -> Handler {
    return [clock, total, inner = std::move(inner)](Request request) -> Answer {
      auto& context = request.context;
      const Duration most = context.total_timeout.value_or(total);
      if (most.count() > 0) {
        const auto end = clock->now() + most;
        context.deadline = std::min(end, context.deadline.value_or(end));
      }
      return inner(std::move(request));
    };
  };
}

// Adds the query of the base URL. What this client's layers have seen to is no business of a server in this process.
inline Layer addressed(std::string query) {
  return [query = std::move(query)](Handler inner) -> Handler {
    return [query, inner = std::move(inner)](Request request) -> Answer {
      if (!query.empty()) request.query = request.query.empty() ? query : query + "&" + request.query;
      request.context.max_retries.reset();
      request.context.timeout.reset();
      request.context.total_timeout.reset();
      return inner(std::move(request));
    };
  };
}

// What a call meets, from the outside in.
inline Handler client_handler(const ClientOptions& o, const BaseUrl& url) {
  Headers headers = o.headers;
  const auto name = [&](const char* header, const std::string& value, const char* variable) {
    if (auto words = or_environment(value, variable); !words.empty() && !headers.has(header))
      headers.add(header, words);
  };
  name("openai-organization", o.organization, "OPENAI_ORG_ID");
  name("openai-project", o.project, "OPENAI_PROJECT_ID");
  auto layers = o.layers;
  layers.push_back(bounded(o.clock, o.total_timeout));
  layers.push_back(default_headers(std::move(headers)));
  layers.push_back(bearer({.key = or_environment(o.api_key, "OPENAI_API_KEY")}));
  layers.push_back(retry({.policy = {.max_retries = o.max_retries}, .clock = o.clock, .random = o.random}));
  layers.push_back(timeouts({.first_byte = o.first_byte_timeout, .idle = o.idle_timeout, .clock = o.clock}));
  layers.push_back(addressed(url.query));
  layers.push_back(decompress_answers(o.decompress));
  return stack(std::move(layers), transport(o, url));
}

}  // namespace detail

OAICOMPAT_INLINE Client::Client(ClientOptions options) {
  const auto address = detail::or_environment(options.base_url, "OPENAI_BASE_URL", "https://api.openai.com/v1");
  const auto url = parse_base_url(address);
  if (!url) {
    backend_ = call([error = url.error()](const Request&) { return failed<Part>(error); });
  } else {
    backend_ = call(detail::client_handler(options, *url),
                    {.prefix = url->path, .pass_on = options.pass_on, .clock = options.clock});
  }
}

OAICOMPAT_INLINE Reply<ChatCompletion> Client::chat(ChatRequest request, const RequestOptions& options) const {
  return detail::ask<CreateChatCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE ChatStream Client::chat_stream(ChatRequest request, const RequestOptions& options) const {
  return detail::ask_stream<CreateChatCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<Completion> Client::completion(CompletionRequest request, const RequestOptions& options) const {
  return detail::ask<CreateCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE CompletionStream Client::completion_stream(CompletionRequest request,
                                                            const RequestOptions& options) const {
  return detail::ask_stream<CreateCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<EmbeddingList> Client::embeddings(EmbeddingRequest request,
                                                         const RequestOptions& options) const {
  return detail::ask<CreateEmbedding>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<ModelList> Client::models(const RequestOptions& options) const {
  return detail::ask<ListModels>(backend_, {}, options);
}
OAICOMPAT_INLINE Reply<Model> Client::model(std::string_view id, const RequestOptions& options) const {
  return detail::ask<RetrieveModel>(backend_, {.model = Text{id}}, options);
}

template <class Request>
Reply<Media> Client::speech(detail::InAudioOperations<Request> request, const RequestOptions& options) const {
  return detail::ask<CreateSpeech>(backend_, std::move(request), options);
}
template <class Request>
SpeechStream Client::speech_stream(detail::InAudioOperations<Request> request, const RequestOptions& options) const {
  return detail::ask_stream<CreateSpeech>(backend_, std::move(request), options);
}
template <class Request>
Reply<Transcription> Client::transcription(detail::InAudioOperations<Request> request,
                                           const RequestOptions& options) const {
  return detail::ask<CreateTranscription>(backend_, std::move(request), options);
}
template <class Request>
TranscriptionStream Client::transcription_stream(detail::InAudioOperations<Request> request,
                                                 const RequestOptions& options) const {
  return detail::ask_stream<CreateTranscription>(backend_, std::move(request), options);
}
template <class Request>
Reply<Transcription> Client::translation(detail::InAudioOperations<Request> request,
                                         const RequestOptions& options) const {
  return detail::ask<CreateTranslation>(backend_, std::move(request), options);
}
template <class Request>
Reply<ImageList> Client::images(detail::InImageOperations<Request> request, const RequestOptions& options) const {
  return detail::ask<CreateImage>(backend_, std::move(request), options);
}
template <class Request>
ImageStream Client::images_stream(detail::InImageOperations<Request> request, const RequestOptions& options) const {
  return detail::ask_stream<CreateImage>(backend_, std::move(request), options);
}
template <class Request>
Reply<ImageList> Client::image_edits(detail::InImageOperations<Request> request, const RequestOptions& options) const {
  return detail::ask<CreateImageEdit>(backend_, std::move(request), options);
}
template <class Request>
ImageEditStream Client::image_edits_stream(detail::InImageOperations<Request> request,
                                           const RequestOptions& options) const {
  return detail::ask_stream<CreateImageEdit>(backend_, std::move(request), options);
}
template <class Request>
Reply<ImageList> Client::image_variations(detail::InImageOperations<Request> request,
                                          const RequestOptions& options) const {
  return detail::ask<CreateImageVariation>(backend_, std::move(request), options);
}

}  // namespace oaicompat::inline v1
