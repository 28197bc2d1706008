// RedisAddress: what a Redis URL says. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

struct RedisAddress {
  std::string name, password, host, database;
  int port = 6379;
};

// **Errors**: `invalid_argument`, without the URL, as it may hold a password.
inline Result<RedisAddress> redis_address(std::string_view url) {
  const auto refused = [] {
    return local_error(ErrorKind::invalid_argument,
                       "A Redis URL is redis://[[name][:password]@]host[:port][/database].");
  };
  constexpr std::string_view scheme = "redis://";
  if (!url.starts_with(scheme)) return refused();
  url.remove_prefix(scheme.size());
  RedisAddress out;
  if (const auto at = url.rfind('@'); at != url.npos) {
    const auto user = url.substr(0, at);
    const auto colon = std::min(user.find(':'), user.size());
    out.name = percent_decoded(user.substr(0, colon));
    out.password = percent_decoded(user.substr(std::min(colon + 1, user.size())));
    url.remove_prefix(at + 1);
  }
  const auto parsed = parse_base_url("http://" + std::string{url});
  if (!parsed || !parsed->query.empty()) return refused();
  const auto host = url.substr(0, url.find('/'));
  const auto end_of_address = host.rfind(']');
  if (host.find(':', end_of_address == host.npos ? 0 : end_of_address) != host.npos) out.port = parsed->port;
  out.host = parsed->host;
  out.database = parsed->path.substr(std::min<std::size_t>(1, parsed->path.size()));
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(out.database.begin(), out.database.end(), digit) || out.database.size() > 9) return refused();
  return out;
}
// The same, for what keeps its keys under a prefix; `what` is named where that is none.
inline Result<RedisAddress> redis_address(std::string_view url, std::string_view prefix, std::string_view what) {
  if (prefix.empty() || prefix.find_first_of("{}") != prefix.npos) {
    return local_error(ErrorKind::invalid_argument,
                       "The prefix of " + std::string{what} + " is a text without braces.");
  }
  return redis_address(url);
}

}  // namespace oaicompat::inline v1::detail
