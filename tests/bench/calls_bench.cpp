// Calls at once: ten thousand streams that one thread of a client listens to, of a server in a process of its own.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "process.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/transport/asio/async.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <deque>

namespace bench {
namespace {

using namespace oaicompat;
using Chat = CreateChatCompletion;

constexpr int chunks_a_call = 100;

// They begin over two seconds; each lasts ten.
class Callers {
 public:
  Callers(int port, std::size_t wanted) : wanted_{wanted} {
    const auto origin = "http://127.0.0.1:" + std::to_string(port);
    client_ = Client{{.base_url = origin + "/v1",
                      .api_key = "k",
                      .max_retries = 0,
                      .transport = asio_client(io_, {.origin = origin, .max_requests = wanted})}};
  }

  void run() {
    idle_ = resident_bytes(::getpid());
    begin_some();
    while (begun_ < wanted_ || open_ > 0) io_.run_one();
  }
  double most_open() const { return static_cast<double>(most_open_); }
  double failed() const { return static_cast<double>(failed_); }
  double lost() const { return static_cast<double>(wanted_ * chunks_a_call - chunks_); }
  double bytes_each() const { return static_cast<double>(busy_ - idle_) / static_cast<double>(wanted_); }

 private:
  struct Call {
    AsyncStream<Chat> stream;
    bool heard = false;
  };

  void begin_some() {
    constexpr std::size_t shares = 100;
    for (const auto until = std::min(wanted_, begun_ + wanted_ / shares + 1); begun_ < until; ++begun_) begin();
    if (begun_ == wanted_) return;
    timer_.expires_after(std::chrono::milliseconds{20});
    timer_.async_wait([this](boost::system::error_code) { begin_some(); });
  }
  void begin() {
    ChatRequest request{.model = "m", .messages = {user("Count.")}};
    request.user = Text{"timed " + std::to_string(chunks_a_call)};
    most_open_ = std::max(most_open_, ++open_);
    listen(calls_.emplace_back(Call{stream_async<Chat>(client_, std::move(request), {}, executor_)}));
  }
  void listen(Call& call) {
    call.stream.next([this, &call](const NextChunk<Chat>& next) {
      if (!next || !*next) {
        failed_ += !next;
        --open_;
        return;
      }
      ++chunks_;
      if (!std::exchange(call.heard, true) && ++heard_ == wanted_) busy_ = resident_bytes(::getpid());
      listen(call);
    });
  }

  const std::size_t wanted_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer timer_{io_};
  const ExecutorPtr executor_ = asio_executor(io_.get_executor());
  Client client_;
  std::deque<Call> calls_;
  std::size_t begun_ = 0, open_ = 0, most_open_ = 0, heard_ = 0, failed_ = 0, chunks_ = 0, idle_ = 0, busy_ = 0;
};

}  // namespace

void measure_calls(const Options& options, Report& report) {
  const std::string name = "asio_10000_calls";
  if (!options.wants(name)) return;
  const auto calls = std::min<std::size_t>(options.quick ? 1'000 : 10'000, raise_descriptor_limit() - 100);
  const Process server{std::string{OAICOMPAT_BENCH_SERVERS} + "/bench-ours", {"asio"}};
  const auto before = std::clock();
  Callers callers{server.port(), calls};
  callers.run();
  const auto add = [&](const char* what, const char* unit, double value, double target) {
    report.add({name + "_" + what, value, target, target > 0 ? value / target : 0, unit, 1});
  };
  add("at_once", "calls", callers.most_open(), static_cast<double>(calls));
  add("failed", "calls", callers.failed(), 0);
  add("lost", "chunks", callers.lost(), 0);
  add("rss", "bytes a call", callers.bytes_each(), 0);
  add("cpu", "s", static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 0);
}

}  // namespace bench
