// SPDX-License-Identifier: MIT
#include <oaicompat/base/result.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

using namespace oaicompat;

namespace {

// What a program that does this says on stderr, and the signal that ends it.
struct Ending {
  std::string said;
  int signal = 0;
};
Ending ending_of(const std::function<void()>& act) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    act();
    ::_exit(0);
  }
  ::close(ends[1]);
  Ending out;
  char buffer[512];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    out.said.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  out.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return out;
}
Result<std::string> failed_result() { return local_error(ErrorKind::connection, "Cannot connect.", "no_way"); }

}  // namespace

TEST_CASE("a value that is not there ends the program with the error's message, in every build") {
  const std::function<void()> readings[] = {
      [] { static_cast<void>(failed_result()->size()); },
      [] { static_cast<void>((*failed_result()).size()); },
      [] {
        const auto kept = failed_result();
        static_cast<void>(kept->size());
      },
      [] {
        auto kept = failed_result();
        static_cast<void>((*kept).size());
      },
  };
  for (const auto& reading : readings) {
    const auto ending = ending_of(reading);
    CHECK(ending.signal == SIGABRT);
    CHECK(ending.said.find("Cannot connect. (no_way)") != std::string::npos);
  }
}

TEST_CASE("an error that is not there ends the program too") {
  const auto ending = ending_of([] {
    const Result<int> fine = 1;
    static_cast<void>(fine.error().status);
  });
  CHECK(ending.signal == SIGABRT);
  CHECK(ending.said.find("error() of a Result that holds a value") != std::string::npos);
}

TEST_CASE("value() throws the error") {
  CHECK_THROWS_WITH_AS(static_cast<void>(failed_result().value()), "Cannot connect.", Exception);
  CHECK(Result<int>{3}.value() == 3);
}
