// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/line.ipp>

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// A line as Beast's WebSocket reads and writes it. Callbacks have one type below it, so that the operations of a
/// socket and of TLS are compiled once, and those of the WebSocket once for both.
class AsioWebSocketLine {
 public:
  using executor_type = AsioTcp::socket::executor_type;

  explicit AsioWebSocketLine(AsioLine& line) : line_{line} {}
  executor_type get_executor() { return line_.socket().get_executor(); }
  AsioLine& line() { return line_; }

  template <class Buffers, class Done>
  void async_read_some(const Buffers& buffers, Done&& done) {
    asio::mutable_buffer room;
    for (const asio::mutable_buffer piece : boost::beast::buffers_range(buffers)) {
      room = piece;
      if (room.size() > 0) break;
    }
    line_.read_some(room, AsioAnyCallback{std::forward<Done>(done)});
  }
  template <class Buffers, class Done>
  void async_write_some(const Buffers& buffers, Done&& done) {
    AsioPieces pieces;
    std::size_t count = 0;
    for (const asio::const_buffer piece : boost::beast::buffers_range(buffers)) {
      if (piece.size() == 0) continue;
      pieces[count++] = {static_cast<const char*>(piece.data()), piece.size()};
      if (count == pieces.size()) break;
    }
    line_.write_some(pieces, AsioAnyCallback{std::forward<Done>(done)});
  }

 private:
  AsioLine& line_;
};

// How Beast ends a connection: in good form, or at once.

inline void teardown(boost::beast::role_type role, AsioWebSocketLine& socket, AsioError& error) {
  using boost::beast::websocket::teardown;
  auto& line = socket.line();
  line.has_tls() ? teardown(role, line.tls(), error) : teardown(role, line.socket(), error);
}
template <class Done>
void async_teardown(boost::beast::role_type role, AsioWebSocketLine& socket, Done&& done) {
  using boost::beast::websocket::async_teardown;
  auto& line = socket.line();
  AsioAnyCallback callback{std::forward<Done>(done)};
  line.has_tls() ? async_teardown(role, line.tls(), std::move(callback))
                 : async_teardown(role, line.socket(), std::move(callback));
}
inline void beast_close_socket(AsioWebSocketLine& socket) { socket.line().close(); }

}  // namespace oaicompat::inline v1::detail
