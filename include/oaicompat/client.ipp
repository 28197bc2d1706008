// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/client.hpp>
#include <oaicompat/http/proxy.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/default_headers.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/timeouts.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/transport/httplib/client.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string or_environment(const std::string& value, const char* name, std::string_view otherwise = {}) {
  if (!value.empty()) return value;
  const char* set = std::getenv(name);
  return set && *set ? std::string{set} : std::string{otherwise};
}

// What the environment says in place of what is left out.
inline ClientOptions settled(ClientOptions o) {
  if (!o.provider.base_url.empty()) {
    if (o.base_url.empty()) o.base_url = o.provider.base_url;
    if (!o.provider.key_variable.empty()) o.api_key = or_environment(o.api_key, o.provider.key_variable.c_str());
    return o;  // keys and names for OpenAI are no business of others
  }
  o.base_url = or_environment(o.base_url, "OPENAI_BASE_URL", "https://api.openai.com/v1");
  o.api_key = or_environment(o.api_key, "OPENAI_API_KEY");
  o.organization = or_environment(o.organization, "OPENAI_ORG_ID");
  o.project = or_environment(o.project, "OPENAI_PROJECT_ID");
  return o;
}

inline std::string origin_of(const BaseUrl& url) {
  const bool v6 = url.host.find(':') != url.host.npos;
  return url.scheme + "://" + (v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
}

inline std::string chosen_proxy(const ClientOptions& o, const BaseUrl& url) {
  if (o.proxy.empty()) return proxy_for(url, proxy_settings());
  return o.proxy == "none" ? std::string{} : o.proxy;
}

inline Handler transport(const ClientOptions& o, const BaseUrl& url) {
  // The layers know how long to wait, which a call, or another client over these connections, may have otherwise.
  constexpr std::chrono::milliseconds longest = std::chrono::hours{24};
  if (o.transport) return o.transport;
  using Peer = HttplibClientOptions::Peer;
  return httplib_client({.origin = origin_of(url),
                         .proxy = chosen_proxy(o, url),
                         .connect_timeout = o.connect_timeout,
                         .read_timeout = std::max({o.first_byte_timeout, o.idle_timeout, longest}),
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
    return [clock, total, inner = std::move(inner)](Request&& request) -> Answer {
      auto& context = request.context;
      const auto most = bounded_span(context.call.total_timeout.value_or(total));
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
    return [query, inner = std::move(inner)](Request&& request) -> Answer {
      if (!query.empty()) request.query = request.query.empty() ? query : query + "&" + request.query;
      request.context.call.max_retries.reset();
      request.context.call.timeout.reset();
      request.context.call.total_timeout.reset();
      return inner(std::move(request));
    };
  };
}

// A transport of the host's may give a null answer, which layers do not expect.
inline Handler never_null(Handler transport) {
  return [transport = std::move(transport)](Request&& request) -> Answer {
    auto answer = transport(std::move(request));
    if (answer) return answer;
    return failed<Part>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  };
}

// What a call meets, from the outside in.
inline Handler client_handler(const ClientOptions& o, const BaseUrl& url, Handler transport) {
  Headers headers = o.headers;
  const auto name = [&](const char* header, const std::string& value) {
    if (!value.empty() && !headers.has(header)) headers.add(header, value);
  };
  name("openai-organization", o.organization);
  name("openai-project", o.project);
  auto layers = o.layers;
  layers.push_back(bounded(o.clock, o.total_timeout));
  layers.push_back(default_headers(std::move(headers)));
  layers.push_back(bearer({.key = o.api_key}));
  if (!(o.provider.quirks == ProviderQuirks{})) layers.push_back(provider_quirks(o.provider.quirks));
  layers.push_back(
      retry({.policy = {.max_retries = o.max_retries}, .clock = o.clock, .random = o.random, .on_try = o.on_try}));
  layers.insert(layers.end(), o.inner_layers.begin(), o.inner_layers.end());
  layers.push_back(timeouts({.first_byte = o.first_byte_timeout, .idle = o.idle_timeout, .clock = o.clock}));
  layers.push_back(addressed(url.query));
  layers.push_back(decompress_answers(o.decompress));
  return stack(std::move(layers), never_null(std::move(transport)));
}

// What copies of a client share.
struct ClientState {
  ClientOptions options;  // settled
  std::string origin{};   // where the transport leads
  Handler transport{};
  Handler handler{};  // the transport with all layers
  CallOptions call{};
};

// Where the client leads to the same place as another one, it has that one's connections.
inline std::shared_ptr<const ClientState> client_state(ClientOptions options, const ClientState* other) {
  auto out = std::make_shared<ClientState>(ClientState{.options = std::move(options)});
  const auto& o = out->options;
  const auto url = parse_base_url(o.base_url);
  if (!url) {
    out->handler = [error = url.error()](const Request&) { return failed<Part>(error); };
    return out;
  }
  out->origin = origin_of(*url);
  out->transport = other && other->origin == out->origin ? other->transport : transport(o, *url);
  out->handler = client_handler(o, *url, out->transport);
  out->call = {.prefix = url->path, .forward_headers = o.forward_headers, .clock = o.clock};
  return out;
}

// An option that is sent as a field. One that is set goes before the field among the client's headers.
inline void change(std::string& option, const std::optional<std::string>& to, const char* field, Headers& headers) {
  if (!to) return;
  option = *to;
  headers.remove(field);
}

inline void change_headers(ClientOptions& o, const Headers& changes) {
  for (const auto& [name, value] : changes) o.headers.remove(name);
  for (const auto& [name, value] : changes) {
    if (!value.empty()) {
      o.headers.add(name, value);
    } else if (iequals(name, "authorization")) {
      o.api_key.clear();
    } else if (iequals(name, "openai-organization")) {
      o.organization.clear();
    } else if (iequals(name, "openai-project")) {
      o.project.clear();
    }
  }
}

inline ClientOptions changed(ClientOptions o, ClientChanges changes) {
  const auto set = [](auto& option, auto& to) {
    if (to) option = std::move(*to);
  };
  const auto append = [](std::vector<Layer>& layers, std::vector<Layer>& more) {
    layers.insert(layers.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  set(o.base_url, changes.base_url);
  change(o.api_key, changes.api_key, "authorization", o.headers);
  change(o.organization, changes.organization, "openai-organization", o.headers);
  change(o.project, changes.project, "openai-project", o.headers);
  change_headers(o, changes.headers);
  set(o.max_retries, changes.max_retries);
  set(o.first_byte_timeout, changes.first_byte_timeout);
  set(o.idle_timeout, changes.idle_timeout);
  set(o.total_timeout, changes.total_timeout);
  append(o.layers, changes.layers);
  append(o.inner_layers, changes.inner_layers);
  if (changes.on_try) o.on_try = std::move(changes.on_try);
  return o;
}

}  // namespace detail

OAICOMPAT_INLINE Client::Client(ClientOptions options)
    : state_{detail::client_state(detail::settled(std::move(options)), nullptr)},
      backend_{call(state_->handler, state_->call)} {}
OAICOMPAT_INLINE Client::Client(std::shared_ptr<const detail::ClientState> state, Backend backend)
    : state_{std::move(state)}, backend_{std::move(backend)} {}
OAICOMPAT_INLINE Client Client::with(ClientChanges changes) const {
  auto state = detail::client_state(detail::changed(state_->options, std::move(changes)), state_.get());
  auto backend = call(state->handler, state->call);
  return {std::move(state), std::move(backend)};
}

OAICOMPAT_INLINE Reply<RawAnswer> Client::request(RawRequest request, const RequestOptions& options) const {
  return detail::send_raw(state_->handler, state_->call, std::move(request), options);
}
OAICOMPAT_INLINE RawStream Client::request_stream(RawRequest request, const RequestOptions& options) const {
  return detail::stream_raw(state_->handler, state_->call, std::move(request), options);
}

OAICOMPAT_INLINE Reply<ChatCompletion> Client::chat(ChatRequest request, const RequestOptions& options) const {
  return detail::send<CreateChatCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE ChatStream Client::chat_stream(ChatRequest request, const RequestOptions& options) const {
  return detail::stream<CreateChatCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<Completion> Client::completion(CompletionRequest request, const RequestOptions& options) const {
  return detail::send<CreateCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE CompletionStream Client::completion_stream(CompletionRequest request,
                                                            const RequestOptions& options) const {
  return detail::stream<CreateCompletion>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<EmbeddingList> Client::embeddings(EmbeddingRequest request,
                                                         const RequestOptions& options) const {
  return detail::send<CreateEmbedding>(backend_, std::move(request), options);
}
OAICOMPAT_INLINE Reply<ModelList> Client::models(const RequestOptions& options) const {
  return detail::send<ListModels>(backend_, {}, options);
}
OAICOMPAT_INLINE Reply<Model> Client::model(std::string_view id, const RequestOptions& options) const {
  return detail::send<RetrieveModel>(backend_, {.model = Text{id}}, options);
}

}  // namespace oaicompat::inline v1
