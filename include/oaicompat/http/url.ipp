// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/headers.hpp>
#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <charconv>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto* group = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(group, group + 2, byte, 16).ptr == group + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

OAICOMPAT_INLINE std::string percent_encoded(std::string_view text, std::string_view keep) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr auto digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != unreserved.npos || keep.find(c) != keep.npos) {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

OAICOMPAT_INLINE std::vector<std::pair<std::string, std::string>> query_members(std::string_view query) {
  const auto decoded = [](std::string_view text) {
    std::string spaced{text};
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decoded(spaced);
  };
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t at = 0; at < query.size();) {
    const auto end = std::min(query.find('&', at), query.size());
    const auto member = query.substr(at, end - at);
    at = end + 1;
    if (member.empty()) continue;
    const auto equals = std::min(member.find('='), member.size());
    out.emplace_back(decoded(member.substr(0, equals)), decoded(member.substr(std::min(equals + 1, member.size()))));
  }
  return out;
}

OAICOMPAT_INLINE std::string without_password(std::string_view url) {
  const auto scheme = url.find("//");
  const auto from = scheme == url.npos ? 0 : scheme + 2;
  const auto rest = url.substr(from, url.find_first_of("?#", from) - from);
  const auto authority = rest.substr(0, rest.find('/'));
  auto at = authority.rfind('@');
  if (at == authority.npos) {
    // A password may hold a slash: then what follows the colon is no port.
    const auto colon = authority.find(':');
    const bool port = colon == authority.npos || authority.starts_with('[') ||
                      authority.find_first_not_of("0123456789", colon + 1) == authority.npos;
    at = port ? rest.npos : rest.rfind('@');
  }
  return at == rest.npos ? std::string{url}
                         : std::string{url.substr(0, from)}.append("***").append(url.substr(from + at));
}

OAICOMPAT_INLINE Result<BaseUrl> parse_base_url(std::string_view url) {
  const auto refuse = [&](std::string_view why) {
    return local_error(ErrorKind::invalid_argument,
                       "The base URL '" + without_password(url) + "' " + std::string{why} + ".", "invalid_base_url");
  };
  BaseUrl out;
  auto rest = url;
  if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c == 0x7F; }))
    return refuse("holds white space");
  const auto scheme = rest.find("://");
  if (scheme == rest.npos) return refuse("has no scheme");
  out.scheme = iequals(rest.substr(0, scheme), "https")  ? "https"
               : iequals(rest.substr(0, scheme), "http") ? "http"
                                                         : "";
  if (out.scheme.empty()) return refuse("is neither http nor https");
  rest.remove_prefix(scheme + 3);
  rest = rest.substr(0, rest.find('#'));
  if (const auto at = rest.find('?'); at != rest.npos) {
    out.query = rest.substr(at + 1);
    rest = rest.substr(0, at);
  }
  auto authority = rest.substr(0, rest.find('/'));
  out.path = rest.substr(authority.size());
  while (out.path.ends_with('/')) out.path.pop_back();
  if (authority.find('@') != authority.npos) return refuse("holds user information");
  out.port = out.scheme == "https" ? 443 : 80;
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == authority.npos) return refuse("has an open bracket");
  const auto colon = authority.find(':', bracket);
  out.host = authority.substr(0, colon);
  if (bracket != 0) {
    if (out.host.size() != bracket + 1) return refuse("has something between its host and its port");
    out.host = out.host.substr(1, bracket - 1);
  }
  if (colon != authority.npos && colon + 1 < authority.size()) {
    const auto port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (error != std::errc{} || end != port.data() + port.size() || out.port < 1 || out.port > 65535)
      return refuse("has no valid port");
  }
  if (out.host.empty()) return refuse("names no host");
  return out;
}

}  // namespace oaicompat::inline v1
