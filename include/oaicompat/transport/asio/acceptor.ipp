// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/serving.ipp>
#include <oaicompat/transport/tls_policy.ipp>

#include <fmt/format.h>

#include <string>

namespace oaicompat::inline v1::detail {

/// Binds an address, and hands the connections that come out to event loops in turn.
class AsioAcceptor : public std::enable_shared_from_this<AsioAcceptor> {
 public:
  AsioAcceptor(std::shared_ptr<AsioServing> serving, std::vector<std::shared_ptr<AsioLoop>> loops)
      : serving_{std::move(serving)}, loops_{std::move(loops)}, acceptor_{loops_[0]->io}, pause_{loops_[0]->io} {}

  /// Gives the port.
  Result<int> bind() {
    const auto& options = serving_->options;
    AsioError error;
    AsioTcp::resolver resolver{loops_[0]->io};
    const auto found = resolver.resolve(options.host, std::to_string(options.port),
                                        AsioTcp::resolver::passive | AsioTcp::resolver::numeric_service, error);
    for (const auto& entry : found) {
      if (bind_to(entry.endpoint(), error)) return static_cast<int>(acceptor_.local_endpoint(error).port());
    }
    return local_error(ErrorKind::connection,
                       fmt::format("Cannot listen on {} port {}: {}.", options.host, options.port, error.message()));
  }
  /// From here on on the first loop's thread.
  void accept() {
    auto& loop = loops_[next_];
    acceptor_.async_accept(loop->io, [self = shared_from_this()](AsioError error, AsioTcp::socket socket) {
      if (!self->acceptor_.is_open()) return;
      if (error) return self->rest();
      self->hand_out(std::move(socket));
      self->take_waiting();
      self->accept();
    });
  }
  void close() {
    AsioError ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

 private:
  bool bind_to(const AsioTcp::endpoint& where, AsioError& error) {
    AsioError ignored;
    acceptor_.close(ignored);
    acceptor_.open(where.protocol(), error);
#if !defined(_WIN32)
    if (!error) acceptor_.set_option(AsioTcp::acceptor::reuse_address{true}, error);
#endif
#if defined(SO_REUSEPORT)
    using SharePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    if (!error && serving_->options.share_port) acceptor_.set_option(SharePort{true}, error);
#endif
    if (!error) acceptor_.bind(where, error);
    if (!error) acceptor_.listen(serving_->options.backlog, error);
    if (!error) acceptor_.non_blocking(true, error);
    return !error;
  }
  // A loop that carries thousands of streams comes here seldom: it takes more than one of those that wait.
  void take_waiting() {
    constexpr int most = 64;
    AsioError error;
    for (int i = 0; i < most; ++i) {
      auto socket = acceptor_.accept(loops_[next_]->io, error);
      if (error) return;  // none waits, as a rule; what else it is `accept` is told
      hand_out(std::move(socket));
    }
  }
  // The system is out of descriptors, or memory: idle connections make room, and others may give some back.
  void rest() {
    for (const auto& loop : loops_) loop->mailbox->post([loop] { loop->make_room(); });
    pause_.expires_after(std::chrono::milliseconds{50});
    pause_.async_wait([self = shared_from_this()](AsioError error) {
      if (!error && self->acceptor_.is_open()) self->accept();
    });
  }
  // Beyond the most connections one is told so; beyond that and the few being told, it is closed.
  void hand_out(AsioTcp::socket socket) {
    constexpr std::size_t most_turned_away = 256;
    const auto loop = loops_[next_];
    next_ = (next_ + 1) % loops_.size();
    const auto there = serving_->connections(), most = serving_->options.max_connections;
    if (there >= most + most_turned_away) return;
    const auto welcome = there >= most ? AsioWelcome::turned_away : AsioWelcome::served;
    auto connection = make_connection(serving_, loop, std::move(socket), welcome);
    if (loop == loops_[0]) return loop->enter(connection);
    loop->mailbox->post([loop, connection = std::move(connection)] { loop->enter(connection); });
  }

  const std::shared_ptr<AsioServing> serving_;
  const std::vector<std::shared_ptr<AsioLoop>> loops_;
  AsioTcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::size_t next_ = 0;
};

/// Reads the certificate and key that the options name, if they do. **Errors**: `invalid_argument` when they cannot be
/// used.
inline Result<void> load_tls(AsioServing& serving) {
  const auto& options = serving.options;
  if (options.certificate_file.empty() && options.key_file.empty()) return {};
  AsioError error;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                   error);
  restrict_tls(tls->native_handle());
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  if (!error) tls->use_certificate_chain_file(options.certificate_file, error);
  if (!error) tls->use_private_key_file(options.key_file, asio::ssl::context::pem, error);
  if (error)
    return local_error(ErrorKind::invalid_argument,
                       "The certificate or its key cannot be used: " + error.message() + ".", "tls");
  serving.tls = std::move(tls);
  return {};
}

}  // namespace oaicompat::inline v1::detail
