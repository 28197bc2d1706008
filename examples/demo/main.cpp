// oaicompat-demo: an OpenAI-compatible server with a built-in engine that needs no model.
// SPDX-License-Identifier: MIT
#include "engine.hpp"
#include "faults.hpp"
#include "images.hpp"
#include "invent.hpp"
#include "moderation.hpp"
#include "raw.hpp"
#include "speech.hpp"
#include "training.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/azure/serve.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/server.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/server.hpp>
#endif
#if OAICOMPAT_HNSW
#include <oaicompat/search/hnsw_index.hpp>
#endif
#if OAICOMPAT_SQLITE
#include <oaicompat/stores/sqlite_keyword_index.hpp>
#include <oaicompat/stores/sqlite_store.hpp>
#endif

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Options {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::vector<std::string> api_keys;
  int delay_ms = 0;
  std::string transport = "httplib";
  std::size_t threads = 0;
  std::string tls_cert, tls_key;
  std::string store, blobs;
  bool raw_models = false;
  bool invent = false;
};

std::vector<std::string> transports() {
#if OAICOMPAT_ASIO
  return {"httplib", "asio"};
#else
  return {"httplib"};
#endif
}

void declare(CLI::App& app, Options& options) {
  app.option_defaults()->always_capture_default();
  app.add_option("--host", options.host, "the address or name to listen on");
  app.add_option("--port", options.port, "the port to listen on, 0 for any that is free")->check(CLI::Range(0, 65535));
  app.add_option("--api-key", options.api_keys, "a key that callers must show; give it again for more")
      ->allow_extra_args(false);
  app.add_option("--delay-ms", options.delay_ms, "how long each word takes, in milliseconds")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--transport", options.transport, "what listens: httplib holds a thread a stream, asio holds none")
      ->check(CLI::IsMember(transports()));
  app.add_option("--threads", options.threads,
                 "the most streams over httplib, 0 for 1024; event loops over asio, 0 for 1");
#if OAICOMPAT_SQLITE
  app.add_option("--store", options.store,
                 "the file that keeps responses, conversations, completions and what files are called; memory without");
#endif
  app.add_option("--blobs", options.blobs, "the folder that keeps the bytes of files; memory, up to 256 MiB, without");
  app.add_flag("--raw-models", options.raw_models,
               "also offer demo-raw-<format>: the same answers as raw text of each format, parsed again");
  app.add_flag("--invent", options.invent,
               "make up what is asked for by an id that does not exist, for suites that ask with ids of their own");
  auto* cert = app.add_option("--tls-cert", options.tls_cert, "a certificate chain in PEM form, for TLS over asio");
  auto* key = app.add_option("--tls-key", options.tls_key, "its key in PEM form");
  cert->needs(key);
  key->needs(cert);
}

// What vector stores are searched by, as far as it was built.
void use_indexes([[maybe_unused]] oaicompat::ServerOptions& options) {
#if OAICOMPAT_HNSW
  options.vector_index = [](std::size_t dimensions) { return oaicompat::hnsw_index(dimensions); };
#endif
#if OAICOMPAT_SQLITE
  options.keyword_index = oaicompat::sqlite_keyword_index;
#endif
}
// Where the server keeps what outlives a request; null is memory.
oaicompat::Result<oaicompat::StorePtr> open_store([[maybe_unused]] const std::string& file) {
#if OAICOMPAT_SQLITE
  if (!file.empty()) return oaicompat::sqlite_store({.file = file});
#endif
  return oaicompat::StorePtr{};
}

oaicompat::Result<oaicompat::BlobsPtr> open_blobs(const std::string& folder) {
  if (!folder.empty()) return oaicompat::folder_blobs({.folder = folder});
  return oaicompat::BlobsPtr{};
}

oaicompat::ServerOptions server_options(const Options& options) {
  oaicompat::ServerOptions made{.host = options.host, .port = options.port};
  for (const auto& key : options.api_keys) made.api_keys.push_back({.key = key});
  made.limits.max_body_bytes = 32 << 20;
#if OAICOMPAT_ASIO
  if (options.transport == "asio") {
    made.transport = oaicompat::asio_transport({.threads = std::max<std::size_t>(1, options.threads),
                                                .certificate_file = options.tls_cert,
                                                .key_file = options.tls_key});
    return made;
  }
#endif
  if (options.threads > 0) made.max_threads = made.max_handlers = options.threads;
  return made;
}

void offer(oaicompat::Server& server, demo::Engine& engine, const std::shared_ptr<demo::TrainedModels>& trained) {
  using namespace oaicompat;
  server.chat_async("demo", [&](Parsed<ChatRequest> request, ChatSink out, const Context&) {
    engine.chat_async(std::move(request), std::move(out));
  });
  server.completion("demo",
                    [&](const CompletionRequest& request, CompletionWriter& out) { engine.complete(request, out); });
  server.embedding("demo-embed",
                   [&](const EmbeddingRequest& request, const Context&) { return engine.embed(request); });
  server.chat("demo-throw", demo::throw_at_once);
  server.chat("demo-fail-midstream", demo::fail_midstream);
  auto others = demo::error_models();
  const auto pool = std::make_shared<WorkerPool>();
  demo::offer_audio(others, engine, pool);
  demo::offer_images(others, engine, pool);
  demo::offer_moderation(others);
  demo::offer_model_deletion(others);
  demo::offer_trained_models(others, engine, trained);
  server.backend(std::move(others));
  for (const auto model : {demo::speech_model, demo::transcription_model, demo::image_model})
    server.model({.id = Text{model}});
  server.use(demo::stats_page(engine.stats()));
  for (const auto& dialect : {anthropic_dialect(), gemini_dialect(), ollama_dialect(), azure_dialect()})
    server.dialect(dialect);
}

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // so that a signal handler may set it

// Polled: there is no portable way to wake a thread from a signal handler.
void wait_for_signal() {
  while (!interrupted) std::this_thread::sleep_for(std::chrono::milliseconds{50});
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"An OpenAI-compatible server with a built-in engine that needs no model."};
  declare(app, options);
  CLI11_PARSE(app, argc, argv);
  if (options.transport == "httplib" && !options.tls_cert.empty()) {
    fmt::print(stderr, "oaicompat-demo: --tls-cert needs --transport asio\n");
    return 1;
  }

  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { interrupted = true; });
  demo::Engine engine{std::chrono::milliseconds{options.delay_ms}};
  auto store = open_store(options.store);
  if (!store) {
    fmt::print(stderr, "oaicompat-demo: {}\n", store.error().message);
    return 1;
  }
  auto blobs = open_blobs(options.blobs);
  if (!blobs) {
    fmt::print(stderr, "oaicompat-demo: {}\n", blobs.error().message);
    return 1;
  }
  auto listening = server_options(options);
  listening.store = *std::move(store);
  listening.blobs = *std::move(blobs);
  listening.embedding_model = "demo-embed";
  use_indexes(listening);
  const auto trained = std::make_shared<demo::TrainedModels>();
  listening.trainer = demo::trainer(engine, trained);
  oaicompat::Server server{std::move(listening)};
  offer(server, engine, trained);
  if (options.invent) server.use(demo::invent_missing());
  if (options.raw_models) demo::offer_raw_models(server, engine);
  if (auto port = server.start(); !port) {
    fmt::print(stderr, "oaicompat-demo: {}\n", port.error().message);
    return 1;
  }
  const auto* const key = options.api_keys.empty() ? "" : " -H \"Authorization: Bearer $OPENAI_API_KEY\"";
  fmt::print("oaicompat-demo listening on {}\n\n", server.base_url());
  fmt::print("  curl {}/chat/completions{} -d '{}'\n\n", server.base_url(), key,
             R"({"model": "demo", "messages": [{"role": "user", "content": "Hello"}]})");
  std::fflush(stdout);
  wait_for_signal();
  server.stop();
}
