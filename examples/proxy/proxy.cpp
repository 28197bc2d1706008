// SPDX-License-Identifier: MIT
#include "proxy.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/catch_exceptions.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/forward_headers.hpp>
#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/layers/reverse_proxy.hpp>

#include <limits>

namespace proxy {
namespace {

using namespace oaicompat;

Handler upstream(boost::asio::io_context& io, const Options& options, const BaseUrl& url) {
  const auto there = reverse_proxy({.base_path = url.path, .query = url.query, .key = options.upstream_key});
  return there(asio_client(io, {.origin = options.upstream,
                                .max_idle_connections = 1024,
                                .max_requests = options.max_requests,
                                .max_answer = std::numeric_limits<std::size_t>::max()}));
}

Layer door(const Options& options) {
  if (options.api_keys.empty()) return [](Handler inner) { return inner; };
  ApiKeysOptions keys;
  for (const auto& key : options.api_keys) keys.keys.push_back({.key = key});
  return api_keys(std::move(keys));
}

// Without keys no page of the web may call.
CorsOptions pages(const Options& options) {
  if (!options.api_keys.empty()) return {};
  return {.origins = {"loopback"}, .others = CorsOptions::Others::refused};
}

}  // namespace

Result<Handler> handler(boost::asio::io_context& io, const Options& options) {
  const auto url = parse_base_url(options.upstream);
  if (!url) return url.error();
  const auto there = upstream(io, options, *url);
  if (options.mode == Mode::bytes) {
    const auto named = request_id({.answers = RequestIdOptions::Answers::named_by_upstream});
    return stack({named, door(options)}, there);
  }
  const auto caller = forward_headers(
      {"authorization", "x-api-key", "api-key", "openai-organization", "openai-project", "openai-beta"});
  return stack({request_id({}), cors(pages(options)), catch_exceptions({}), health({}), door(options),
                decompress({.max_bytes = options.max_body}), keep_alive({}), caller},
               serve(call(there)));
}

}  // namespace proxy
