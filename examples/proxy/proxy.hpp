// What the proxy is made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/url.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <string>
#include <vector>

namespace proxy {

/// How requests pass.
enum class Mode {
  bytes,  ///< As they are.
  typed,  ///< Read, checked and written anew; what the library does not know is kept.
};

struct Options {
  std::string upstream = {};      ///< Its base URL: `https://api.example.com/v1`.
  std::string upstream_key = {};  ///< Shown to it; empty for the caller's own, if that is not one of `api_keys`.
  std::vector<std::string> api_keys = {};  ///< Those that callers must show; none for everybody.
  Mode mode = Mode::bytes;
  std::size_t max_requests = 16'384;  ///< The most requests at once.
  std::size_t max_body = 64 << 20;    ///< The longest body of a request, in bytes.
};

/// Answers as the upstream does. **Lifetime**: see `asio_client`. **Errors**: `usage` for an upstream's address that
/// cannot be read.
oaicompat::Result<oaicompat::Handler> handler(boost::asio::io_context& io, const Options& options);

}  // namespace proxy
