// Proxies: which one leads to a URL, as its user and the environment say. No I/O.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/url.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A proxy that speaks HTTP.
struct Proxy {
  std::string host{};           ///< A name or an address; IPv6 without its brackets.
  int port = 80;                ///< 80 when the URL names none.
  std::string authorization{};  ///< The value of `Proxy-Authorization`; empty for none.
  bool operator==(const Proxy&) const = default;
};

/// Takes a proxy's URL apart: `http://user:password@host:3128`. The scheme may be missing; name and password are
/// percent-encoded. **Errors**: `ErrorKind::invalid_argument`, code `invalid_proxy`, for what is no URL, and for a
/// proxy that does not speak plain HTTP itself (`https`, `socks5`).
OAICOMPAT_API Result<Proxy> parse_proxy(std::string_view url);

/// What the environment says of proxies.
struct ProxySettings {
  std::string http{};      ///< The proxy's URL for http; empty for none.
  std::string https{};     ///< The proxy's URL for https; empty for none.
  std::string no_proxy{};  ///< What is reached without one, as `bypasses_proxy` reads it.
  bool operator==(const ProxySettings&) const = default;
};

/// Reads `http_proxy`, `https_proxy` and `no_proxy`, or where those are unset or empty the same in upper case. In a CGI
/// program, where `REQUEST_METHOD` is set, `HTTP_PROXY` is not read: a caller's header sets it.
/// **Threads**: as `std::getenv`.
OAICOMPAT_API ProxySettings proxy_settings();
/// The same of variables that a function looks up, which gives a null pointer for one that is not set.
OAICOMPAT_API ProxySettings proxy_settings(const std::function<const char*(const char*)>& variable);

/// The URL of the proxy that leads to a URL; empty for none. This machine (`localhost`, 127.0.0.0/8, `::1`) and what
/// `no_proxy` names is reached without one.
OAICOMPAT_API std::string proxy_for(const BaseUrl& url, const ProxySettings& settings);

/// Whether a list names a host and port. Its entries stand between commas or blanks:
///
/// | entry | names |
/// |---|---|
/// | `*` | everything |
/// | `example.com`, `.example.com`, `*.example.com` | the host and all below it |
/// | `10.1.2.3`, `::1` | an address |
/// | `10.0.0.0/8`, `fd00::/8` | a network |
/// | `example.com:8080`, `10.1.2.3:80`, `[::1]:80` | that port alone |
///
/// Names are not looked up: a network covers hosts that are given as addresses.
OAICOMPAT_API bool bypasses_proxy(std::string_view no_proxy, std::string_view host, int port);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/proxy.ipp>
#endif
