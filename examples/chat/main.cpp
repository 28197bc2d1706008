// oaicompat-chat: a small chat in the terminal, with any provider.
// SPDX-License-Identifier: MIT
#include "calls.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace oaicompat;

bool is_terminal(std::FILE* file) {
#ifdef _WIN32
  return _isatty(_fileno(file)) != 0;
#else
  return isatty(fileno(file)) != 0;
#endif
}

void show(std::string_view text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

// Shows reasoning dimmed, on terminals alone.
class DimmedReasoning {
 public:
  void show_piece(const std::string& piece) {
    if (!on_terminal_) return;
    show((std::exchange(dimmed_, true) ? "" : "\x1b[2m") + piece);
  }
  void end() {
    if (std::exchange(dimmed_, false)) show("\x1b[0m\n\n");
  }

 private:
  const bool on_terminal_ = is_terminal(stdout);
  bool dimmed_ = false;
};

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // so that a signal handler may set it

// Fires `stop` on Ctrl-C, for as long as the thread lives.
std::jthread watch_for_interrupt(std::stop_source stop) {
  interrupted = false;
  return std::jthread{[stop](const std::stop_token& done) mutable {
    while (!done.stop_requested() && !interrupted) std::this_thread::sleep_for(std::chrono::milliseconds{20});
    if (interrupted) stop.request_stop();
  }};
}

// Streams the answer to the screen and gives it; what came until Ctrl-C counts as one. The tools that the model calls
// are shown behind it: nobody here runs them.
Result<std::string> answer(const Client& client, const ChatRequest& request) {
  std::stop_source stop;
  const auto watch = watch_for_interrupt(stop);
  std::string text;
  ChatAccumulator all;
  DimmedReasoning dimmed;
  auto stream = client.chat_stream(request, {.stop = stop.get_token()});
  for (const auto& chunk : stream) {
    (void)all.add(chunk);
    if (const auto thought = chunk.reasoning()) dimmed.show_piece(*thought);
    if (chunk.view().empty()) continue;
    dimmed.end();
    show(chunk.view());
    text += chunk.view();
  }
  dimmed.end();
  if (!text.empty()) show("\n");
  if (const auto whole = all.finish()) show(chat::calls_of(*whole));
  if (stream.error() && stream.error()->kind != ErrorKind::cancelled) return *stream.error();
  return text;
}

// Sessions until there is no more input. Gives the exit status.
int talk(const Client& client, ChatRequest request) {
  const bool by_hand = is_terminal(stdin);
  if (by_hand) fmt::print("InSession to {}. Ctrl-C ends an answer, Ctrl-D or /exit the chat.\n", request.model.view());
  int status = 0;
  for (std::string line;;) {
    if (by_hand) show("> ");
    if (!std::getline(std::cin, line) || line == "/exit") return status;
    if (line.empty()) continue;
    request.messages.push_back(user(line));
    const auto said = answer(client, request);
    status = said ? 0 : 1;
    if (said) {
      if (!said->empty()) request.messages.push_back(assistant(*said));
    } else {
      fmt::print(stderr, "oaicompat-chat: {}\n", said.error().message);
      request.messages.pop_back();
    }
  }
}

Result<std::string> first_model(const Client& client) {
  const auto models = client.models();
  if (!models) return models.error();
  if (models->data.empty())
    return local_error(ErrorKind::invalid_argument, "The provider lists no models: choose one with --model.");
  return models->data.front().id.str();
}

}  // namespace

int main(int argc, char** argv) {
  std::string model, system_text;
  ClientOptions options;
  CLI::App app{"A chat in the terminal with any provider that speaks OpenAI's API."};
  app.add_option("--base-url", options.base_url, "where the provider is, with /v1; default $OPENAI_BASE_URL");
  app.add_option("--model", model, "whom to talk to; default the first one that the provider lists");
  app.add_option("--api-key", options.api_key, "the key to show; default $OPENAI_API_KEY");
  app.add_option("--system", system_text, "instructions for the model");
  CLI11_PARSE(app, argc, argv);

  std::signal(SIGINT, [](int) { interrupted = true; });
  const Client client{options};
  const auto chosen = model.empty() ? first_model(client) : Result{model};
  if (!chosen) {
    fmt::print(stderr, "oaicompat-chat: {}\n", chosen.error().message);
    return 1;
  }
  ChatRequest request{.model = *chosen};
  if (!system_text.empty()) request.messages.push_back(system(system_text));
  return talk(client, std::move(request));
}
