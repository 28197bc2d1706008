// A program in a process of its own, and what it takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/// Lets this process, and those it starts, have as many descriptors as they may; gives how many.
std::size_t raise_descriptor_limit();

/// How much memory a process has.
std::size_t resident_bytes(pid_t process);

/// Starts `program` and waits for the first line it prints, which names its port; ends it when destroyed.
class Process {
 public:
  explicit Process(const std::string& program, const std::vector<std::string>& arguments = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// The last number of the first line; 0 when there is none.
  int port() const { return port_; }
  const std::string& first_line() const { return first_line_; }
  double cpu_seconds() const;
  std::size_t resident_bytes() const { return bench::resident_bytes(pid_); }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  int port_ = 0;
  std::string first_line_;
};

}  // namespace bench
