// Calls a server in memory, and uses each optional component that is there: the package compiles, links and runs.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/version.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/server.hpp>
#endif
#if OAICOMPAT_GATEWAY
#include <oaicompat/gateway/rules.hpp>
#endif
#if OAICOMPAT_POSTGRES
#include <oaicompat/gateway/postgres_log.hpp>
#endif
#if OAICOMPAT_REDIS
#include <oaicompat/stores/redis_store.hpp>
#endif
#if OAICOMPAT_SQLITE
#include <oaicompat/stores/sqlite_store.hpp>
#endif

#include <cstdio>
#include <utility>

namespace {

oaicompat::ServerOptions options() {
  oaicompat::ServerOptions options{.host = "127.0.0.1", .port = 0};
#if OAICOMPAT_ASIO
  options.transport = oaicompat::asio_transport({.threads = 1});
#endif
#if OAICOMPAT_SQLITE
  options.store = oaicompat::sqlite_store({.file = "consumer.db"}).value();
#endif
  return options;
}

}  // namespace

int main() {
  oaicompat::Server server{options()};
  server.chat("my-model", [](const oaicompat::ChatRequest&, oaicompat::ChatWriter& out) {
    if (out.text("Hello")) out.finish(oaicompat::FinishReason::stop);
  });

  const oaicompat::Client client{{.transport = server.handler()}};
  const auto answer = client.chat({.model = "my-model", .messages = {oaicompat::user("Hi")}});
  if (!answer || answer->text() != "Hello") {
    std::fprintf(stderr, "%s\n", answer ? "the answer is another" : answer.error().message.c_str());
    return 1;
  }
#if OAICOMPAT_GATEWAY
  if (oaicompat::read_rules("no rules")) return 1;
#endif
#if OAICOMPAT_POSTGRES
  if (oaicompat::postgres_log({.url = "no URL"})) return 1;
#endif
#if OAICOMPAT_REDIS
  if (oaicompat::redis_store({.url = "no URL"})) return 1;  // a server is not at hand
#endif
#if OAICOMPAT_ASIO
  if (!server.start()) return 1;
  server.stop();
#endif
  std::printf("oaicompat %d.%d.%d\n", OAICOMPAT_VERSION_MAJOR, OAICOMPAT_VERSION_MINOR, OAICOMPAT_VERSION_PATCH);
}
