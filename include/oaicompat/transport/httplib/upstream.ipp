// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/url.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/httplib/connect.ipp>
#include <oaicompat/transport/tls_policy.ipp>
#include <oaicompat/transport/tunnel.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// How a client speaks TLS: what it trusts, and what it shows. **Threads**: safe to use from many.
class TlsClient {
 public:
  explicit TlsClient(const HttplibClientOptions& options)
      : verified_{options.peer == HttplibClientOptions::Peer::verified}, tls_{SSL_CTX_new(TLS_client_method())} {
    restrict_tls(tls_.get());
    SSL_CTX_set_mode(tls_.get(),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(tls_.get(), verified_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!load_authorities(options.ca_file)) {
      error_ = local_error(ErrorKind::connection, "The trusted authorities cannot be read.", "tls_authorities");
    } else if (!load_own(options.certificate_file, options.key_file)) {
      error_ = local_error(ErrorKind::invalid_argument, "The client's certificate or key cannot be read.",
                           "invalid_certificate");
    }
    ERR_clear_error();
  }

  const std::optional<Error>& error() const { return error_; }
  bool verifies() const { return verified_; }
  SSL_CTX* get() const { return tls_.get(); }

 private:
  bool load_authorities(const std::string& file) {
    if (file.empty()) return SSL_CTX_set_default_verify_paths(tls_.get()) == 1;
    return SSL_CTX_load_verify_locations(tls_.get(), file.c_str(), nullptr) == 1;
  }
  bool load_own(const std::string& certificate, const std::string& key) {
    if (certificate.empty() && key.empty()) return true;
    return SSL_CTX_use_certificate_chain_file(tls_.get(), certificate.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(tls_.get(), key.c_str(), SSL_FILETYPE_PEM) == 1;
  }

  struct Free {
    void operator()(SSL_CTX* tls) const { SSL_CTX_free(tls); }
  };
  const bool verified_;
  std::unique_ptr<SSL_CTX, Free> tls_;
  std::optional<Error> error_;
};

/// Where a client's connections go.
struct UpstreamTarget {
  BaseUrl url;
  std::optional<Proxy> proxy;
  HttplibClientOptions options;
  std::optional<TlsClient> tls;  ///< For https.
};

/// A connection that is used for one request after another. **Threads**: `cut` any, all else one.
class Upstream {
 public:
  explicit Upstream(const UpstreamTarget& to) : to_{to} {}
  ~Upstream() {
    if (!tls_) return;
    IgnoreSigpipe quiet;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  /// What reading or writing gave.
  struct Io {
    enum class Got { bytes, again, closed, lost } got;
    std::size_t n = 0;
    short wants = 0;  ///< After `again`: what to wait for.
  };

  /// Connects, and greets over TLS. What went wrong, if something did.
  std::optional<Error> connect() {
    const std::function<bool()> cancelled = [this] { return is_cut(); };
    const auto& [url, proxy, options, tls] = to_;
    if (tls && tls->error()) return tls->error();
    const auto deadline = std::chrono::steady_clock::now() + bounded_span(options.connect_timeout);
    auto connected = connect_to({proxy ? proxy->host : url.host, proxy ? proxy->port : url.port, deadline, cancelled});
    if (!connected) return connected.error();
    connected->set_nodelay();
    connected->set(SOL_SOCKET, SO_KEEPALIVE, 1);
    {
      std::lock_guard lock{mutex_};
      socket_ = *std::move(connected);
      if (cut_) return connect_cancelled();
    }
    if (!tls) return std::nullopt;
    if (proxy) {
      if (auto refused = open_tunnel(*proxy)) return refused;
    }
    return greet(*tls);
  }
  Io read(std::span<char> into) {
    if (tls_) {
      std::size_t n = 0;
      return tls_io(SSL_read_ex(tls_.get(), into.data(), into.size(), &n), n);
    }
    return plain_io(receive(socket_, into), POLLIN);
  }
  Io write(std::string_view bytes) {
    if (tls_) {
      std::size_t n = 0;
      return tls_io(SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &n), n);
    }
    return plain_io(send_pieces(socket_, {bytes}), POLLOUT);
  }
  /// Waits for what an `Io` wants. False when the time is up.
  bool wait(short events, Time deadline) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    auto entry = poll_entry(socket_, events);
    const auto ready = poll_entries({&entry, 1}, std::max(left, std::chrono::milliseconds{0}));
    return ready > 0 || (ready < 0 && interrupted(socket_error()));
  }
  /// Whether the server has neither closed it nor said what nobody asked for.
  bool is_fresh() {
    char byte;
    if (!tls_) return receive(socket_, {&byte, 1}, MSG_PEEK) == io_again;
    ERR_clear_error();
    std::size_t n = 0;
    const auto got = SSL_peek_ex(tls_.get(), &byte, 1, &n);
    return got == 0 && SSL_get_error(tls_.get(), got) == SSL_ERROR_WANT_READ;
  }
  /// Ends it: who waits for it wakes, and connecting stops.
  void cut() {
    std::lock_guard lock{mutex_};
    cut_ = true;
    if (socket_) socket_.shut();
  }
  /// Whether a request has been answered on it.
  bool reused = false;

 private:
  bool is_cut() const {
    std::lock_guard lock{mutex_};
    return cut_;
  }
  static Io plain_io(std::ptrdiff_t n, short event) {
    using Got = Io::Got;
    if (n > 0) return {Got::bytes, static_cast<std::size_t>(n)};
    if (n == io_again) return {Got::again, 0, event};
    return {n == io_closed ? Got::closed : Got::lost};
  }
  // An end without TLS's own goodbye may be anybody's doing. `n` is what the call gave, which stands beside it.
  Io tls_io(int got, const std::size_t& n) {
    using Got = Io::Got;
    if (got == 1) return {Got::bytes, n};
    const auto error = SSL_get_error(tls_.get(), got);
    ERR_clear_error();
    switch (error) {
      case SSL_ERROR_WANT_READ: return {Got::again, 0, POLLIN};
      case SSL_ERROR_WANT_WRITE: return {Got::again, 0, POLLOUT};
      case SSL_ERROR_ZERO_RETURN: return {Got::closed};
      default: return {Got::lost};
    }
  }

  // Has the proxy connect this line with the server's.
  std::optional<Error> open_tunnel(const Proxy& proxy) {
    using Got = Io::Got;
    const auto deadline = std::chrono::steady_clock::now() + bounded_span(to_.options.connect_timeout);
    const auto request = tunnel_request(proxy, to_.url);
    TunnelAnswer answer;
    auto state = TunnelAnswer::State::more;
    for (std::string_view unsent = request; state == TunnelAnswer::State::more;) {
      std::array<char, 1024> scratch;
      const auto io = unsent.empty() ? read(scratch) : write(unsent);
      if (is_cut()) return connect_cancelled();
      if (io.got == Got::again) {
        if (!wait(io.wants, deadline))
          return local_error(ErrorKind::timeout, "The proxy took too long to connect.", "connect_timeout");
      } else if (io.got != Got::bytes) {
        state = answer.put_end();
      } else if (unsent.empty()) {
        state = answer.put({scratch.data(), io.n});
      } else {
        unsent.remove_prefix(io.n);
      }
    }
    if (state == TunnelAnswer::State::open) return std::nullopt;
    return answer.error();
  }
  std::optional<Error> greet(const TlsClient& tls) {
    const auto deadline = std::chrono::steady_clock::now() + bounded_span(to_.options.connect_timeout);
    ERR_clear_error();
    tls_.reset(SSL_new(tls.get()));
    SSL_set_fd(tls_.get(), static_cast<int>(socket_.get()));
    if (!is_ip_address(to_.url.host)) SSL_set_tlsext_host_name(tls_.get(), to_.url.host.c_str());
    for (;;) {
      const auto io = tls_io(SSL_connect(tls_.get()), 0);
      if (is_cut()) return connect_cancelled();
      if (io.got == Io::Got::bytes) break;
      if (io.got != Io::Got::again) return greeting_error();
      if (!wait(io.wants, deadline))
        return local_error(ErrorKind::timeout, "Connecting took too long.", "connect_timeout");
    }
    if (!tls.verifies()) return std::nullopt;
    const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(tls_.get()), X509_free};
    if (shown && is_for_host(shown.get(), to_.url.host)) return std::nullopt;
    return refused("it is not for this name");
  }
  Error greeting_error() {
    const auto verdict = SSL_get_verify_result(tls_.get());
    tls_.reset();
    if (verdict != X509_V_OK) return refused(X509_verify_cert_error_string(verdict));
    return local_error(ErrorKind::connection, "The TLS handshake failed.", "tls_handshake");
  }
  static Error refused(const std::string& why) {
    return local_error(ErrorKind::connection, "The server's certificate is refused: " + why + ".", "tls_certificate");
  }

  struct Free {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  const UpstreamTarget& to_;
  mutable std::mutex mutex_;
  bool cut_ = false;
  Socket socket_;
  std::unique_ptr<SSL, Free> tls_;  // before the socket it goes
};
using UpstreamPtr = std::unique_ptr<Upstream>;

/// The idle connections to one server.
class IdleUpstreams {
 public:
  IdleUpstreams(BaseUrl url, std::optional<Proxy> proxy, const HttplibClientOptions& options)
      : to_{std::move(url), std::move(proxy), options, std::nullopt} {
    if (to_.url.scheme == "https") to_.tls.emplace(options);
    const auto& host = to_.url.host;
    host_ = host.find(':') == host.npos ? host : "[" + host + "]";
    if (to_.url.port != (to_.tls ? 443 : 80)) host_ += ":" + std::to_string(to_.url.port);
  }

  const HttplibClientOptions& options() const { return to_.options; }
  /// The value of Host.
  const std::string& host() const { return host_; }
  /// Makes a request one for whom the connections lead to.
  void address(Request& request) const {
    if (to_.proxy && !to_.tls) address_through(*to_.proxy, host_, request);
  }
  /// The connection used last that is still good, or none.
  UpstreamPtr take() {
    while (auto upstream = take_last()) {
      if (upstream->is_fresh()) return upstream;
    }
    return nullptr;
  }
  UpstreamPtr make() const { return std::make_unique<Upstream>(to_); }
  void give_back(UpstreamPtr upstream) {
    std::vector<Idle> stale;  // closed after unlocking
    std::lock_guard lock{mutex_};
    move_stale(stale);
    upstream->reused = true;
    idle_.push_back({std::move(upstream), std::chrono::steady_clock::now()});
    if (idle_.size() <= to_.options.max_idle_connections) return;
    stale.push_back(std::move(idle_.front()));
    idle_.erase(idle_.begin());
  }

 private:
  struct Idle {
    UpstreamPtr upstream;
    Time since;
  };
  UpstreamPtr take_last() {
    std::vector<Idle> stale;
    std::lock_guard lock{mutex_};
    move_stale(stale);
    if (idle_.empty()) return nullptr;
    auto upstream = std::move(idle_.back().upstream);
    idle_.pop_back();
    return upstream;
  }
  void move_stale(std::vector<Idle>& stale) {
    const auto oldest = std::chrono::steady_clock::now() - to_.options.idle_timeout;
    auto fresh = idle_.begin();
    while (fresh != idle_.end() && fresh->since < oldest) ++fresh;
    stale.assign(std::make_move_iterator(idle_.begin()), std::make_move_iterator(fresh));
    idle_.erase(idle_.begin(), fresh);
  }

  UpstreamTarget to_;
  std::string host_;
  std::mutex mutex_;
  std::vector<Idle> idle_;  // oldest first
};

}  // namespace oaicompat::inline v1::detail
