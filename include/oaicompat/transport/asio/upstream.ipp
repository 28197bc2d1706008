// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/url.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/line.ipp>
#include <oaicompat/transport/asio/loop.ipp>
#include <oaicompat/transport/tls_policy.ipp>
#include <oaicompat/transport/tunnel.hpp>

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

/// A connection to the server.
struct AsioUpstream {
  explicit AsioUpstream(AsioTcp::socket socket) : line{std::move(socket)} {}
  AsioLine line;
  bool reused = false;
  Time since{};  ///< It is idle.

  /// Whether the server has neither closed it nor said what nobody asked for.
  bool is_fresh() {
    char byte;
    AsioError error;
    line.socket().receive(asio::buffer(&byte, 1), AsioTcp::socket::message_peek, error);
    return error == asio::error::would_block;
  }
};
using AsioUpstreamPtr = std::unique_ptr<AsioUpstream>;

/// What all requests of a client share. **Threads**: what is const, and the counter, any; the rest the loop's.
/// **Lifetime**: once its loop is closed it holds nothing of that.
class AsioCalling final : public LoopObject {
 public:
  AsioCalling(BaseUrl where, std::optional<Proxy> through, AsioClientOptions o)
      : url{std::move(where)}, proxy{std::move(through)}, options{std::move(o)} {
    if (url.scheme == "https") tls_error_ = make_tls();
  }

  const BaseUrl url;
  const std::optional<Proxy> proxy;
  const AsioClientOptions options;
  const std::string host = host_field();  ///< As it stands in a request's head.
  std::atomic<std::size_t> running = 0;

  asio::ssl::context* tls() { return tls_.get(); }
  const std::optional<Error>& tls_error() const { return tls_error_; }
  /// Where the connections go first.
  const std::string& first_host() const { return proxy ? proxy->host : url.host; }
  int first_port() const { return proxy ? proxy->port : url.port; }
  /// Makes a request one for whom the connections lead to.
  void address(Request& request) const {
    if (proxy && !tls_) address_through(*proxy, host, request);
  }
  Duration shortest_timeout() const {
    return std::min({options.connect_timeout, options.read_timeout, options.write_timeout});
  }

  /// The connection used last that is still good, or none.
  AsioUpstreamPtr take() {
    expire();
    while (!idle_.empty()) {
      auto upstream = std::move(idle_.back());
      idle_.pop_back();
      if (upstream->is_fresh()) return upstream;
    }
    return nullptr;
  }
  void give_back(AsioUpstreamPtr upstream, AsioLoop& loop) {
    loop_ = &loop;
    loop.enter(shared_from_this());
    upstream->reused = true;
    upstream->since = std::chrono::steady_clock::now();
    idle_.push_back(std::move(upstream));
    if (idle_.size() > options.max_idle_connections) idle_.erase(idle_.begin());
    expire();
  }

  void start() override {}
  bool is_busy() const override { return false; }
  // Closes what was idle for too long. The loop knows of this while there is something idle, no longer.
  void expire() override {
    const auto oldest = std::chrono::steady_clock::now() - options.idle_timeout;
    std::erase_if(idle_, [&](const auto& upstream) { return upstream->since <= oldest; });
    deadline = idle_.empty() ? Time::max() : idle_.front()->since + options.idle_timeout;
    if (idle_.empty() && loop_) std::exchange(loop_, nullptr)->leave(shared_from_this());
  }
  void woken() override {}
  void drain() override {}
  void stop_request() override {}
  void close() override {
    idle_.clear();
    expire();
  }

 private:
  std::string host_field() const {
    const auto name = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    return url.port == (url.scheme == "https" ? 443 : 80) ? name : name + ":" + std::to_string(url.port);
  }
  std::optional<Error> make_tls() {
    AsioError error;
    tls_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    restrict_tls(tls_->native_handle());
    SSL_CTX_set_mode(tls_->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    if (options.ca_file.empty()) {
      tls_->set_default_verify_paths(error);
    } else {
      tls_->load_verify_file(options.ca_file, error);
    }
    if (error) return local_error(ErrorKind::connection, "The trusted authorities cannot be read.", "tls_authorities");
    const bool verified = options.peer == AsioClientOptions::Peer::verified;
    tls_->set_verify_mode(verified ? asio::ssl::verify_peer : asio::ssl::verify_none, error);
    if (options.certificate_file.empty() && options.key_file.empty()) return std::nullopt;
    tls_->use_certificate_chain_file(options.certificate_file, error);
    if (!error) tls_->use_private_key_file(options.key_file, asio::ssl::context::pem, error);
    if (!error) return std::nullopt;
    return local_error(ErrorKind::invalid_argument, "The client's certificate or key cannot be read.",
                       "invalid_certificate");
  }

  std::unique_ptr<asio::ssl::context> tls_;
  std::optional<Error> tls_error_;
  std::vector<AsioUpstreamPtr> idle_;  // oldest first
  AsioLoop* loop_ = nullptr;           // while something is idle
};

/// Has a TLS connection ask for the server by its name, and take a certificate for that name alone.
inline void name_server(asio::ssl::stream<AsioTcp::socket&>& tls, const std::string& host) {
  if (!is_ip_address(host)) SSL_set_tlsext_host_name(tls.native_handle(), host.c_str());
  tls.set_verify_callback([host](bool trusted, asio::ssl::verify_context& context) {
    auto* store = context.native_handle();
    if (!trusted || X509_STORE_CTX_get_error_depth(store) > 0) return trusted;
    if (is_for_host(X509_STORE_CTX_get_current_cert(store), host)) return true;
    X509_STORE_CTX_set_error(store,
                             is_ip_address(host) ? X509_V_ERR_IP_ADDRESS_MISMATCH : X509_V_ERR_HOSTNAME_MISMATCH);
    return false;
  });
}

}  // namespace oaicompat::inline v1::detail
