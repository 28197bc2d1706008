// Files of tests/data.
// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <iterator>
#include <string>

/// The content of a file of tests/data.
inline std::string test_data(const std::string& name) {
  std::ifstream file{std::string{OAICOMPAT_TEST_DATA} + "/" + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}
