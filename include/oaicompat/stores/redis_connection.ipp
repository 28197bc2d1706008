// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/stores/redis_address.hpp>
#include <oaicompat/stores/redis_store_options.hpp>
#include <oaicompat/transport/posix/socket.hpp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

struct FreeRedisReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisReplyPtr = std::unique_ptr<redisReply, FreeRedisReply>;
using RedisWords = std::vector<std::string_view>;

inline std::string_view redis_text(const redisReply& reply) {
  return reply.str ? std::string_view{reply.str, static_cast<std::size_t>(reply.len)} : std::string_view{};
}

// A connection. **Threads**: one at a time.
class RedisConnection {
 public:
  RedisConnection(const RedisAddress& to, const RedisStoreOptions& options) {
    context_.reset(::redisConnectWithTimeout(to.host.c_str(), to.port, time_of(options.connect_timeout)));
    if (is_open()) ::redisSetTimeout(context_.get(), time_of(options.command_timeout));
  }

  // Whether it may be used: neither an error nor, while it is idle, something to read, such as the server's farewell.
  bool is_open() const { return context_ && context_->err == 0; }
  bool is_idle() const {
    if (!is_open()) return false;
    PollEntry entry{};
    entry.fd = context_->fd;
    entry.events = POLLIN;
    return poll_entries({&entry, 1}, std::chrono::milliseconds{0}) == 0;
  }
  void close() { context_.reset(); }

  Result<RedisReplyPtr> command(const RedisWords& words) {
    append(words);
    void* got = nullptr;
    const IgnoreSigpipe quiet;
    if (::redisGetReply(context_.get(), &got) != REDIS_OK || !got) return failure();
    RedisReplyPtr reply{static_cast<redisReply*>(got)};
    if (reply->type != REDIS_REPLY_ERROR) return reply;
    const auto said = redis_text(*reply);
    // A replica that was the primary before: the next connection finds who is.
    if (said.starts_with("READONLY")) close();
    const bool busy = said.starts_with("BUSY") || said.starts_with("LOADING") || said.starts_with("TRYAGAIN");
    const char* code = said.starts_with("OOM") ? "store_full" : busy ? "store_busy" : "store_failed";
    return api_error(500, "The store failed: " + std::string{said} + ".", code);
  }

  // Gives name and password, and chooses the database.
  Result<void> greet(const RedisAddress& to) {
    if (!to.password.empty()) {
      RedisWords words{"AUTH"};
      if (!to.name.empty()) words.emplace_back(to.name);
      words.emplace_back(to.password);
      if (auto done = command(words); !done) return done.error();
    }
    if (to.database.empty()) return {};
    if (auto done = command({"SELECT", to.database}); !done) return done.error();
    return {};
  }

  // Many commands at once: `append` each, `exchange` until all replies are there, from the first `exchange` on without
  // `command`.
  void append(const RedisWords& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const auto& word : words) {
      texts.push_back(word.data() ? word.data() : "");
      sizes.push_back(word.size());
    }
    ::redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(), sizes.data());
  }
  // Writes and reads what it can, and waits for that at most so long. False where the connection is lost.
  bool exchange(std::chrono::milliseconds timeout) {
    if (!is_open()) return false;
    if ((context_->flags & REDIS_BLOCK) != 0) {
      context_->flags &= ~REDIS_BLOCK;
      Socket socket{static_cast<NativeSocket>(context_->fd)};
      socket.set_blocking(false);
      (void)socket.release();
    }
    const IgnoreSigpipe quiet;
    int done = 0;
    if (::redisBufferWrite(context_.get(), &done) != REDIS_OK) return false;
    PollEntry entry{};
    entry.fd = context_->fd;
    entry.events = static_cast<short>(done ? POLLIN : POLLIN | POLLOUT);
    if (poll_entries({&entry, 1}, timeout) <= 0 || (entry.revents & ~POLLOUT) == 0) return true;
    return ::redisBufferRead(context_.get()) == REDIS_OK;
  }
  // The next reply that is there; null for none.
  RedisReplyPtr next_reply() {
    void* got = nullptr;
    if (is_open()) ::redisGetReplyFromReader(context_.get(), &got);
    return RedisReplyPtr{static_cast<redisReply*>(got)};
  }

  Error failure() const {
    const bool late = context_ && context_->err == REDIS_ERR_IO && would_block(socket_error());
    const char* why = !context_ ? "no memory" : late ? "the server takes too long" : context_->errstr;
    return api_error(500, std::string{"The store failed: "} + why + ".", late ? "store_busy" : "store_failed");
  }

 private:
  static timeval time_of(std::chrono::milliseconds duration) {
    timeval out{};
    out.tv_sec = static_cast<decltype(out.tv_sec)>(duration.count() / 1000);
    out.tv_usec = static_cast<decltype(out.tv_usec)>(duration.count() % 1000 * 1000);
    return out;
  }
  struct Free {
    void operator()(redisContext* context) const { ::redisFree(context); }
  };
  std::unique_ptr<redisContext, Free> context_;
};

// The connections to a server. **Threads**: any.
class RedisPool {
 public:
  RedisPool(RedisAddress address, const RedisStoreOptions& options) : address_{std::move(address)}, options_{options} {}

  enum class Repeat { once, never };  // where the connection was lost before the answer
  Result<RedisReplyPtr> command(const RedisWords& words, Repeat repeat) const {
    auto connection = take();
    if (!connection) return connection.error();
    auto reply = (*connection)->command(words);
    const bool lost = !(*connection)->is_open();
    give_back(*std::move(connection));
    if (!lost || reply || repeat == Repeat::never) return reply;
    return command(words, Repeat::never);
  }

 private:
  using Connection = std::unique_ptr<RedisConnection>;

  Result<Connection> take() const {
    while (auto idle = take_idle()) {
      if (idle->is_idle()) return idle;
    }
    auto delay = options_.reconnect_delay;
    for (int attempt = 1;; ++attempt, delay *= 2) {
      auto made = std::make_unique<RedisConnection>(address_, options_);
      if (made->is_open()) {
        if (auto greeted = made->greet(address_); !greeted) return greeted.error();
        return made;
      }
      if (attempt >= options_.max_connect_attempts) return made->failure();
      std::this_thread::sleep_for(delay);
    }
  }
  Connection take_idle() const {
    const std::lock_guard lock{mutex_};
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  void give_back(Connection connection) const {
    if (!connection->is_open()) return;
    const std::lock_guard lock{mutex_};
    if (idle_.size() < options_.max_idle_connections) idle_.push_back(std::move(connection));
  }

  const RedisAddress address_;
  const RedisStoreOptions& options_;
  mutable std::mutex mutex_;
  mutable std::vector<Connection> idle_;
};

}  // namespace oaicompat::inline v1::detail
