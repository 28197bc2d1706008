// Serve an engine that makes a token for many answers at each tick, on one thread of its own; no thread waits for an
// answer, so thousands may be under way.
//   21_batching_engine [milliseconds a tick]
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/chat/generation.hpp>
#include <oaicompat/server.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;

// One answer under way.
struct Job {
  std::string text;  // what the model would say
  ChatSink out;
  std::size_t told = 0;
};

class BatchingEngine {
 public:
  explicit BatchingEngine(std::chrono::milliseconds tick) : tick_{tick} {}

  // Called on the thread that read the request: it hands the job over, and returns.
  void submit(const ChatRequest& request, ChatSink out) {
    if (request.messages.empty()) return void(out.fail(api_error(400, "Say something.", "empty_request")));
    auto said = request.messages.back().text();
    const std::lock_guard lock{mutex_};
    waiting_.push_back({.text = "As you say: " + std::move(said), .out = std::move(out)});
    arrived_.notify_one();
  }

 private:
  static constexpr std::size_t most_at_once = 64;

  void run(const std::stop_token& stop) {
    std::vector<Job> batch;
    for (auto due = std::chrono::steady_clock::now(); !stop.stop_requested(); due += tick_) {
      {
        std::unique_lock lock{mutex_};
        // Where there is nothing to do the ticks begin anew.
        if (batch.empty() && waiting_.empty()) {
          if (!arrived_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
          due = std::chrono::steady_clock::now();
        }
        for (; batch.size() < most_at_once && !waiting_.empty(); waiting_.pop_front())
          batch.push_back(std::move(waiting_.front()));
      }
      // A model makes the next token of all of them in one pass here.
      std::erase_if(batch, [](Job& job) { return !step(job); });
      std::this_thread::sleep_until(due + tick_);
    }
  }
  // Makes the next token of one answer. False when that was the last one, or nobody wants more.
  static bool step(Job& job) {
    if (job.out.gone()) return false;
    const auto end = job.text.find(' ', job.told + 1);
    const auto token = std::string_view{job.text}.substr(job.told, end - job.told);
    if (!job.out.try_text(token)) return !job.out.gone();  // the reader is behind: the same token at the next tick
    job.told = end;
    if (end != job.text.npos) return true;
    job.out.usage(1);  // the pieces are counted
    job.out.finish(FinishReason::stop);
    return false;
  }

  const std::chrono::milliseconds tick_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Job> waiting_;
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

int main(int argc, char** argv) {
  BatchingEngine engine{std::chrono::milliseconds{argc > 1 ? std::atoi(argv[1]) : 20}};
  Server server{{.port = 8080}};
  server.chat_async("batched", [&](const Parsed<ChatRequest>& request, ChatSink out, const Context&) {
    engine.submit(*request, std::move(out));
  });
  return server.run() ? 0 : 1;
}
