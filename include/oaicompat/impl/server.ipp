// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/conversation_operations.hpp>
#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/api/stored_chat_operations.hpp>
#include <oaicompat/dialects/conversations_over.hpp>
#include <oaicompat/dialects/responses_from_chat.hpp>
#include <oaicompat/dialects/stored_chat.hpp>
#include <oaicompat/impl/host_backend.ipp>
#include <oaicompat/layers/catch_all.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/stores/memory_store.hpp>
#include <oaicompat/transport/httplib_server.hpp>

#include <limits>
#include <utility>

namespace oaicompat::inline v1 {

struct Server::State {
  explicit State(ServerOptions o) : options{std::move(o)}, host{std::make_shared<detail::HostBackend>(options)} {}
  ServerOptions options;
  std::shared_ptr<detail::HostBackend> host;
  std::unique_ptr<Listener> listener;
  std::optional<Backend> all;  // what is served, made once: it knows the responses that are being made

  const Backend& served();
  Result<Listener*> listen(const Server& server);
};

OAICOMPAT_INLINE Server::Server(ServerOptions options) : state_{std::make_unique<State>(std::move(options))} {}
OAICOMPAT_INLINE Server::~Server() = default;
OAICOMPAT_INLINE Server::Server(Server&&) noexcept = default;
OAICOMPAT_INLINE Server& Server::operator=(Server&&) noexcept = default;

OAICOMPAT_INLINE Server& Server::chat(std::string model, ChatHandler handler) {
  state_->host->model(model);
  state_->host->chat[std::move(model)] = std::move(handler);
  return *this;
}
OAICOMPAT_INLINE Server& Server::completion(std::string model, CompletionHandler handler) {
  state_->host->model(model);
  state_->host->completion[std::move(model)] = std::move(handler);
  return *this;
}
OAICOMPAT_INLINE Server& Server::embedding(std::string model, EmbeddingHandler handler) {
  state_->host->model(model);
  state_->host->embedding[std::move(model)] = std::move(handler);
  return *this;
}
OAICOMPAT_INLINE Server& Server::model(Model model) {
  auto& known = state_->host->model(model.id);
  if (model.created == 0) model.created = known.created;
  if (model.owned_by.empty()) model.owned_by = known.owned_by;
  known = std::move(model);
  return *this;
}
OAICOMPAT_INLINE Server& Server::backend(Backend backend) {
  state_->host->other = std::move(backend);
  state_->all.reset();
  return *this;
}
OAICOMPAT_INLINE Server& Server::use(Layer layer) {
  state_->options.layers.push_back(std::move(layer));
  return *this;
}

OAICOMPAT_INLINE const Backend& Server::State::served() {
  if (all) return *all;
  all = host->backend();
  if (options.responses == ServerOptions::Responses::as_given) return *all;
  const auto store = options.store ? options.store : memory_store({.clock = options.clock});
  if (!all->offers<CreateResponse>())
    all = responses_from_chat(*std::move(all), {.store = store, .clock = options.clock});
  if (!all->offers<CreateConversation>()) all = conversations_over(*std::move(all), store, {.clock = options.clock});
  if (!all->offers<ListChatCompletions>()) all = stored_chat(*std::move(all), store);
  return *all;
}

// What a request meets, from the outside in.
OAICOMPAT_INLINE Handler Server::handler() const {
  const auto& o = state_->options;
  std::vector<Layer> layers{request_id({.clock = o.clock})};
  if (o.access_log) layers.push_back(access_log({.sink = o.access_log, .clock = o.clock}));
  if (o.cors) layers.push_back(cors(*o.cors));
  layers.push_back(catch_all({.sink = o.on_exception}));
  layers.push_back(health({}));
  if (!o.api_keys.empty()) layers.push_back(api_keys({.keys = o.api_keys}));
  layers.push_back(limits(o.limits));
  layers.push_back(decompress({.max_bytes = o.limits.max_body_bytes}));
  layers.push_back(keep_alive({.interval = o.keep_alive, .clock = o.clock}));
  layers.insert(layers.end(), o.layers.begin(), o.layers.end());
  return stack(std::move(layers), serve(state_->served(), o.serving));
}

OAICOMPAT_INLINE Result<Listener*> Server::State::listen(const Server& server) {
  const auto bound = [](std::size_t limit) { return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit; };
  if (listener) return local_error(ErrorKind::usage, "The server has been started already.");
  const auto& transport = options.transport ? options.transport : over_httplib();
  listener = transport(server.handler(), {.host = options.host,
                                          .port = options.port,
                                          .max_body = bound(options.limits.max_body_bytes),
                                          .max_upload = bound(options.limits.max_upload_bytes),
                                          .max_threads = options.max_threads});
  return listener.get();
}

OAICOMPAT_INLINE Result<int> Server::start() {
  auto listener = state_->listen(*this);
  if (!listener) return listener.error();
  auto port = (*listener)->start();
  if (!port) state_->listener.reset();
  return port;
}
OAICOMPAT_INLINE Result<Done> Server::run() {
  auto listener = state_->listen(*this);
  if (!listener) return listener.error();
  return (*listener)->run();
}
OAICOMPAT_INLINE void Server::stop(std::chrono::milliseconds deadline) {
  if (state_->listener) state_->listener->stop(deadline);
}
OAICOMPAT_INLINE int Server::port() const { return state_->listener ? state_->listener->port() : 0; }
OAICOMPAT_INLINE std::string Server::base_url() const {
  const auto& host = state_->options.host;
  const bool v6 = host.find(':') != host.npos;
  const bool secure = state_->listener && state_->listener->is_secure();
  return (secure ? std::string{"https://"} : "http://") + (v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port()) + state_->options.serving.prefix;
}

}  // namespace oaicompat::inline v1
