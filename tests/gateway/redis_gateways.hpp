// What tests of several gateways beside one redis-server need.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/redis_state.hpp>

#include <doctest/doctest.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stores/redis_server.hpp>
#include <string>
#include <thread>

namespace redis_gateways {

using namespace oaicompat;

/// Whether something comes true within ten seconds.
template <class Is>
bool eventually(Is is) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!is()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

/// A server of the case's own; null where there is none, and the case is left out.
inline std::unique_ptr<test::RedisServer> server() {
  return test::RedisServer::shared() ? test::RedisServer::start() : nullptr;
}

inline RedisStateOptions counted_at(const std::string& url) {
  return {.url = url,
          .nodes = 3,
          .give_back_after = std::chrono::milliseconds{300},
          .slot_time = std::chrono::milliseconds{600},
          .command_timeout = std::chrono::milliseconds{2000},
          .reconnect_delay = std::chrono::milliseconds{20},
          .settle_time = std::chrono::milliseconds{400}};
}

inline RedisStateOptions counted_at(const test::RedisServer& server) { return counted_at(server.url()); }

/// This program once more, as a process that only plays a role: the case whose name it is, and that begins by asking
/// `role_of`.
class Player {
 public:
  Player(const std::string& role, const std::string& url) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, 1);
      const auto chosen = "--test-case=" + role;
      const auto told = "OAICOMPAT_PLAYER=" + std::to_string(ends[1]) + " " + url;
      const char* const words[] = {"player", chosen.c_str(), nullptr};
      const char* const environment[] = {told.c_str(), nullptr};
      execve("/proc/self/exe", const_cast<char* const*>(words), const_cast<char* const*>(environment));
      _exit(127);
    }
    close(ends[1]);
    from_ = ends[0];
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;
  ~Player() {
    end();
    close(from_);
  }
  /// A number that it says; -1 where it says nothing any more.
  int heard() const {
    int number = -1;
    return read(from_, &number, sizeof number) == sizeof number ? number : -1;
  }
  /// Kills it, and waits until it has ended.
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  int from_ = -1;
};

/// Where a player finds the server, and says its numbers.
struct Playing {
  std::string url{};
  int to = -1;
  void say(int number) const { (void)!write(to, &number, sizeof number); }
  [[noreturn]] static void play_on() {
    for (;;) pause();
  }
};
/// Nothing in the tests' own process.
inline std::optional<Playing> role_of() {
  const char* told = std::getenv("OAICOMPAT_PLAYER");
  if (!told) return std::nullopt;
  const std::string text = told;
  return Playing{text.substr(text.find(' ') + 1), std::atoi(told)};
}

inline bool took(SharedState& state, const Charge& charge) { return !state.reserve({charge}).refused; }

}  // namespace redis_gateways
