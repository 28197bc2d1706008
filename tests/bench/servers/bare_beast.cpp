// The measure of the event loops: Boost.Beast and a coroutine a connection, with bytes made beforehand.
// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using namespace bench;

using Body = http::request<http::string_body>;

asio::awaitable<void> answer_whole(tcp::socket& socket, error_code& error) {
  http::response<http::string_body> answer{http::status::ok, 11};
  answer.set(http::field::content_type, "application/json");
  answer.body() = ready_completion();
  answer.prepare_payload();
  co_await http::async_write(socket, answer, asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> write_chunk(tcp::socket& socket, std::string_view bytes, error_code& error) {
  auto chunk = http::make_chunk(asio::buffer(bytes.data(), bytes.size()));
  co_await asio::async_write(socket, chunk, asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> answer_stream(tcp::socket& socket, int timed, error_code& error) {
  {
    http::response<http::empty_body> head{http::status::ok, 11};
    head.set(http::field::content_type, "text/event-stream");
    head.chunked(true);
    http::response_serializer<http::empty_body> serializer{head};
    co_await http::async_write_header(socket, serializer, asio::redirect_error(asio::use_awaitable, error));
  }
  static const auto ready = ready_event(" mountain");
  if (timed == 0) {
    for (int i = 0; i < chunks_a_stream && !error; ++i) co_await write_chunk(socket, ready, error);
  } else {
    asio::steady_timer timer{socket.get_executor()};
    auto next = std::chrono::steady_clock::now();
    for (int i = 0; i < timed && !error; ++i) {
      const auto event = ready_event(numbered_words(i));
      co_await write_chunk(socket, event, error);
      timer.expires_at(next += between_timed_chunks);
      error_code ignored;
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
  }
  if (!error) co_await write_chunk(socket, done_event, error);
  const auto last = http::make_chunk_last();
  if (!error) co_await asio::async_write(socket, last, asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> serve(tcp::socket socket) {
  socket.set_option(tcp::no_delay{true});
  beast::flat_buffer buffer;
  error_code error;
  while (!error) {
    int timed = 0;
    auto wanted = Wanted::whole;
    {
      Body request;
      co_await http::async_read(socket, buffer, request, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      wanted = wanted_by(request.body());
      if (wanted == Wanted::timed) timed = timed_chunks(request.body());
    }
    if (wanted == Wanted::whole) {
      co_await answer_whole(socket, error);
    } else {
      co_await answer_stream(socket, timed, error);
    }
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor) {
  for (;;) {
    error_code error;
    auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int main() {
  asio::io_context io{1};
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  acceptor.listen(1024);
  announce(acceptor.local_endpoint().port());
  asio::co_spawn(io, accept(acceptor), asio::detached);
  io.run();
}
