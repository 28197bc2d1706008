// A PostgreSQL server of the tests' own, in a folder of its own, reached over a socket in it.
// SPDX-License-Identifier: MIT
#pragma once

#include "stores/processes.hpp"

#include <oaicompat/base/random_id.hpp>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace oaicompat::test {

class PostgresServer {
 public:
  /// Null where PostgreSQL is not installed, or does not start.
  static std::unique_ptr<PostgresServer> start() {
    std::unique_ptr<PostgresServer> server{new PostgresServer};
    return server->make() && server->run() ? std::move(server) : nullptr;
  }
  /// The one that all tests of this process share; null as above, which is said once.
  static PostgresServer* shared() {
    static const auto server = [] {
      auto started = start();
      if (!started) skipped("PostgreSQL's server is not installed");
      return started;
    }();
    return server.get();
  }
  ~PostgresServer() {
    end(SIGQUIT);
    std::filesystem::remove_all(folder_);
  }

  static constexpr const char* password = "hush-7f3a";
  std::string url(const std::string& with = password, const std::string& database = "postgres") const {
    return "postgresql://tester:" + with + "@/" + database + "?host=" + folder_.string();
  }
  /// Runs statements; false where one fails.
  bool run_sql(const std::string& statements) const {
    return exit_of(spawn({program("psql"), url(), "-v", "ON_ERROR_STOP=1", "-c", statements})) == 0;
  }
  /// Ends it, and waits until it has.
  void end(int signal) {
    if (pid_ > 0) kill(pid_, signal);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Starts it again. After a kill its other processes may take a moment to end.
  bool run() {
    for (int tries = 0; tries < 100; ++tries) {
      pid_ = spawn({program("postgres"), "-D", data(), "-k", folder_.string(), "-c", "listen_addresses=", "-c",
                    "fsync=off", "-c", "shared_buffers=16MB"});
      while (pid_ > 0 && !is_ready() && waitpid(pid_, nullptr, WNOHANG) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
      }
      if (is_ready()) return true;
      pid_ = 0;
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return false;
  }

 private:
  PostgresServer() : folder_{std::filesystem::temp_directory_path() / random_id("oaicompat-pg-")} {}

  // The newest that is installed; empty where none is.
  static std::string program(const char* name) {
    std::vector<std::string> found;
    std::error_code none;
    for (const auto& each : std::filesystem::directory_iterator{"/usr/lib/postgresql", none}) {
      const auto file = each.path() / "bin" / name;
      if (std::filesystem::exists(file, none)) found.push_back(file.string());
    }
    return found.empty() ? "" : *std::max_element(found.begin(), found.end());
  }
  std::string data() const { return (folder_ / "data").string(); }
  bool make() {
    if (program("initdb").empty()) return false;
    std::filesystem::create_directory(folder_);
    std::ofstream{folder_ / "password"} << password;
    if (const auto* user = unprivileged(); user && chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
      return false;
    return exit_of(spawn({program("initdb"), "-D", data(), "-U", "tester", "-A", "scram-sha-256", "-E", "UTF8",
                          "--locale=C", "--no-sync", "--pwfile=" + (folder_ / "password").string()})) == 0;
  }
  // Its last line says so, and its first whose it is.
  bool is_ready() const {
    std::ifstream file{folder_ / "data" / "postmaster.pid"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return text.starts_with(std::to_string(pid_) + "\n") && text.find("ready") != text.npos;
  }
  // The server refuses to run as root. Null where this process is another one's.
  static const passwd* unprivileged() {
    if (geteuid() != 0) return nullptr;
    const auto* user = getpwnam("postgres");
    return user ? user : getpwnam("nobody");
  }
  static pid_t spawn(std::vector<std::string> words) {
    const auto child = fork();
    if (child != 0) return child;
    if (const auto* user = unprivileged()) {
      if (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) _exit(127);
    }
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int nowhere = open("/dev/null", O_RDWR);
    for (const int each : {0, 1, 2}) dup2(nowhere, each);
    std::vector<char*> raw;
    for (auto& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    execv(raw[0], raw.data());
    _exit(127);
  }

  const std::filesystem::path folder_;
  pid_t pid_ = 0;
};

}  // namespace oaicompat::test
