// A redis-server of the tests' own, on a port that was free, which keeps nothing.
// SPDX-License-Identifier: MIT
#pragma once

#include "processes.hpp"

#include <oaicompat/stores/redis_store.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

namespace oaicompat::test {

class RedisServer {
 public:
  /// Null where redis-server is not installed, or does not start.
  static std::unique_ptr<RedisServer> start(std::vector<std::string> options = {}) {
    for (int tries = 0; tries < 5; ++tries) {  // a port may be taken before it is used
      std::unique_ptr<RedisServer> server{new RedisServer{std::move(options)}};
      if (server->run()) return server;
      options = server->options_;
    }
    return nullptr;
  }
  /// The one that all tests of this process share; null as above, which is said once.
  static RedisServer* shared() {
    static const auto server = [] {
      auto started = start();
      if (!started) skipped("redis-server is not installed");
      return started;
    }();
    return server.get();
  }
  ~RedisServer() { end(SIGTERM); }

  std::string url(const std::string& user = "") const {
    return "redis://" + user + "127.0.0.1:" + std::to_string(port_);
  }
  pid_t pid() const { return pid_; }
  /// Ends it, and waits until it has.
  /// Sends one command by itself, and waits for the beginning of its reply; false where none comes.
  bool command(const std::vector<std::string>& words) const {
    std::string text = "*" + std::to_string(words.size()) + "\r\n";
    for (const auto& each : words) text += "$" + std::to_string(each.size()) + "\r\n" + each + "\r\n";
    const int own = socket(AF_INET, SOCK_STREAM, 0);
    const auto to = address();
    char reply = 0;
    const bool done = connect(own, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 &&
                      write(own, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                      read(own, &reply, 1) == 1;
    close(own);
    return done && reply != '-';
  }
  void end(int signal) {
    if (pid_ > 0) kill(pid_, signal);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Starts it again on its port.
  bool run() {
    pid_ = fork();
    if (pid_ == 0) exec();
    // It accepts when it is ready.
    for (int tries = 0; pid_ > 0 && tries < 2'000; ++tries) {
      if (accepts()) return true;
      if (waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return false;
  }

 private:
  explicit RedisServer(std::vector<std::string> options) : options_{std::move(options)} {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    auto own = address();
    socklen_t size = sizeof own;
    if (bind(probe, reinterpret_cast<sockaddr*>(&own), size) == 0 &&
        getsockname(probe, reinterpret_cast<sockaddr*>(&own), &size) == 0)
      port_ = ntohs(own.sin_port);
    close(probe);
  }
  sockaddr_in address() const {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port_));
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }
  bool accepts() const {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    const auto to = address();
    const bool done = connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    close(probe);
    return done;
  }
  [[noreturn]] void exec() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    std::vector<std::string> words{"redis-server", "--bind", "127.0.0.1", "--port", std::to_string(port_), "--save", "",
                                   "--appendonly", "no",     "--dir",     "/"};
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> raw;
    for (auto& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    execvp(raw[0], raw.data());
    _exit(127);
  }

  std::vector<std::string> options_;
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace oaicompat::test
