// oaicompat-proxy: stands between callers and any server of the API, on one event loop.
// SPDX-License-Identifier: MIT
#include "../stopping.hpp"
#include "proxy.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <string>

namespace {

struct CommandLine {
  std::string mode = "bytes";
  std::string host = "127.0.0.1";
  int port = 8081;
  int drain_s = 10;
  std::size_t max_body_mib = 64, max_upload_mib = 2048;
};

void declare(CLI::App& app, proxy::Options& options, CommandLine& line) {
  app.option_defaults()->always_capture_default();
  app.add_option("--upstream", options.upstream, "the base URL to pass requests on to: https://api.openai.com/v1")
      ->required();
  app.add_option("--mode", line.mode, "bytes: as they are; typed: read, checked and written anew")
      ->check(CLI::IsMember({"bytes", "typed"}));
  app.add_option("--host", line.host, "the address or name to listen on");
  app.add_option("--port", line.port, "the port to listen on, 0 for any that is free")->check(CLI::Range(0, 65535));
  app.add_option("--api-key", options.api_keys,
                 "a key that callers must show, and that the upstream is not shown; give it again for more")
      ->allow_extra_args(false);
  app.add_option("--upstream-key", options.upstream_key, "the key to show the upstream, in place of the caller's");
  app.add_option("--max-requests", options.max_requests, "the most requests at once, streams included");
  app.add_option("--max-body", line.max_body_mib, "the longest body of a request, in MiB")->check(CLI::PositiveNumber);
  app.add_option("--max-upload", line.max_upload_mib, "the longest form, which goes through a file, in MiB")
      ->check(CLI::PositiveNumber);
  app.add_option("--drain", line.drain_s, "how long running answers may take to end at a signal, in seconds")
      ->check(CLI::NonNegativeNumber);
}

int fail(const oaicompat::Error& error) {
  fmt::print(stderr, "oaicompat-proxy: {}\n", error.message);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  proxy::Options options;
  CommandLine line;
  CLI::App app{"Passes requests on to a server of the API, and its answers back as they come."};
  declare(app, options, line);
  CLI11_PARSE(app, argc, argv);
  options.mode = line.mode == "bytes" ? proxy::Mode::bytes : proxy::Mode::typed;
  options.max_body = line.max_body_mib << 20;

  boost::asio::io_context io{1};
  auto handler = proxy::handler(io, options);
  if (!handler) return fail(handler.error());
  oaicompat::AsioMount mounted{io,
                               *std::move(handler),
                               {.host = line.host,
                                .port = line.port,
                                .max_connections = options.max_requests,
                                .max_body = options.max_body,
                                .max_upload = line.max_upload_mib << 20}};
  const auto port = mounted.start();
  if (!port) return fail(port.error());
  const bool v6 = line.host.find(':') != line.host.npos;
  fmt::print("oaicompat-proxy listening on http://{}:{}/v1\n", v6 ? "[" + line.host + "]" : line.host, *port);
  std::fflush(stdout);
  const programs::Stopping stopping{
      io, {[&] { mounted.drain(); }, [&] { return mounted.connections(); }}, std::chrono::seconds{line.drain_s}};
  io.run();
}
