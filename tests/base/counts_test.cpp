// Sums of counts stay within what a count can be.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/counts.hpp>

#include <doctest/doctest.h>

using oaicompat::detail::add_count;
using oaicompat::detail::sum_of;

namespace {
constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
}

TEST_CASE("a sum that no count can hold is the nearest one") {
  CHECK(sum_of(2, 3) == 5);
  CHECK(sum_of(most, -1) == most - 1);
  CHECK(sum_of(most, 1) == most);
  CHECK(sum_of(most, most) == most);
  CHECK(sum_of(least, -1) == least);
  CHECK(sum_of(least, most) == -1);
  auto tokens = most - 1;
  add_count(tokens, 7);
  CHECK(tokens == most);
}
