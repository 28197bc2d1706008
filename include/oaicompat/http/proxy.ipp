// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/http/proxy.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Digits alone, in decimal or hexadecimal.
inline std::optional<unsigned> digits_of(std::string_view text, std::size_t most, int base = 10) {
  unsigned out = 0;
  if (text.empty() || text.size() > most) return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return failure == std::errc{} && end == text.data() + text.size() ? std::optional{out} : std::nullopt;
}

// The 16-bit groups of an IPv6 address; one of IPv4 is mapped into it.
using AddressGroups = std::array<std::uint16_t, 8>;

inline std::optional<std::array<std::uint16_t, 2>> ipv4_groups(std::string_view text) {
  std::array<unsigned, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto end = i + 1 < bytes.size() ? text.find('.') : text.size();
    if (end == text.npos) return std::nullopt;
    const auto byte = digits_of(text.substr(0, end), 3);
    if (!byte || *byte > 255) return std::nullopt;
    bytes[i] = *byte;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::array{static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]),
                    static_cast<std::uint16_t>(bytes[2] << 8 | bytes[3])};
}

// The groups on one side of `::`. False where there is something else.
inline bool read_groups(std::string_view text, std::vector<std::uint16_t>& out) {
  if (text.empty()) return true;
  for (std::size_t at = 0; at <= text.size() && out.size() < 8;) {
    const auto end = std::min(text.find(':', at), text.size());
    const auto group = text.substr(at, end - at);
    if (const auto v4 = end == text.size() ? ipv4_groups(group) : std::nullopt) {
      out.insert(out.end(), v4->begin(), v4->end());
    } else if (const auto number = digits_of(group, 4, 16)) {
      out.push_back(static_cast<std::uint16_t>(*number));
    } else {
      return false;
    }
    if (end == text.size()) return true;
    at = end + 1;
  }
  return false;
}

inline std::optional<AddressGroups> address_groups(std::string_view text) {
  if (const auto v4 = ipv4_groups(text)) return AddressGroups{0, 0, 0, 0, 0, 0xFFFF, (*v4)[0], (*v4)[1]};
  std::vector<std::uint16_t> before, after;
  const auto gap = text.find("::");
  if (!read_groups(text.substr(0, gap), before)) return std::nullopt;
  if (gap != text.npos && !read_groups(text.substr(gap + 2), after)) return std::nullopt;
  const auto size = before.size() + after.size();
  if (gap == text.npos ? size != 8 : size > 7) return std::nullopt;
  AddressGroups out{};
  std::copy(before.begin(), before.end(), out.begin());
  std::copy(after.rbegin(), after.rend(), out.rbegin());
  return out;
}

inline bool in_network(const AddressGroups& address, const AddressGroups& network, unsigned bits) {
  for (std::size_t i = 0; i < address.size() && bits > 0; ++i) {
    const auto here = std::min(bits, 16U);
    if ((address[i] ^ network[i]) >> (16 - here) != 0) return false;
    bits -= here;
  }
  return true;
}

// A host that a list of exceptions is asked about.
struct ExceptedHost {
  std::string_view name;
  int port;
  std::optional<AddressGroups> address;

  bool in(std::string_view network, std::string_view length) const {
    const auto groups = address_groups(network);
    const auto bits = digits_of(length, 3);
    const bool v4 = network.find(':') == network.npos;
    if (!address || !groups || !bits || *bits > (v4 ? 32U : 128U)) return false;
    return in_network(*address, *groups, *bits + (v4 ? 96 : 0));
  }
  bool is(std::string_view entry) const {
    if (const auto groups = address_groups(entry)) return address == groups;
    if (entry.starts_with("*.")) entry.remove_prefix(1);
    if (entry.starts_with('.')) entry.remove_prefix(1);
    if (entry.empty() || entry.size() > name.size()) return false;
    const auto above = name.size() - entry.size();
    return iequals(name.substr(above), entry) && (above == 0 || (!address && name[above - 1] == '.'));
  }
  bool is_covered(std::string_view entry) const {
    if (entry == "*") return true;
    if (const auto slash = entry.find('/'); slash != entry.npos)
      return in(entry.substr(0, slash), entry.substr(slash + 1));
    if (address_groups(entry)) return is(entry);
    if (const auto close = entry.find(']'); entry.starts_with('[') && close != entry.npos)
      return is(entry.substr(1, close - 1)) && is_at(entry.substr(close + 1));
    const auto colon = std::min(entry.rfind(':'), entry.size());
    return is(entry.substr(0, colon)) && is_at(entry.substr(colon));
  }
  // Whether `:80`, or nothing, is its port.
  bool is_at(std::string_view suffix) const {
    if (suffix.empty()) return true;
    const auto number = suffix.starts_with(':') ? digits_of(suffix.substr(1), 5) : std::nullopt;
    return number && static_cast<int>(*number) == port;
  }
};

inline std::string basic_authorization(std::string_view user) {
  if (user.empty()) return {};
  const auto colon = std::min(user.find(':'), user.size());
  const auto password = user.substr(std::min(colon + 1, user.size()));
  return "Basic " + to_base64(percent_decoded(user.substr(0, colon)) + ":" + percent_decoded(password));
}

}  // namespace detail

OAICOMPAT_INLINE Result<Proxy> parse_proxy(std::string_view url) {
  const auto refuse = [&](std::string_view why) {
    return local_error(ErrorKind::invalid_argument,
                       "The proxy '" + without_password(url) + "' " + std::string{why} + ".", "invalid_proxy");
  };
  const auto scheme = url.find("://");
  if (scheme != url.npos && !iequals(url.substr(0, scheme), "http"))
    return refuse("cannot be used: only proxies whose URL begins with http:// can");
  auto rest = scheme == url.npos ? url : url.substr(scheme + 3);
  const auto at = rest.substr(0, rest.find('/')).rfind('@');
  const auto user = at == rest.npos ? std::string_view{} : rest.substr(0, at);
  if (at != rest.npos) rest.remove_prefix(at + 1);
  const auto parts = parse_base_url("http://" + std::string{rest});
  if (!parts) return refuse("is no URL of a proxy");
  if (!parts->path.empty() || !parts->query.empty()) return refuse("has a path");
  return Proxy{.host = parts->host, .port = parts->port, .authorization = detail::basic_authorization(user)};
}

OAICOMPAT_INLINE ProxySettings proxy_settings(const std::function<const char*(const char*)>& variable) {
  const auto is_set = [](const char* value) { return value && *value; };
  const auto first = [&](const char* lower, const char* upper) -> std::string {
    if (const auto* value = variable(lower); is_set(value)) return value;
    const auto* value = upper ? variable(upper) : nullptr;
    return is_set(value) ? value : "";
  };
  const bool is_cgi = is_set(variable("REQUEST_METHOD"));
  return {.http = first("http_proxy", is_cgi ? nullptr : "HTTP_PROXY"),
          .https = first("https_proxy", "HTTPS_PROXY"),
          .no_proxy = first("no_proxy", "NO_PROXY")};
}
OAICOMPAT_INLINE ProxySettings proxy_settings() {
  return proxy_settings([](const char* name) -> const char* { return std::getenv(name); });
}

OAICOMPAT_INLINE bool bypasses_proxy(std::string_view no_proxy, std::string_view host, int port) {
  constexpr std::string_view between = ", \t\r\n";
  if (host.ends_with('.')) host.remove_suffix(1);
  const detail::ExceptedHost asked{host, port, detail::address_groups(host)};
  for (std::size_t at = 0; (at = no_proxy.find_first_not_of(between, at)) != no_proxy.npos;) {
    const auto end = std::min(no_proxy.find_first_of(between, at), no_proxy.size());
    if (asked.is_covered(no_proxy.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

OAICOMPAT_INLINE std::string proxy_for(const BaseUrl& url, const ProxySettings& settings) {
  const auto& proxy = url.scheme == "https" ? settings.https : settings.http;
  if (proxy.empty() || bypasses_proxy("localhost 127.0.0.0/8 ::1", url.host, url.port)) return {};
  return bypasses_proxy(settings.no_proxy, url.host, url.port) ? std::string{} : proxy;
}

}  // namespace oaicompat::inline v1
