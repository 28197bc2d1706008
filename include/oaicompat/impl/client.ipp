// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/audio_operations.hpp>
#include <oaicompat/api/image_operations.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/layers/bearer.hpp>
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
    if (total.count() <= 0) return inner;
    return [clock, total, inner = std::move(inner)](Request request) -> Answer {
      const auto end = clock->now() + total;
      request.context.deadline = std::min(end, request.context.deadline.value_or(end));
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
  return stack(std::move(layers), transport(o, url));
}

template <class R>
Context call_context(R& request, const RequestOptions& options, std::stop_token stop, std::shared_ptr<Head> head) {
  for (const auto& field : options.body) request.extra.set(field.key, field.json);
  Context context;
  context.stop = std::move(stop);
  context.max_retries = options.max_retries;
  if (options.timeout) context.timeout = *options.timeout;
  context.send_headers = options.headers;
  context.send_query = options.query;
  context.on_head = [head = std::move(head)](const Head& came) { *head = came; };
  return context;
}

}  // namespace detail

OAICOMPAT_INLINE Client::Client(ClientOptions options) {
  const auto address = detail::or_environment(options.base_url, "OPENAI_BASE_URL", "https://api.openai.com/v1");
  const auto url = parse_base_url(address);
  if (!url) {
    backend_ = call([error = url.error()](const Request&) { return failed<Part>(error); });
  } else {
    backend_ = call(detail::client_handler(options, *url), {.prefix = url->path});
  }
}

template <Operation Op>
Reply<typename Op::Response> Client::whole(typename Op::Request request, const RequestOptions& options) const {
  const auto head = std::make_shared<Head>(Head{.status = 0, .headers = {}});
  if constexpr (StreamedOperation<Op>) Op::Streaming::want(request, false);
  auto context = detail::call_context(request, options, options.stop, head);
  const Until until{.deadline = {}, .stop = options.stop};  // the layers hold the deadline, by their clock
  auto events = backend_.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  Waiter waiter{options.stop};
  Event<Op> event;
  if constexpr (StreamedOperation<Op>) {
    typename Op::Streaming::Accumulator chunks;
    for (;;) {
      switch (waiter.pull(*events, event)) {
        case Pull::wait: return {gave_up(until), *head};
        case Pull::fail: return {events->error(), *head};
        case Pull::end: return {chunks.finish(), *head};
        case Pull::some: break;
      }
      if constexpr (MediaOperation<Op>) {
        if (event.index() == 1) {
          if (auto added = chunks.add(std::get<1>(std::move(event))); !added) return {added.error(), *head};
          continue;
        }
      }
      if (event.index() == 1) return {std::get<1>(std::move(event)), *head};
      if (auto added = chunks.add(std::get<0>(event)); !added) return {added.error(), *head};
    }
  } else {
    switch (waiter.pull(*events, event)) {
      case Pull::wait: return {gave_up(until), *head};
      case Pull::fail: return {events->error(), *head};
      case Pull::end: return {local_error(ErrorKind::protocol, "The answer is empty."), *head};
      case Pull::some: break;
    }
    return {std::move(event), *head};
  }
}

template <StreamedOperation Op>
EventStream<Op> Client::streamed(typename Op::Request request, const RequestOptions& options) const {
  const auto head = std::make_shared<Head>(Head{.status = 0, .headers = {}});
  Op::Streaming::want(request, true);
  std::stop_source stop;
  auto context = detail::call_context(request, options, stop.get_token(), head);
  auto events = backend_.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  return {std::move(events), std::move(stop), head, std::nullopt, options.stop};
}

OAICOMPAT_INLINE Reply<ChatCompletion> Client::chat(ChatRequest request, const RequestOptions& options) const {
  return whole<CreateChatCompletion>(std::move(request), options);
}
OAICOMPAT_INLINE ChatStream Client::chat_stream(ChatRequest request, const RequestOptions& options) const {
  return streamed<CreateChatCompletion>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<Completion> Client::completion(CompletionRequest request, const RequestOptions& options) const {
  return whole<CreateCompletion>(std::move(request), options);
}
OAICOMPAT_INLINE CompletionStream Client::completion_stream(CompletionRequest request,
                                                            const RequestOptions& options) const {
  return streamed<CreateCompletion>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<EmbeddingList> Client::embeddings(EmbeddingRequest request,
                                                         const RequestOptions& options) const {
  return whole<CreateEmbedding>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<ModelList> Client::models(const RequestOptions& options) const {
  return whole<ListModels>({}, options);
}
OAICOMPAT_INLINE Reply<Model> Client::model(std::string_view id, const RequestOptions& options) const {
  return whole<RetrieveModel>({.model = Text{id}}, options);
}

OAICOMPAT_INLINE Reply<Media> Client::speech(SpeechRequest request, const RequestOptions& options) const {
  return whole<CreateSpeech>(std::move(request), options);
}
OAICOMPAT_INLINE SpeechStream Client::speech_stream(SpeechRequest request, const RequestOptions& options) const {
  return streamed<CreateSpeech>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<Transcription> Client::transcription(TranscriptionRequest request,
                                                            const RequestOptions& options) const {
  return whole<CreateTranscription>(std::move(request), options);
}
OAICOMPAT_INLINE TranscriptionStream Client::transcription_stream(TranscriptionRequest request,
                                                                  const RequestOptions& options) const {
  return streamed<CreateTranscription>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<Transcription> Client::translation(TranslationRequest request,
                                                          const RequestOptions& options) const {
  return whole<CreateTranslation>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<ImageList> Client::images(ImageRequest request, const RequestOptions& options) const {
  return whole<CreateImage>(std::move(request), options);
}
OAICOMPAT_INLINE ImageStream Client::images_stream(ImageRequest request, const RequestOptions& options) const {
  return streamed<CreateImage>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<ImageList> Client::image_edits(ImageEditRequest request, const RequestOptions& options) const {
  return whole<CreateImageEdit>(std::move(request), options);
}
OAICOMPAT_INLINE ImageEditStream Client::image_edits_stream(ImageEditRequest request,
                                                            const RequestOptions& options) const {
  return streamed<CreateImageEdit>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<ImageList> Client::image_variations(ImageVariationRequest request,
                                                           const RequestOptions& options) const {
  return whole<CreateImageVariation>(std::move(request), options);
}

}  // namespace oaicompat::inline v1
