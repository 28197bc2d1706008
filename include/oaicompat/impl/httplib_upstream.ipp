// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/url.hpp>
#include <oaicompat/impl/httplib_connect.ipp>
#include <oaicompat/transport/httplib_client.hpp>

#include <httplib.h>

#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(CPPHTTPLIB_OPENSSL_SUPPORT) || defined(CPPHTTPLIB_SSL_ENABLED)
#define OAICOMPAT_HTTPLIB_TLS 1
#else
#define OAICOMPAT_HTTPLIB_TLS 0
#endif

namespace oaicompat::inline v1::detail {

/// Ends a connection from another thread. It has a handle of its own on the socket: httplib may close its one at any
/// time, and its `stop()` waits for a connect or a handshake in progress.
class Tether {
 public:
  /// Takes hold of a socket; false when it is to be ended.
  bool hold(NativeSocket native) {
    Socket borrowed{native};
    auto handle = borrowed.duplicate();
    borrowed.release();
    std::lock_guard lock{mutex_};
    handle_ = std::move(handle);
    return !cut_;
  }
  void let_go() {
    std::lock_guard lock{mutex_};
    handle_.close();
  }
  void cut() {
    std::lock_guard lock{mutex_};
    cut_ = true;
    if (handle_) handle_.shut();
  }
  bool is_cut() const {
    std::lock_guard lock{mutex_};
    return cut_;
  }

 private:
  mutable std::mutex mutex_;
  Socket handle_;
  bool cut_ = false;
};

/// What an attempt to send a request needs to know of its connection.
struct Line {
  Tether tether;
  std::chrono::milliseconds connect_timeout{}, read_timeout{}, write_timeout{};
  bool fresh = false;          ///< Connected during this request.
  std::optional<Error> error;  ///< Why connecting failed.
};

/// An httplib client (ClientImpl, and SSLClient where it may be derived from) whose connecting can be interrupted.
template <class Base>
class Interruptible final : public Base {
 public:
  template <class... Arguments>
  Interruptible(Line& line, const Arguments&... arguments) : Base{arguments...}, line_{line} {}
  ~Interruptible() override = default;

 private:
  bool create_and_connect_socket(httplib::ClientImpl::Socket& socket, httplib::Error& error) override {
    error = httplib::Error::Connection;
    if (!this->is_valid()) {
      line_.error =
          local_error(ErrorKind::usage, "The client's certificate or key cannot be read.", "invalid_certificate");
      return false;
    }
    const std::function<bool()> cancelled = [this] { return line_.tether.is_cut(); };
    auto connected =
        connect_to({this->host_, this->port_, std::chrono::steady_clock::now() + line_.connect_timeout, cancelled});
    if (!connected) {
      line_.error = connected.error();
      return false;
    }
    connected->set_blocking(true);
    connected->set_nodelay();
    connected->set(SOL_SOCKET, SO_KEEPALIVE, 1);
    connected->set_timeouts(line_.read_timeout, line_.write_timeout);
    if (!line_.tether.hold(connected->get())) return false;
    line_.fresh = true;
    socket.sock = connected->release();
    error = httplib::Error::Success;
    return true;
  }
  Line& line_;
};

/// A connection that is used for one request after another.
class Upstream {
 public:
  Upstream(const BaseUrl& url, const HttplibClientOptions& options) {
    line_.connect_timeout = options.connect_timeout;
    line_.read_timeout = options.read_timeout;
    line_.write_timeout = options.write_timeout;
    http_ = url.scheme == "https" ? tls_client(url, options) : plain_client(url);
    if (!http_) return;
    http_->set_keep_alive(true);
    http_->set_connection_timeout(options.connect_timeout);
    http_->set_read_timeout(options.read_timeout);
    http_->set_write_timeout(options.write_timeout);
    http_->set_decompress(false);
    leave_path_alone(*http_);
  }
  ~Upstream() {
    QuietPipe quiet;
    http_.reset();
  }

  /// Whether it can be used at all: a build without TLS has no client for https.
  explicit operator bool() const { return http_ != nullptr; }
  Tether& tether() { return line_.tether; }
  /// Whether the last request began on a connection that was already there.
  bool was_reused() const { return !line_.fresh; }
  /// Why the last request found no connection, where that is known.
  const std::optional<Error>& connect_error() const { return line_.error; }

  /// Sends a request; false with httplib's error when it, or its answer, did not get through.
  bool send(httplib::Request& request, httplib::Response& response, httplib::Error& error) {
    line_.fresh = false;
    line_.error.reset();
    if (http_->is_socket_open() && !line_.tether.hold(http_->socket())) return false;
    error = httplib::Error::Success;
    const bool sent = http_->send(request, response, error);
    line_.tether.let_go();
    return sent;
  }
  /// What OpenSSL said of the server's certificate.
  std::string certificate_complaint() const {
#if OAICOMPAT_HTTPLIB_TLS
    if (const auto* tls = dynamic_cast<const httplib::SSLClient*>(http_.get())) return complaint(*tls);
#endif
    return {};
  }

 private:
  using Http = std::unique_ptr<httplib::ClientImpl>;

  Http plain_client(const BaseUrl& url) {
    return std::make_unique<Interruptible<httplib::ClientImpl>>(line_, url.host, url.port);
  }
#if OAICOMPAT_HTTPLIB_TLS
  Http tls_client(const BaseUrl& url, const HttplibClientOptions& options) {
    auto tls = make_tls<httplib::SSLClient>(url, options);
    if (!options.ca_file.empty()) tls->set_ca_cert_path(options.ca_file);
    tls->enable_server_certificate_verification(options.peer == HttplibClientOptions::Peer::verified);
    return tls;
  }
  // Later versions forbid deriving from SSLClient. There a hook gives the socket before it connects, and another stops
  // what was cut off in between before it sends anything.
  template <class Tls>
  std::unique_ptr<Tls> make_tls(const BaseUrl& url, const HttplibClientOptions& options) {
    if constexpr (!std::is_final_v<Tls>) {
      return std::make_unique<Interruptible<Tls>>(line_, url.host, url.port, options.certificate_file,
                                                  options.key_file);
    } else {
      auto tls = std::make_unique<Tls>(url.host, url.port, options.certificate_file, options.key_file);
      tls->set_tcp_nodelay(true);
      tls->set_socket_options([this](socket_t socket) {
        line_.tether.hold(socket);
        line_.fresh = true;
      });
      if constexpr (requires { tls->set_header_writer(nullptr); }) {
        tls->set_header_writer([this](httplib::Stream& stream, const httplib::Headers& headers) {
          if (line_.tether.is_cut()) return ssize_t{-1};
          std::string lines;
          for (const auto& [name, value] : headers) lines += name + ": " + value + "\r\n";
          return stream.write(lines + "\r\n");
        });
      }
      return tls;
    }
  }
  template <class Tls>
  static std::string complaint(const Tls& tls) {
    if constexpr (requires { tls.get_openssl_verify_result(); }) {
      const auto result = tls.get_openssl_verify_result();
      return result == X509_V_OK ? "it is not for this name" : X509_verify_cert_error_string(result);
    } else {
      return "it is not trusted, or not for this name";
    }
  }
#else
  Http tls_client(const BaseUrl&, const HttplibClientOptions&) { return nullptr; }
#endif
  template <class Client>
  static void leave_path_alone(Client& client) {
    if constexpr (requires { client.set_path_encode(false); }) {
      client.set_path_encode(false);
    } else {
      client.set_url_encode(false);
    }
  }

  Line line_;
  Http http_;
};
using UpstreamPtr = std::unique_ptr<Upstream>;

/// The idle connections to one server.
class IdleUpstreams {
 public:
  IdleUpstreams(BaseUrl url, const HttplibClientOptions& options) : url_{std::move(url)}, options_{options} {}

  /// The connection used last that is still good, or none.
  UpstreamPtr take() {
    std::vector<Idle> stale;  // closed after unlocking
    std::lock_guard lock{mutex_};
    move_stale(stale);
    if (idle_.empty()) return nullptr;
    auto upstream = std::move(idle_.back().upstream);
    idle_.pop_back();
    return upstream;
  }
  UpstreamPtr make() const { return std::make_unique<Upstream>(url_, options_); }
  void give_back(UpstreamPtr upstream) {
    std::vector<Idle> stale;
    std::lock_guard lock{mutex_};
    move_stale(stale);
    idle_.push_back({std::move(upstream), std::chrono::steady_clock::now()});
    if (idle_.size() <= options_.max_idle_connections) return;
    stale.push_back(std::move(idle_.front()));
    idle_.erase(idle_.begin());
  }

 private:
  struct Idle {
    UpstreamPtr upstream;
    Time since;
  };
  void move_stale(std::vector<Idle>& stale) {
    const auto oldest = std::chrono::steady_clock::now() - options_.idle_timeout;
    auto fresh = idle_.begin();
    while (fresh != idle_.end() && fresh->since < oldest) ++fresh;
    stale.assign(std::make_move_iterator(idle_.begin()), std::make_move_iterator(fresh));
    idle_.erase(idle_.begin(), fresh);
  }

  const BaseUrl url_;
  const HttplibClientOptions options_;
  std::mutex mutex_;
  std::vector<Idle> idle_;  // oldest first
};

}  // namespace oaicompat::inline v1::detail
