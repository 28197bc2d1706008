// Several calls at once on one thread: coroutines on an event loop.
//   20_asio_async http://127.0.0.1:8080
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/transport/asio/async.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>

namespace asio = boost::asio;
using oaicompat::CreateChatCompletion;

// Waits for a whole answer. The request has a name: g++ 12 miscompiles braces beside co_await.
asio::awaitable<void> ask(oaicompat::Client client, std::string question) {
  oaicompat::ChatRequest request{.model = "demo", .messages = {oaicompat::user(question)}};
  const auto reply = co_await client.async_send<CreateChatCompletion>(std::move(request), asio::use_awaitable);
  fmt::print("{}\n  {}\n", question, reply ? reply->text() : reply.error().message);
}

// Takes an answer piece by piece.
asio::awaitable<void> listen(oaicompat::Client client, std::string question) {
  const auto here = oaicompat::asio_executor(co_await asio::this_coro::executor);
  oaicompat::ChatRequest request{.model = "demo", .messages = {oaicompat::user(question)}};
  auto stream = oaicompat::stream_async<CreateChatCompletion>(client, std::move(request), {}, here);
  std::string answer;
  for (;;) {
    const auto next = co_await stream.async_next(asio::use_awaitable);
    if (!next) answer += " (" + next.error().message + ")";
    if (!next || !*next) break;  // an error, or the end
    answer += (*next)->text();
  }
  fmt::print("{}\n  {}\n", question, answer);
}

int main(int argc, char** argv) {
  const std::string origin = argc > 1 ? argv[1] : "http://127.0.0.1:8080";
  asio::io_context io{1};
  const oaicompat::Client client{
      {.base_url = origin + "/v1", .transport = oaicompat::asio_client(io, {.origin = origin})}};
  for (const char* question : {"What is a coroutine?", "What is a thread?", "What is a stream?"}) {
    asio::co_spawn(io, ask(client, question), asio::detached);
    asio::co_spawn(io, listen(client, question), asio::detached);
  }
  io.run();  // all six calls are under way at once; it returns when they have ended
}
