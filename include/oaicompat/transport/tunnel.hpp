// What a client says to a proxy on the way to a server, and what it hears; no I/O. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/http1.hpp>
#include <oaicompat/http/proxy.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/transport/sendable.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The proxy that an option names; nothing where it is empty. **Errors**: as `parse_proxy`.
inline Result<std::optional<Proxy>> proxy_in(std::string_view option) {
  if (option.empty()) return std::optional<Proxy>{};
  auto proxy = parse_proxy(option);
  if (!proxy) return proxy.error();
  return std::optional{*std::move(proxy)};
}

/// Makes a request one that a proxy passes on: its path becomes the server's whole address. `host` is the value of
/// Host.
inline void address_through(const Proxy& proxy, const std::string& host, Request& request) {
  request.path.insert(0, "http://" + host);
  if (!proxy.authorization.empty()) request.headers.set("Proxy-Authorization", proxy.authorization);
}

/// Asks a proxy to connect its line with the server's.
inline Bytes tunnel_request(const Proxy& proxy, const BaseUrl& to) {
  const auto host = to.host.find(':') == to.host.npos ? to.host : "[" + to.host + "]";
  const auto target = host + ":" + std::to_string(to.port);
  auto out = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: " + user_agent() + "\r\n";
  if (!proxy.authorization.empty()) out += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  return out + "\r\n";
}

/// Reads what the proxy answers to that.
class TunnelAnswer {
 public:
  enum class State { more, open, refused };

  State put(std::string_view bytes) {
    inbox_ += bytes;
    for (;;) {
      switch (scanner_.scan(inbox_)) {
        case HeadScanner::State::malformed: return refuse(ErrorKind::protocol, "does not speak HTTP", "proxy_protocol");
        case HeadScanner::State::incomplete:
          return inbox_.size() <= longest ? State::more
                                          : refuse(ErrorKind::protocol, "says too much", "proxy_protocol");
        case HeadScanner::State::complete: break;
      }
      const auto head = parse_answer_head(std::string_view{inbox_}.substr(0, scanner_.size()));
      if (!head) return refuse(ErrorKind::protocol, "does not speak HTTP", "proxy_protocol");
      inbox_.erase(0, scanner_.size());
      scanner_ = {};
      if (head->status < 200 && ++interim_ < 16) continue;
      return judge(head->status);
    }
  }
  /// The proxy closed, or lost, the connection.
  State put_end() { return refuse(ErrorKind::connection, "closed the connection", "proxy_refused"); }
  /// Once refused: why.
  const Error& error() const { return error_; }

 private:
  static constexpr std::size_t longest = 64 << 10;

  State judge(int status) {
    if (status / 100 == 2)
      return inbox_.empty() ? State::open : refuse(ErrorKind::protocol, "says too much", "proxy_protocol");
    return refuse(ErrorKind::connection, "refuses to connect: status " + std::to_string(status),
                  status == 407 ? "proxy_authentication_required" : "proxy_refused");
  }
  State refuse(ErrorKind kind, const std::string& why, std::string code) {
    error_ = local_error(kind, "The proxy " + why + ".", std::move(code));
    return State::refused;
  }

  Bytes inbox_;
  HeadScanner scanner_;
  int interim_ = 0;
  Error error_;
};

}  // namespace oaicompat::inline v1::detail
