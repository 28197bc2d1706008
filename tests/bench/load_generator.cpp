// SPDX-License-Identifier: MIT
#include "load_generator.hpp"

#include "process.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>

namespace bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Finds the end of an answer, and the numbers in its chunks.
class AnswerWatch {
 public:
  void begin() { *this = AnswerWatch{}; }
  // Whether the answer has ended with these bytes.
  template <class OnNumber>
  bool put(std::string_view bytes, OnNumber on_number) {
    if (!headed_ && !take_head(bytes)) return false;
    if (!chunked_) {
      left_ -= std::min(left_, bytes.size());
      return left_ == 0;
    }
    numbers(bytes, on_number);
    constexpr std::string_view last = "\r\n0\r\n\r\n";
    tail_.append(bytes.substr(bytes.size() - std::min(bytes.size(), last.size())));
    if (tail_.size() > last.size()) tail_.erase(0, tail_.size() - last.size());
    return tail_ == last;
  }
  int next_number() const { return next_; }

 private:
  bool take_head(std::string_view& bytes) {
    const auto before = head_.size();
    head_ += bytes;
    const auto end = head_.find("\r\n\r\n");
    if (end == head_.npos) return false;
    bytes.remove_prefix(end + 4 - before);
    headed_ = true;
    ok_ = head_.starts_with("HTTP/1.1 200");
    std::transform(head_.begin(), head_.end(), head_.begin(), [](unsigned char c) { return std::tolower(c); });
    constexpr std::string_view field = "content-length: ";
    const auto at = head_.find(field);
    chunked_ = at == head_.npos;
    if (!chunked_) left_ = std::strtoul(head_.c_str() + at + field.size(), nullptr, 10);
    head_ = {};
    return true;
  }
  template <class OnNumber>
  void numbers(std::string_view bytes, OnNumber on_number) {
    for (;;) {
      const auto mark = bytes.find('#');
      if (in_number_) number_ += bytes.substr(0, mark);
      if (mark == bytes.npos) return;
      if (std::exchange(in_number_, !in_number_)) {
        on_number(std::atoi(number_.c_str()) == next_++);
        number_.clear();
      }
      bytes.remove_prefix(mark + 1);
    }
  }

 public:
  bool ok() const { return ok_; }

 private:
  std::string head_, tail_, number_;
  bool headed_ = false, ok_ = false, chunked_ = false, in_number_ = false;
  std::size_t left_ = 0;
  int next_ = 0;
};

struct Caller {
  int socket = -1;
  bool busy = false, counted = false;
  SteadyClock::time_point due{}, last_event{};
  AnswerWatch watch;
};

class LoadGenerator {
 public:
  LoadGenerator(const LoadOptions& options, const std::function<void()>& midway) : options_{options}, midway_{midway} {
    raise_descriptor_limit();
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    callers_.resize(options.connections);
  }
  LoadGenerator(const LoadGenerator&) = delete;
  LoadGenerator& operator=(const LoadGenerator&) = delete;
  ~LoadGenerator() {
    for (auto& each : callers_) {
      if (each.socket >= 0) ::close(each.socket);
    }
    ::close(poll_);
  }

  LoadResult run() {
    if (options_.rate > 0) {
      for (auto& each : callers_) connect(each), free_.push_back(&each);
    }
    begun_ = SteadyClock::now();
    const auto give_up = begun_ + options_.limit;
    epoll_event ready[256];
    while (result_.answered + result_.failed < options_.answers && SteadyClock::now() < give_up) {
      start_due();
      const int n = ::epoll_wait(poll_, ready, 256, wait_ms());
      now_ = SteadyClock::now();
      for (int i = 0; i < n; ++i) receive(*static_cast<Caller*>(ready[i].data.ptr));
    }
    result_.seconds = std::chrono::duration<double>(SteadyClock::now() - begun_).count();
    result_.failed = options_.answers - result_.answered;
    return std::move(result_);
  }

 private:
  // Asks what is due: by the rate, or, closed loop, each caller once; it then asks again by itself.
  void start_due() {
    now_ = SteadyClock::now();
    if (options_.rate > 0) {
      while (asked_ < options_.answers && !free_.empty() && due(asked_) <= now_) {
        auto& caller = *free_.front();
        free_.pop_front();
        ask(caller, due(asked_));
      }
      return;
    }
    const auto share =
        options_.connect_over.count() == 0 ? 1.0 : std::chrono::duration<double>(now_ - begun_) / options_.connect_over;
    // A few at a time: what a server's backlog does not hold is asked again after a second, which this thread waits.
    constexpr std::size_t at_a_time = 64;
    const auto wanted = std::min({callers_.size(), started_ + at_a_time,
                                  static_cast<std::size_t>(share * static_cast<double>(callers_.size())) + 1});
    for (; started_ < wanted; ++started_) {
      connect(callers_[started_]);
      ask(callers_[started_], now_);
    }
  }
  SteadyClock::time_point due(std::size_t request) const {
    return begun_ + std::chrono::duration_cast<SteadyClock::duration>(
                        std::chrono::duration<double>(static_cast<double>(request) / options_.rate));
  }
  int wait_ms() const {
    if (options_.rate > 0 && asked_ < options_.answers) return 0;  // to the microsecond
    return started_ < callers_.size() ? 1 : 100;
  }

  void connect(Caller& caller) {
    caller.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(caller.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) return;
    const int on = 1;
    ::setsockopt(caller.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &caller}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, caller.socket, &event);
  }
  void ask(Caller& caller, SteadyClock::time_point due) {
    ++asked_;
    caller.busy = true;
    caller.due = due;
    caller.last_event = {};
    caller.watch.begin();
    const auto& bytes = options_.request;
    if (::send(caller.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      end(caller, false);
  }
  void receive(Caller& caller) {
    const auto n = ::recv(caller.socket, piece_, sizeof piece_, 0);
    if (n <= 0) {
      ::epoll_ctl(poll_, EPOLL_CTL_DEL, caller.socket, nullptr);
      if (caller.busy) end(caller, false);
      return;
    }
    const bool ended =
        caller.watch.put({piece_, static_cast<std::size_t>(n)}, [&](bool in_order) { numbered(caller, in_order); });
    if (!ended) return;
    end(caller, caller.watch.ok());
    if (options_.rate > 0) {
      free_.push_back(&caller);
    } else if (asked_ + callers_.size() - started_ < options_.answers) {  // whoever has not begun will ask
      ask(caller, now_);
    }
  }
  void numbered(Caller& caller, bool in_order) {
    ++result_.events;
    if (!in_order) ++result_.out_of_order;
    if (caller.last_event != SteadyClock::time_point{})
      result_.gaps_ms.push_back(std::chrono::duration<double, std::milli>(now_ - caller.last_event).count());
    caller.last_event = now_;
    if (options_.step.count() > 0) {
      const auto late = SteadyClock::now().time_since_epoch() % SteadyClock::duration{options_.step};
      result_.delays_ms.push_back(std::chrono::duration<double, std::milli>(late).count());
    }
    if (std::exchange(caller.counted, true) || ++heard_ < callers_.size()) return;
    const auto busy = std::count_if(callers_.begin(), callers_.end(), [](const Caller& each) { return each.busy; });
    result_.at_once = static_cast<std::size_t>(busy);
    if (midway_) midway_();
  }
  void end(Caller& caller, bool well) {
    caller.busy = false;
    ++(well ? result_.answered : result_.failed);
    result_.latencies_us.push_back(std::chrono::duration<double, std::micro>(SteadyClock::now() - caller.due).count());
  }

  const LoadOptions& options_;
  const std::function<void()>& midway_;
  int poll_ = -1;
  std::vector<Caller> callers_;
  std::deque<Caller*> free_;
  std::size_t asked_ = 0, started_ = 0, heard_ = 0;
  SteadyClock::time_point begun_{}, now_{};
  LoadResult result_;
  char piece_[1 << 16];
};

}  // namespace

std::string post_request(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string chat_request(const std::string& body) { return post_request("/v1/chat/completions", body); }

LoadResult generate_load(const LoadOptions& options, const std::function<void()>& midway) {
  return std::make_unique<LoadGenerator>(options, midway)->run();
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace bench
