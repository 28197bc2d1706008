// SPDX-License-Identifier: MIT
#include <oaicompat/base/random_bytes.hpp>
#include <oaicompat/base/random_id.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace oaicompat;

TEST_CASE("random ids have their prefix, 24 letters and digits, and differ") {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const auto id = random_id("call_");
    CHECK(id.size() == 29);
    CHECK(id.starts_with("call_"));
    seen.insert(id);
  }
  CHECK(seen.size() == 1'000);
}

TEST_CASE("more random bytes than a portion holds differ too") {
  std::vector<unsigned char> some(4'096), others(4'096);
  detail::random_bytes(some);
  detail::random_bytes(others);
  CHECK(some != others);
  CHECK(some != std::vector<unsigned char>(4'096));
}

#if !defined(_WIN32)
TEST_CASE("a process that was forked makes ids of its own") {
  (void)random_id("");
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  if (child == 0) {
    const auto id = random_id("");
    ::_exit(::write(ends[1], id.data(), id.size()) == static_cast<ssize_t>(id.size()) ? 0 : 1);
  }
  REQUIRE(child > 0);
  std::string of_child(24, ' ');
  CHECK(::read(ends[0], of_child.data(), of_child.size()) == 24);
  int status = -1;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(random_id("") != of_child);
  ::close(ends[0]);
  ::close(ends[1]);
}
#endif
