// oaicompat-load: puts any endpoint that speaks OpenAI's API under load and reports how it answers.
// SPDX-License-Identifier: MIT
#include "load.hpp"
#include "report.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

namespace {

using namespace oaicompat;

bool is_terminal(std::FILE* file) {
#ifdef _WIN32
  return _isatty(_fileno(file)) != 0;
#else
  return isatty(fileno(file)) != 0;
#endif
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

struct Arguments {
  load::LoadOptions load{.base_url = environment("OPENAI_BASE_URL"), .api_key = environment("OPENAI_API_KEY")};
  double duration_s = 0;
  bool whole = false, as_json = false, progress = false;
};

void declare(CLI::App& app, Arguments& a) {
  auto& o = a.load;
  const std::map<std::string, load::Arrivals> arrivals{{"poisson", load::Arrivals::poisson},
                                                       {"even", load::Arrivals::even}};
  app.add_option("--base-url", o.base_url, "where the endpoint is, with /v1; default $OPENAI_BASE_URL");
  app.add_option("--api-key", o.api_key, "the key to show; default $OPENAI_API_KEY");
  app.add_option("--model", o.model, "the model to ask for; default the first one that the endpoint lists");
  app.add_option("--streams", o.streams, "the most requests at once; default 1")->check(CLI::PositiveNumber);
  app.add_option("--rate", o.rate,
                 "requests to start a second, whatever became of those before; default: one starts when another ends")
      ->check(CLI::Range(1e-6, 1e9));
  app.add_option("--arrivals", o.arrivals, "how the starts at --rate lie in time: poisson or even; default poisson")
      ->transform(CLI::CheckedTransformer(arrivals).description(""));
  app.add_option(
         "--requests", o.requests,
         "how many requests to make; default 100, or as many as --streams if that is more; with --duration, no bound")
      ->check(CLI::PositiveNumber);
  app.add_option("--duration", a.duration_s, "how many seconds to start requests")->check(CLI::Range(1e-3, 1e9));
  app.add_option("--prompt", o.prompt, "what each request says; default \"Hello!\"");
  app.add_option("--max-tokens", o.max_tokens, "the most tokens of an answer")->check(CLI::PositiveNumber);
  app.add_flag("--whole", a.whole, "ask for whole answers, not for streams");
  app.add_option("--threads", o.threads, "how many threads make the load; default 1")->check(CLI::PositiveNumber);
  app.add_option("--seed", o.seed, "where random starts begin; default 1");
  app.add_option("--ca-file", o.ca_file, "a file of trusted authorities in PEM form; default the system's");
  app.add_flag("--json", a.as_json, "print one JSON object in place of the table");
  app.add_flag("--progress", a.progress, "tell once a second how far it is, even where there is no terminal");
}

// Completes what the command line left open. **Errors**: `usage`.
Result<void> complete(Arguments& a) {
  auto& o = a.load;
  if (o.base_url.empty()) return local_error(ErrorKind::invalid_argument, "Say where the endpoint is: --base-url URL.");
  if (const auto url = parse_base_url(o.base_url); !url) return url.error();
  o.answers = a.whole ? load::Answers::whole : load::Answers::streamed;
  o.duration = std::chrono::milliseconds{static_cast<std::int64_t>(a.duration_s * 1000)};
  if (o.requests == 0 && a.duration_s <= 0) o.requests = std::max<std::size_t>(100, o.streams);
  return {};
}

Result<std::string> first_model(const load::LoadOptions& o) {
  const Client client{{.base_url = o.base_url, .api_key = o.api_key, .tls = {.ca_file = o.ca_file}}};
  const auto models = client.models();
  if (!models) return models.error();
  if (models->data.empty())
    return local_error(ErrorKind::invalid_argument, "The endpoint lists no models: choose one with --model.");
  return models->data.front().id.str();
}

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // so that a signal handler may set it

// Polled: there is no portable way to wake a thread from a signal handler.
std::jthread watch_for_interrupt(std::stop_source stop) {
  return std::jthread{[stop](const std::stop_token& done) mutable {
    while (!done.stop_requested() && !interrupted) std::this_thread::sleep_for(std::chrono::milliseconds{20});
    if (interrupted) stop.request_stop();
  }};
}

// A line that takes the place of the one before it on a terminal.
void show(const load::Progress& progress) {
  const bool on_terminal = is_terminal(stderr);
  fmt::print(stderr, "{}{}{}", on_terminal ? "\r\x1b[K" : "", load::line(progress), on_terminal ? "" : "\n");
  std::fflush(stderr);
}

int fail(const Error& error, int status) {
  fmt::print(stderr, "oaicompat-load: {}\n", error.message);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"Puts any endpoint that speaks OpenAI's API under load and reports how it answers."};
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  auto& options = arguments.load;
  if (const auto ready = complete(arguments); !ready) return fail(ready.error(), 2);
  if (options.model.empty()) {
    auto model = first_model(options);
    if (!model) return fail(model.error(), 1);
    options.model = *std::move(model);
  }

  std::stop_source stop;
  std::signal(SIGINT, [](int) { interrupted = true; });
  const auto watch = watch_for_interrupt(stop);
  options.stop = stop.get_token();
  const bool shown = arguments.progress || is_terminal(stderr);
  if (shown) options.on_progress = show;
  const auto result = load::run_load(options);
  if (!result) return fail(result.error(), 2);
  if (shown && is_terminal(stderr)) fmt::print(stderr, "\r\x1b[K");
  fmt::print("{}\n", arguments.as_json ? load::json(*result) : load::table(*result));
  return result->failed == 0 ? 0 : 1;
}
