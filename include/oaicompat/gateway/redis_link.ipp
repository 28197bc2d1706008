// RedisLink: a connection to a server that speaks the Redis protocol, on a thread of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/shared_server.hpp>
#include <oaicompat/stores/redis_connection.ipp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

struct RedisLinkOptions {
  RedisAddress address{};
  std::chrono::milliseconds connect_timeout{1000}, command_timeout{500}, reconnect_delay{200};
  std::chrono::milliseconds tick{250};
  std::size_t max_waiting = 100'000, max_waiting_bytes = std::size_t{64} << 20;
  // On the link's thread. `on_up` is given the server's run id. `on_leave` comes once, where the server is there when
  // the link is closed: what it sends is the last.
  std::function<void(const std::string& run)> on_up{};
  std::function<void()> on_away{}, on_tick{}, on_leave{};
  // Once when the server is away, with the reason, and once when it is back.
  std::function<void(const SharedServer&)> on_change{};
};

// Commands are sent in the order that they come, many at once, and nobody waits for them. What cannot be sent, or is
// not answered in time, is answered by null. **Threads**: any; replies are told on the link's own, or within `send`.
class RedisLink {
 public:
  using Words = std::vector<std::string>;
  using Done = std::function<void(const redisReply*)>;

  explicit RedisLink(RedisLinkOptions options)
      : core_{std::make_shared<Core>(std::move(options))}, thread_{[core = core_] { core->run(); }} {}
  ~RedisLink() { close(); }
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;

  void send(Words words, Done done) const { core_->send(std::move(words), std::move(done)); }
  SharedServer server() const { return core_->server(); }
  // What waits is still sent. From its own thread it ends later.
  void close() {
    if (!thread_.joinable()) return;
    core_->close();
    std::this_thread::get_id() == thread_.get_id() ? thread_.detach() : thread_.join();
  }

 private:
  struct Work {
    Words words;
    Done done;
    std::chrono::steady_clock::time_point until;
  };

  class Core {
   public:
    explicit Core(RedisLinkOptions options)
        : options_{std::move(options)},
          timeouts_{.connect_timeout = options_.connect_timeout, .command_timeout = options_.command_timeout} {}

    void send(Words words, Done done) {
      std::size_t size = 0;
      for (const auto& word : words) size += word.size();
      {
        const std::lock_guard lock{mutex_};
        if (up_ && waiting_.size() < options_.max_waiting && bytes_ + size <= options_.max_waiting_bytes) {
          bytes_ += size;
          waiting_.push_back({std::move(words), std::move(done), Clock::now() + options_.command_timeout});
          bell_.notify_one();
          return;
        }
      }
      if (done) done(nullptr);
    }
    SharedServer server() const {
      const std::lock_guard lock{mutex_};
      return {up_, last_error_};
    }
    void close() {
      const std::lock_guard lock{mutex_};
      closing_ = true;
      bell_.notify_one();
    }

    // A link that is closed before the server was there tries once more, to leave what it has to.
    void run() {
      for (bool last = false; !last && !left_;) {
        last = is_closing();
        if (last && !options_.on_leave) break;
        RedisConnection connection{options_.address, timeouts_};
        if (const auto run_id = greet(connection)) {
          up_ = true;
          if (options_.on_up) options_.on_up(*run_id);
          if (std::exchange(told_change_, false)) options_.on_change(server());
          work(connection);
          fail(connection.is_open() ? "The server closed the connection." : connection.failure().message);
        } else {
          fail(run_id.error().message);
        }
        lose();
        std::unique_lock lock{mutex_};
        bell_.wait_for(lock, options_.reconnect_delay, [this] { return closing_; });
      }
      lose();
    }

   private:
    using Clock = std::chrono::steady_clock;

    bool is_closing() const {
      const std::lock_guard lock{mutex_};
      return closing_;
    }
    // The server's run id.
    Result<std::string> greet(RedisConnection& connection) const {
      if (!connection.is_open()) return connection.failure();
      if (const auto greeted = connection.greet(options_.address); !greeted) return greeted.error();
      const auto info = connection.command({"INFO", "server"});
      if (!info) return info.error();
      constexpr std::string_view name = "run_id:";
      const auto text = redis_text(**info);
      const auto at = text.find(name);
      if (at == text.npos) return std::string{"?"};
      return std::string{text.substr(at + name.size(), text.find_first_of("\r\n", at) - at - name.size())};
    }
    // Until the connection is lost, or all is done and nobody sends any more.
    void work(RedisConnection& connection) {
      auto ticked = Clock::now();
      for (;;) {
        if (const auto now = Clock::now(); now - ticked >= options_.tick) {
          ticked = now;
          if (options_.on_tick) options_.on_tick();
        }
        if (flying_.empty() && !take_waiting(ticked + options_.tick) && !take_leave()) return;
        for (; sent_ < flying_.size(); ++sent_) {
          const auto& words = flying_[sent_].words;
          connection.append({words.begin(), words.end()});
        }
        if (!flying_.empty() ? !fly(connection) : !connection.is_idle()) return;
      }
    }
    // Once: what is to be sent last.
    bool take_leave() {
      if (!options_.on_leave || std::exchange(left_, true)) return false;
      options_.on_leave();
      return true;
    }
    // Waits for something to send; false where nothing will come.
    bool take_waiting(Clock::time_point until) {
      std::unique_lock lock{mutex_};
      bell_.wait_until(lock, until, [this] { return closing_ || !waiting_.empty(); });
      flying_.swap(waiting_);
      sent_ = 0;
      bytes_ = 0;
      return !closing_ || !flying_.empty();
    }
    // Reads replies for a while; false where the connection is lost, or a reply too late.
    bool fly(RedisConnection& connection) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(flying_.front().until - Clock::now());
      if (left.count() <= 0) why_ = "The server takes too long.";
      if (left.count() <= 0 || !connection.exchange(left)) return false;
      while (!flying_.empty()) {
        const auto reply = connection.next_reply();
        if (!reply) break;
        const auto work = std::move(flying_.front());
        flying_.pop_front();
        --sent_;
        const bool failed = reply->type == REDIS_REPLY_ERROR;
        // A replica that was the primary before: the next connection finds who is.
        if (failed && redis_text(*reply).starts_with("READONLY")) {
          why_ = redis_text(*reply);
          connection.close();
        }
        if (work.done) work.done(failed ? nullptr : reply.get());
      }
      return connection.is_open();
    }
    // Keeps why the server is away: what the work said of it, else `why`.
    void fail(std::string why) {
      if (!why_.empty()) why = std::exchange(why_, {});
      const std::lock_guard lock{mutex_};
      if (!closing_) last_error_ = std::move(why);
    }
    void lose() {
      const bool was_up = up_.exchange(false);
      std::deque<Work> lost;
      {
        const std::lock_guard lock{mutex_};
        lost.swap(flying_);
        std::move(waiting_.begin(), waiting_.end(), std::back_inserter(lost));
        waiting_.clear();
        bytes_ = sent_ = 0;
      }
      if (options_.on_away && (was_up || !told_away_)) options_.on_away();
      told_away_ = true;
      if (options_.on_change && !is_closing() && !std::exchange(told_change_, true)) options_.on_change(server());
      for (const auto& each : lost) {
        if (each.done) each.done(nullptr);
      }
    }

    const RedisLinkOptions options_;
    const RedisStoreOptions timeouts_;
    std::atomic<bool> up_{false};
    mutable std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<Work> waiting_;
    std::size_t bytes_ = 0;
    bool closing_ = false;
    std::string last_error_;
    // Of the link's thread alone.
    std::deque<Work> flying_;
    std::size_t sent_ = 0;
    bool told_away_ = false, told_change_ = false, left_ = false;
    std::string why_;
  };

  const std::shared_ptr<Core> core_;
  std::thread thread_;
};

}  // namespace oaicompat::inline v1::detail
