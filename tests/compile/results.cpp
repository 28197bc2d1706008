// A failure cannot be overlooked by writing less.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/result.hpp>

#pragma GCC diagnostic error "-Wunused-result"

namespace {

oaicompat::Result<int> answer() { return 42; }

}  // namespace

int main() {
#if OAICOMPAT_CASE == 1
  // case 1: nodiscard
  answer();
#elif OAICOMPAT_CASE == 2
  // case 2: cannot convert|no viable conversion
  const int forgotten = answer();
  return forgotten;
#elif OAICOMPAT_CASE == 3
  // case 3: cannot convert|no viable conversion
  const bool forgotten = answer();
  return forgotten;
#else
  const auto got = answer();
  return got ? *got : 0;
#endif
}
