// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/client.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/default_headers.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/timeouts.hpp>
#include <oaicompat/transport/httplib_client.hpp>

#include <cstdlib>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string or_environment(const std::string& value, const char* name, std::string_view otherwise = {}) {
  if (!value.empty()) return value;
  const char* set = std::getenv(name);
  return set && *set ? std::string{set} : std::string{otherwise};
}

// What a call meets, from the outside in.
inline Handler client_handler(const ClientOptions& o, const BaseUrl& url) {
  Headers headers = o.headers;
  const auto name = [&](const char* header, const std::string& value, const char* variable) {
    if (auto words = or_environment(value, variable); !words.empty() && !headers.has(header)) headers.add(header, words);
  };
  name("openai-organization", o.organization, "OPENAI_ORG_ID");
  name("openai-project", o.project, "OPENAI_PROJECT_ID");
  auto layers = o.layers;
  layers.push_back(default_headers(std::move(headers)));
  layers.push_back(bearer({.key = or_environment(o.api_key, "OPENAI_API_KEY")}));
  layers.push_back(retry({.policy = {.max_retries = o.max_retries}, .clock = o.clock, .random = o.random}));
  layers.push_back(timeouts({.first_byte = o.first_byte_timeout, .idle = o.idle_timeout, .clock = o.clock}));
  if (o.transport) return stack(std::move(layers), o.transport);
  return stack(std::move(layers), httplib_client({.scheme = url.scheme,
                                                  .host = url.host,
                                                  .port = url.port,
                                                  .connect_timeout = o.connect_timeout,
                                                  .max_idle = o.max_idle_connections,
                                                  .max_calls = o.max_calls,
                                                  .verify = o.tls.peer == TlsOptions::Peer::verified,
                                                  .ca_file = o.tls.ca_file,
                                                  .certificate_file = o.tls.certificate_file,
                                                  .key_file = o.tls.key_file}));
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

OAICOMPAT_INLINE Client::Client(ClientOptions options) : clock_{options.clock}, total_timeout_{options.total_timeout} {
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
  if (total_timeout_.count() > 0) context.deadline = clock_->now() + total_timeout_;
  const Until until{.deadline = context.deadline, .stop = options.stop};
  auto events = backend_.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  Waiter waiter{options.stop};
  Event<Op> event;
  if constexpr (StreamedOperation<Op>) {
    typename Op::Streaming::Accumulator chunks;
    for (;;) {
      switch (waiter.pull(*events, event, until.deadline)) {
        case Pull::wait: return {gave_up(until), *head};
        case Pull::fail: return {events->error(), *head};
        case Pull::end: return {chunks.finish(), *head};
        case Pull::some: break;
      }
      if (event.index() == 1) return {std::get<1>(std::move(event)), *head};
      if (auto added = chunks.add(std::get<0>(event)); !added) return {added.error(), *head};
    }
  } else {
    switch (waiter.pull(*events, event, until.deadline)) {
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
  if (total_timeout_.count() > 0) context.deadline = clock_->now() + total_timeout_;
  const auto deadline = context.deadline;
  auto events = backend_.run<Op>(Parsed<typename Op::Request>{std::move(request)}, std::move(context));
  return {std::move(events), std::move(stop), head, deadline, options.stop};
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
OAICOMPAT_INLINE CompletionStream Client::completion_stream(CompletionRequest request, const RequestOptions& options) const {
  return streamed<CreateCompletion>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<EmbeddingList> Client::embeddings(EmbeddingRequest request, const RequestOptions& options) const {
  return whole<CreateEmbedding>(std::move(request), options);
}
OAICOMPAT_INLINE Reply<ModelList> Client::models(const RequestOptions& options) const { return whole<ListModels>({}, options); }
OAICOMPAT_INLINE Reply<Model> Client::model(std::string_view id, const RequestOptions& options) const {
  return whole<RetrieveModel>({.model = Text{id}}, options);
}

}  // namespace oaicompat::inline v1
