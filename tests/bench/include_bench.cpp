// What it costs to include a header: the compiler's user time for a file that does nothing else.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace bench {
namespace {

double children_user_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

// Negative when it does not compile.
double seconds_to_include(const std::filesystem::path& folder, const std::string& header) {
  const auto source = folder / "include.cpp";
  std::ofstream{source} << "#include <" << header << ">\n";
  const auto command = std::string{OAICOMPAT_BENCH_CXX} + " " + OAICOMPAT_BENCH_CXXFLAGS + " -c -o /dev/null " +
                       source.string() + " 2>/dev/null";
  const auto before = children_user_seconds();
  if (std::system(command.c_str()) != 0) return -1;
  return children_user_seconds() - before;
}

}  // namespace

void measure_includes(const Options& options, Report& report) {
  const auto folder = std::filesystem::temp_directory_path() / ("oaicompat-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  for (const std::string face : {"client", "server"}) {
    for (const std::string other : {"httplib.h", "nlohmann/json.hpp", "simdjson.h"}) {
      const auto name = "include_" + face + "_vs_" + other;
      if (!options.wants(name)) continue;
      report.add(in_pairs(
          name, "s", 5, [&] { return seconds_to_include(folder, "oaicompat/" + face + ".hpp"); },
          [&] { return seconds_to_include(folder, other); }));
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace bench
