// Serve an engine that has one thread of its own: handlers queue their requests and wait, the engine makes a token for
// each of them in turn.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/server.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct Job {
  std::string text;                           // what is left to say
  oaicompat::ChannelWriter<std::string> out;  // to the handler that waits
};

class Engine {
 public:
  // Gives the tokens of an answer as they are made. Dropping the stream ends the job. There is room for all the tokens,
  // so that a slow reader does not hold up the others.
  oaicompat::StreamPtr<std::string> submit(std::string prompt) {
    auto [writer, tokens] = oaicompat::channel<std::string>({.capacity = 1 << 20});
    {
      std::lock_guard lock{mutex_};
      waiting_.push_back({"As you say: " + std::move(prompt), std::move(writer)});
    }
    arrived_.notify_one();
    return std::move(tokens);
  }

 private:
  void run(const std::stop_token& stop) {
    std::vector<Job> batch;
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock{mutex_};
        arrived_.wait(lock, stop, [&] { return !waiting_.empty() || !batch.empty(); });
        for (; !waiting_.empty(); waiting_.pop_front()) batch.push_back(std::move(waiting_.front()));
      }
      std::erase_if(batch, [](Job& job) { return !step(job); });
    }
  }
  // Makes one token. False when that was the last one or nobody waits for it any more.
  static bool step(Job& job) {
    const auto end = job.text.find(' ', 1);
    if (!job.out.send(job.text.substr(0, end))) return false;
    if (end == job.text.npos) return job.out.end(), false;
    job.text.erase(0, end);
    return true;
  }

  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Job> waiting_;
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

int main() {
  Engine engine;
  oaicompat::Server server{{.port = 8080}};
  server.chat("batched", [&](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    auto tokens = engine.submit(request.messages.empty() ? "" : request.messages.back().text());
    oaicompat::Waiter waiter{out.context().stop};
    std::string token;
    auto got = waiter.pull(*tokens, token);
    for (; got == oaicompat::Pull::some; got = waiter.pull(*tokens, token))
      if (!out.text(token)) return;
    if (got == oaicompat::Pull::fail) return void(out.fail(tokens->error()));
    out.finish(oaicompat::FinishReason::stop);
  });
  return server.run() ? 0 : 1;
}
