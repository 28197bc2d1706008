// Percent-encoding, queries and base URLs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// The characters behind `%XX`; a `%` that does not begin such a group stands for itself.
OAICOMPAT_API std::string percent_decoded(std::string_view text);
/// All but the unreserved characters (letters, digits, `-._~`) and those in `keep` as `%XX`.
OAICOMPAT_API std::string percent_encoded(std::string_view text, std::string_view keep = {});
/// The names and values of a query, decoded, in order: `a=1&b=x%20y`. A `+` is a space.
OAICOMPAT_API std::vector<std::pair<std::string, std::string>> query_members(std::string_view query);

/// A URL to show to people: what stands before the host's `@`, a name and a password, as `***`.
OAICOMPAT_API std::string without_password(std::string_view url);

/// The parts of an endpoint's address.
struct BaseUrl {
  std::string scheme;  ///< `http` or `https`.
  std::string host;    ///< A name or an address; IPv6 without its brackets.
  int port = 0;        ///< 80 or 443 when the URL names none.
  std::string path;    ///< Without a slash at its end: `/v1`; empty for the root.
  std::string query;   ///< Without the `?`; empty when there is none.
  bool operator==(const BaseUrl&) const = default;
};

/// Takes a base URL apart: `https://api.openai.com/v1`, `http://[::1]:8080`.
/// **Errors**: `ErrorKind::invalid_argument` for another scheme, user information, a missing host, or a port out of
/// range.
OAICOMPAT_API Result<BaseUrl> parse_base_url(std::string_view url);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/url.ipp>
#endif
