// The provider behind a gateway: answers made beforehand, streams that all tell their next event at the same time, and
// answers of which some begin late. `canned [step MS] [slow]`.
// step: the milliseconds between two events; they fall on multiples of it. slow: answers begin after 80 to 120 ms, 5 %
// of them ten times as late. `GET /calls` tells how many requests there were.
// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <vector>

namespace {

using namespace bench;
using SteadyClock = std::chrono::steady_clock;

struct Peer {
  std::string in;
  int told = 0, to_tell = 0;
};

std::string answer(std::string_view type, std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string{type} +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}
std::string chunk(std::string_view bytes) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + std::string{bytes} + "\r\n";
}
constexpr std::string_view stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
std::string stream_end() {
  constexpr std::string_view running = R"("finish_reason":null)";
  auto last = ready_event("");
  last.replace(last.find(running), running.size(), R"("finish_reason":"stop")");
  return chunk(last + std::string{done_event}) + "0\r\n\r\n";
}

// The size of the request at the start of `in`, or 0 while it is not whole.
std::size_t whole_request(const std::string& in) {
  const auto head = in.find("\r\n\r\n");
  if (head == in.npos) return 0;
  std::string names = in.substr(0, head);
  std::transform(names.begin(), names.end(), names.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto field = names.find("content-length: ");
  const auto length = field == names.npos ? 0 : std::strtoul(names.c_str() + field + 16, nullptr, 10);
  return in.size() >= head + 4 + length ? head + 4 + length : 0;
}

class Canned {
 public:
  Canned(std::chrono::milliseconds step, bool slow) : slow_{slow} {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener_, 1024) != 0) std::exit(1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    announce(ntohs(at.sin_port));
    watch(listener_);
    watch(timer_);
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now().time_since_epoch());
    const auto first = (now / step + 1) * step;
    itimerspec times{};
    times.it_value = {first.count() / 1'000, first.count() % 1'000 * 1'000'000};
    times.it_interval = {step.count() / 1'000, step.count() % 1'000 * 1'000'000};
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &times, nullptr);
  }

  void run() {
    for (epoll_event ready[64];;) {
      const int n = ::epoll_wait(poll_, ready, 64, late_.empty() ? -1 : 1);
      for (int i = 0; i < n; ++i) {
        const int socket = ready[i].data.fd;
        if (socket == listener_) {
          accept();
        } else if (socket == timer_) {
          tell_all();
        } else {
          receive(socket);
        }
      }
      answer_late();
    }
  }

 private:
  void watch(int socket) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
  }
  void accept() {
    const int on = 1, socket = ::accept(listener_, nullptr, nullptr);
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    peers_[socket] = {};
    watch(socket);
  }
  static void send(int socket, std::string_view bytes) {
    (void)::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  void receive(int socket) {
    auto& peer = peers_[socket];
    char piece[8192];
    const auto got = ::recv(socket, piece, sizeof piece, 0);
    if (got <= 0) return close(socket);
    peer.in.append(piece, static_cast<std::size_t>(got));
    while (const auto size = whole_request(peer.in)) {
      take(socket, peer, {peer.in.data(), size});
      peer.in.erase(0, size);
    }
  }
  void close(int socket) {
    peers_.erase(socket);
    for (auto each = late_.begin(); each != late_.end();) each = each->second == socket ? late_.erase(each) : ++each;
    ::close(socket);
  }
  void take(int socket, Peer& peer, std::string_view request) {
    if (request.starts_with("GET ")) return send(socket, answer("text/plain", std::to_string(calls_)));
    ++calls_;
    if (slow_) return void(late_.emplace(SteadyClock::now() + delay(), socket));
    const auto wanted = wanted_by(request);
    if (wanted == Wanted::whole) return send(socket, whole_);
    peer = {.in = std::move(peer.in), .told = 0, .to_tell = timed_chunks(request)};
    send(socket, stream_head);
  }
  SteadyClock::duration delay() {
    const bool late = std::uniform_real_distribution<double>{0, 1}(random_) < 0.05;
    const std::chrono::duration<double, std::milli> out{std::uniform_real_distribution<double>{80, 120}(random_) *
                                                        (late ? 10 : 1)};
    return std::chrono::duration_cast<SteadyClock::duration>(out);
  }
  void answer_late() {
    for (; !late_.empty() && late_.begin()->first <= SteadyClock::now(); late_.erase(late_.begin()))
      send(late_.begin()->second, std::string{stream_head} + chunk(ready_event(numbered_words(0))) + end_);
  }
  // The next event of every stream.
  void tell_all() {
    std::uint64_t times = 0;
    if (::read(timer_, &times, sizeof times) <= 0) return;
    for (auto& [socket, peer] : peers_) {
      if (peer.told == peer.to_tell) continue;
      auto bytes = chunk(ready_event(numbered_words(peer.told++)));
      if (peer.told == peer.to_tell) bytes += end_;
      send(socket, bytes);
    }
  }

  const bool slow_;
  const std::string whole_ = answer("application/json", ready_completion()), end_ = stream_end();
  const int poll_ = ::epoll_create1(0), timer_ = ::timerfd_create(CLOCK_MONOTONIC, 0);
  int listener_ = -1;
  std::size_t calls_ = 0;
  std::map<int, Peer> peers_;
  std::multimap<SteadyClock::time_point, int> late_;
  std::mt19937_64 random_{1};
};

}  // namespace

int main(int argc, char** argv) {
  int step = 100;
  bool slow = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "slow") == 0) slow = true;
    if (std::strcmp(argv[i], "step") == 0 && i + 1 < argc) step = std::max(1, std::atoi(argv[++i]));
  }
  Canned{std::chrono::milliseconds{step}, slow}.run();
}
