// What it costs to include a header: the compiler's user time for a file that does nothing else.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

namespace bench {
namespace {

double children_user_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

// The standard headers that the faces cannot do without.
constexpr auto standard_headers =
    "#include <chrono>\n#include <functional>\n#include <memory>\n#include <optional>\n#include <stop_token>\n"
    "#include <string>\n#include <variant>\n#include <vector>\n";

// Negative when it does not compile.
double seconds_to_compile(const std::filesystem::path& folder, const std::string& text) {
  const auto source = folder / "include.cpp";
  std::ofstream{source} << text;
  const auto command = std::string{OAICOMPAT_BENCH_CXX} + " " + OAICOMPAT_BENCH_CXXFLAGS + " -c -o /dev/null " +
                       source.string() + " 2>/dev/null";
  const auto before = children_user_seconds();
  if (std::system(command.c_str()) != 0) return -1;
  return children_user_seconds() - before;
}

std::string including(const std::string& header) { return "#include <" + header + ">\n"; }

}  // namespace

// All are compiled in turn, five times, so that each ratio is of neighbours in time.
void measure_includes(const Options& options, Report& report) {
  constexpr int runs = 5;
  const std::vector<std::string> faces{"client", "server"};
  const std::vector<std::pair<std::string, std::string>> others{{"standard_headers", standard_headers},
                                                                {"httplib.h", including("httplib.h")},
                                                                {"nlohmann/json.hpp", including("nlohmann/json.hpp")},
                                                                {"simdjson.h", including("simdjson.h")}};
  const auto name = [](const auto& face, const auto& other) { return "include_" + face + "_vs_" + other.first; };
  const auto wanted = [&](const auto& face) {
    return std::any_of(others.begin(), others.end(), [&](const auto& o) { return options.wants(name(face, o)); });
  };
  if (std::none_of(faces.begin(), faces.end(), wanted)) return;

  const auto folder = std::filesystem::temp_directory_path() / ("oaicompat-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::map<std::string, std::vector<double>> took;
  for (int run = 0; run < runs; ++run) {
    for (const auto& face : faces)
      took[face].push_back(seconds_to_compile(folder, including("oaicompat/" + face + ".hpp")));
    for (const auto& [other, text] : others) took[other].push_back(seconds_to_compile(folder, text));
  }
  std::filesystem::remove_all(folder);

  for (const auto& face : faces) {
    for (const auto& other : others) {
      if (!options.wants(name(face, other))) continue;
      const auto &ours = took[face], &baseline = took[other.first];
      std::vector<double> ratios;
      for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(baseline[i] > 0 ? ours[i] / baseline[i] : 0);
      report.add({name(face, other), median(ours), median(baseline), median(ratios), "s", runs});
    }
  }
}

}  // namespace bench
