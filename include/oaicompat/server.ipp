// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/catch_exceptions.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/dialects.hpp>
#include <oaicompat/layers/drain.hpp>
#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/server_backend.ipp>
#include <oaicompat/transport/httplib/server.hpp>
#include <oaicompat/transport/posix/signal_watch.hpp>

#include <limits>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Where nobody shows a key, a page of the web that the user's browser opens must not be able to call.
inline CorsOptions settled(CorsOptions cors, const std::vector<ApiKey>& keys) {
  if (!keys.empty()) return cors;
  if (cors.origins.empty()) cors.origins = {"loopback"};
  cors.others = CorsOptions::Others::refused;
  return cors;
}

inline DecompressOptions with_max_bytes(DecompressOptions options, std::size_t max_bytes) {
  options.max_bytes = max_bytes;
  return options;
}

}  // namespace detail

struct Server::State {
  explicit State(ServerOptions o) : options{std::move(o)}, host{std::make_shared<detail::HostBackend>(options)} {
    if (options.metrics) metrics.emplace(*options.metrics);
  }
  static constexpr std::chrono::milliseconds drain_grace{500};
  ServerOptions options;
  std::shared_ptr<detail::HostBackend> host;
  Drain drain{{.grace = drain_grace, .clock = options.clock}};
  std::unique_ptr<Listener> listener;
  std::optional<Metrics> metrics;
  detail::Dialects dialects;
  std::span<const detail::Row* const> table;  // of what the other backend may offer
  std::optional<Backend> all;                 // what is served, made once: it knows the responses that are being made

  const Backend& served();
  ApiKeysOptions keys() const;
  Result<Listener*> listen(const Server& server);
};

OAICOMPAT_INLINE Server::Server(ServerOptions options) : state_{std::make_unique<State>(std::move(options))} {}
OAICOMPAT_INLINE Server::~Server() = default;
OAICOMPAT_INLINE Server::Server(Server&&) noexcept = default;
OAICOMPAT_INLINE Server& Server::operator=(Server&&) noexcept = default;

OAICOMPAT_INLINE Server& Server::chat(std::string model, ChatHandler handler) {
  state_->host->model(model);
  state_->host->async_chat.erase(model);
  state_->host->chat[std::move(model)] = std::move(handler);
  return *this;
}
OAICOMPAT_INLINE Server& Server::chat_async(std::string model, AsyncChatHandler handler, ChatSinkOptions options) {
  state_->host->model(model);
  state_->host->chat.erase(model);
  state_->host->async_chat[std::move(model)] = {std::move(handler), options};
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
OAICOMPAT_INLINE Server& Server::on(detail::OperationRef operation, const detail::EventType& event,
                                    detail::AnyHandler handler) {
  const auto& host = *state_->host;
  state_->host->others.emplace_back(operation, std::make_shared<const detail::HandlerPerform>(
                                                   operation, event, std::move(handler), host.on_exception, host.pool));
  state_->all.reset();
  return *this;
}
OAICOMPAT_INLINE Server& Server::model(Model model) {
  auto& known = state_->host->model(model.id);
  if (model.created == 0) model.created = known.created;
  if (model.owned_by.empty()) model.owned_by = known.owned_by;
  known = std::move(model);
  return *this;
}
OAICOMPAT_INLINE Server& Server::backend(Backend backend, std::span<const detail::Row* const> table) {
  state_->table = table;
  state_->host->other = std::move(backend);
  state_->all.reset();
  return *this;
}
OAICOMPAT_INLINE Server& Server::dialect(Dialect dialect) {
  state_->dialects.push_back(std::make_shared<const Dialect>(std::move(dialect)));
  return *this;
}
OAICOMPAT_INLINE Server& Server::use(Layer layer) {
  state_->options.layers.push_back(std::move(layer));
  return *this;
}

OAICOMPAT_INLINE const Backend& Server::State::served() {
  if (all) return *all;
  all = host->backend();
  if (!options.responses.derive_) return *all;
  all = options.responses.derive_(*std::move(all), options);
  host->offer_others(*all);
  return *all;
}

OAICOMPAT_INLINE ApiKeysOptions Server::State::keys() const {
  ApiKeysOptions keys{.keys = options.api_keys, .shown_keys = options.shown_keys};
  for (const auto& dialect : dialects)
    keys.open_paths.insert(keys.open_paths.end(), dialect->open_paths.begin(), dialect->open_paths.end());
  return keys;
}

// What a request meets, from the outside in.
OAICOMPAT_INLINE Handler Server::handler() const {
  const auto& o = state_->options;
  std::vector<Layer> layers{detail::dialect_edge(state_->dialects), request_id({.clock = o.clock})};
  if (o.access_log) layers.push_back(access_log({.sink = o.access_log, .clock = o.clock}));
  if (o.on_trace) layers.push_back(trace({.on_trace = o.on_trace, .clock = o.clock}));
  if (state_->metrics) layers.push_back(state_->metrics->watch());
  if (o.cors) layers.push_back(cors(detail::settled(*o.cors, o.api_keys)));
  layers.push_back(state_->drain.layer());
  layers.push_back(catch_exceptions({.sink = o.on_exception}));
  layers.push_back(health({}));
  if (!o.api_keys.empty()) layers.push_back(api_keys(state_->keys()));
  if (state_->metrics) layers.push_back(state_->metrics->page());
  layers.push_back(limits(o.limits));
  layers.push_back(decompress(detail::with_max_bytes(o.decompress, o.limits.max_body_bytes)));
  layers.push_back(keep_alive({.interval = o.keep_alive, .clock = o.clock}));
  layers.insert(layers.end(), o.layers.begin(), o.layers.end());
  auto serving = o.serving;
  if (!serving.answers && state_->host->has_handlers()) serving.answers = Writing::as_described;
  const auto& backend = state_->served();
  auto api = detail::serve_rows(backend, std::move(serving), state_->table);
  return stack(std::move(layers), detail::dialect_router(state_->dialects, backend, std::move(api)));
}

OAICOMPAT_INLINE Result<Listener*> Server::State::listen(const Server& server) {
  const auto bound = [](std::size_t limit) { return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit; };
  if (listener) return local_error(ErrorKind::invalid_argument, "The server has been started already.");
  std::function<bool(const Request&)> wanted;
  if (!options.api_keys.empty()) wanted = detail::dialect_heads(dialects, lets_in(keys()));
  const auto& transport = options.transport ? options.transport : over_httplib();
  listener = transport(server.handler(), {.host = options.host,
                                          .port = options.port,
                                          .max_body = bound(options.limits.max_body_bytes),
                                          .max_upload = bound(options.limits.max_upload_bytes),
                                          .max_threads = options.max_threads,
                                          .wants_body = wanted,
                                          .refusal = detail::dialect_refusals(dialects)});
  return listener.get();
}

OAICOMPAT_INLINE Result<int> Server::start() {
  auto listener = state_->listen(*this);
  if (!listener) return listener.error();
  auto port = (*listener)->start();
  if (!port) state_->listener.reset();
  return port;
}
OAICOMPAT_INLINE Result<void> Server::run() {
  auto listener = state_->listen(*this);
  if (!listener) return listener.error();
  return (*listener)->run();
}
OAICOMPAT_INLINE Result<void> Server::run_until(std::initializer_list<int> signals,
                                                std::chrono::milliseconds deadline) {
  auto listener = state_->listen(*this);
  if (!listener) return listener.error();
  detail::SignalWatch watch{signals, [&] { stop(deadline); }};
  if (!watch.is_ready()) {
    state_->listener.reset();
    return local_error(ErrorKind::invalid_argument, "Another server of the process waits for signals.");
  }
  auto ran = (*listener)->run();
  if (watch.came()) return {};  // also where it came before there was anything to stop
  return ran;
}
// The listener's own deadline comes a little later, so that what runs has ended in form by then.
OAICOMPAT_INLINE void Server::stop(std::chrono::milliseconds deadline) {
  if (!state_->listener) {
    state_->drain.stop(deadline);
    return;
  }
  state_->drain.refuse();
  const auto clock = real_clock();
  deadline = std::chrono::duration_cast<std::chrono::milliseconds>(detail::bounded_span(deadline));
  const auto alarm = clock->at(clock->now() + deadline, [drain = state_->drain]() mutable { drain.end(); });
  state_->listener->stop(deadline + State::drain_grace);
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
