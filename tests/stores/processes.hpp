// Processes of their own: killed, or on a disk that is full.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

namespace oaicompat::test {

/// Says that a check was left out; where everything must be checked that is a failure.
inline void skipped(const std::string& why) {
  const char* ci = std::getenv("CI");
  if (ci && std::string_view{ci} == "true") FAIL("cannot be skipped in CI: ", why);
  MESSAGE("skipped: ", why);
}

/// Runs `work` in a process of its own, which ends without cleaning up.
template <class Work>
pid_t in_process(Work work) {
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    _exit(0);
  }
  return child;
}
/// What a process has ended with.
inline int exit_of(pid_t child) {
  int status = 1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Has a process acknowledge numbers from 0 on, which `work(tell)` does, and kills it `life` after the first. Gives how
/// many were acknowledged.
template <class Work>
int acknowledged_until_killed(std::chrono::microseconds life, Work work) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto child = in_process([&] {
    work([&](int number) { return ::write(ends[1], &number, sizeof number) == sizeof number; });
    _exit(1);
  });
  close(ends[1]);
  int acknowledged = 0, number = 0;
  if (read(ends[0], &number, sizeof number) == sizeof number) acknowledged = 1;  // its life counts from the first
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  while (read(ends[0], &number, sizeof number) == sizeof number) ++acknowledged;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return acknowledged;
}

inline constexpr int no_small_disk = 77;

/// In a process of its own: a disk of a megabyte at a folder. False where the system does not allow it.
inline bool mount_small_disk(const std::string& folder) {
  const auto write_to = [](const char* path, const std::string& text) {
    const int file = open(path, O_WRONLY);
    const bool done = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(file);
    return done;
  };
  const auto user = getuid();
  if (unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return false;
  if (user != 0 && !write_to("/proc/self/uid_map", "0 " + std::to_string(user) + " 1")) return false;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") == 0;
}
/// Runs `work` on such a disk; it gives the number of its first line that was not as expected, else 0.
template <class Work>
void on_small_disk(const std::string& folder, Work work) {
  const int ended =
      exit_of(in_process([&] { _exit(mount_small_disk(folder) ? static_cast<int>(work()) : no_small_disk); }));
  if (ended == no_small_disk) return skipped("no disk of a megabyte can be mounted");
  CHECK_MESSAGE(ended == 0, "at the line that ends with ", ended);
}
/// In `work`: gives up with the line where something is not as expected.
#define EXPECT_OR_GIVE_LINE(expected) \
  if (!(expected)) return __LINE__ % 64 + 128

}  // namespace oaicompat::test
