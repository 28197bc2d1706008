// The floor: a loop over epoll that answers bytes made beforehand, and knows next to nothing of HTTP.
// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

namespace {

using namespace bench;

std::string whole_answer() {
  const auto& body = ready_completion();
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}
std::string stream_answer() {
  std::string body;
  for (int i = 0; i < chunks_a_stream; ++i) body += ready_event(" mountain");
  body += done_event;
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", body.size());
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" +
         std::string{size} + body + "\r\n0\r\n\r\n";
}

// The size of the request at the start of `in`, or 0 while it is not whole.
std::size_t whole_request(const std::string& in) {
  const auto head = in.find("\r\n\r\n");
  if (head == in.npos) return 0;
  const auto field = in.find("Content-Length: ");
  const auto length = field < head ? std::strtoul(in.c_str() + field + 16, nullptr, 10) : 0;
  return in.size() >= head + 4 + length ? head + 4 + length : 0;
}

}  // namespace

int main() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0), poll = ::epoll_create1(0), on = 1;
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener, 1024) != 0) return 1;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size);
  announce(ntohs(at.sin_port));
  epoll_event event{.events = EPOLLIN, .data = {.fd = listener}};
  ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  const auto whole = whole_answer(), stream = stream_answer();
  std::map<int, std::string> inputs;
  for (epoll_event ready[64];;) {
    const int n = ::epoll_wait(poll, ready, 64, -1);
    for (int i = 0; i < n; ++i) {
      const int socket = ready[i].data.fd;
      if (socket == listener) {
        const int peer = ::accept(listener, nullptr, nullptr);
        ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        event.data.fd = peer;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, peer, &event);
        continue;
      }
      auto& in = inputs[socket];
      char piece[8192];
      const auto got = ::recv(socket, piece, sizeof piece, 0);
      if (got <= 0) {
        inputs.erase(socket);
        ::close(socket);
        continue;
      }
      in.append(piece, static_cast<std::size_t>(got));
      while (const auto request = whole_request(in)) {
        const bool streamed = wanted_by({in.data(), request}) != Wanted::whole;
        const auto& out = streamed ? stream : whole;
        if (::send(socket, out.data(), out.size(), MSG_NOSIGNAL) < 0) break;
        in.erase(0, request);
      }
    }
  }
}
