// How long it takes to find the operation of a path among 288, beside comparing each pattern in turn.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/api/router.hpp>

#include <array>

namespace bench {
namespace {

using oaicompat::Endpoint;

// 24 resources of 12 endpoints, as deep as the API's.
std::vector<std::string> patterns() {
  std::vector<std::string> out;
  for (int i = 0; i < 24; ++i) {
    const auto base = (i % 3 == 0 ? "/organization/things_" : "/things_") + std::to_string(i);
    const auto one = base + "/{thing_id}";
    for (const auto& path :
         {base, base, base + "/search", one, one, one, one + "/cancel", one + "/items", one + "/items",
          one + "/items/{item_id}", one + "/items/{item_id}/content", one + "/items/{item_id}/parts/{part_id}"})
      out.push_back(path);
  }
  return out;
}
constexpr std::array<std::string_view, 12> methods{"GET",  "POST", "POST", "GET", "POST", "DELETE",
                                                   "POST", "GET",  "POST", "GET", "GET",  "DELETE"};

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto literal = pattern.substr(0, open);
    if (!path.starts_with(literal)) return false;
    path.remove_prefix(literal.size());
    if (open == pattern.npos) break;
    pattern.remove_prefix(pattern.find('}', open) + 1);
    const auto value = path.substr(0, path.find('/'));
    if (value.empty()) return false;
    path.remove_prefix(value.size());
  }
  return path.empty();
}

}  // namespace

void measure_routes(const Options& options, Report& report) {
  if (!options.wants("route_288")) return;
  const auto texts = patterns();
  std::vector<Endpoint> endpoints;
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    endpoints.push_back({"", methods[i % methods.size()], texts[i]});
    auto path = texts[i];
    for (auto at = path.find('{'); at != path.npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "id_" + std::to_string(i));
    paths.push_back(std::move(path));
  }
  const oaicompat::detail::Router router{endpoints};
  const auto each = [&](auto find) {
    std::size_t i = 0;
    return nanoseconds_each(options.scaled(200'000), [&] {
      i = (i + 97) % paths.size();
      use(find(endpoints[i].method, paths[i]));
    });
  };
  const auto ours = [&] {
    return each([&](std::string_view method, std::string_view path) { return router.find(method, path)->row; });
  };
  const auto in_turn = [&] {
    return each([&](std::string_view method, std::string_view path) {
      std::size_t row = 0;
      while (endpoints[row].method != method || !matches(endpoints[row].path, path)) ++row;
      return row;
    });
  };
  report.add(in_pairs("route_288", "ns", options.runs(), ours, in_turn));
}

}  // namespace bench
