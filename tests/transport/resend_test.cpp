// SPDX-License-Identifier: MIT
#include <oaicompat/transport/resend.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using namespace oaicompat::detail;

TEST_CASE("a lost request goes out again only while nothing shows that it was read") {
  using std::chrono::milliseconds;
  struct Row {
    LostRequest lost;
    bool again;
  };
  const Row rows[] = {
      {{.reused = true, .written = 300, .since = milliseconds{0}}, true},
      {{.reused = true, .written = 300, .since = milliseconds{250}}, true},
      {{.reused = true, .written = 0, .since = milliseconds{1}}, true},
      {{.reused = true, .written = 300, .since = milliseconds{251}}, false},
      {{.reused = true, .written = 300, .since = milliseconds{3000}}, false},
      {{.reused = true, .heard = true, .written = 300, .since = milliseconds{1}}, false},
      {{.reused = true, .written = 100 << 20, .since = milliseconds{1}}, false},
      {{.reused = false, .written = 300, .since = milliseconds{1}}, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.lost.written);
    CAPTURE(row.lost.since.count());
    CHECK(may_send_again(row.lost) == row.again);
  }
}
