// SPDX-License-Identifier: MIT
#include "stats.hpp"

#include <fmt/format.h>

namespace demo {

std::string Stats::json() const {
  return fmt::format(R"({{"requests":{},"active":{},"cancelled":{},"completed":{}}})", requests_.load(), active_.load(),
                     cancelled_.load(), completed_.load());
}

oaicompat::Layer stats_page(const Stats& stats) {
  return [&stats](oaicompat::Handler inner) -> oaicompat::Handler {
    return [&stats, inner = std::move(inner)](oaicompat::Request request) {
      const bool asked = request.method == "GET" && request.path == "/demo/stats";
      return asked ? oaicompat::json_answer(200, stats.json()) : inner(std::move(request));
    };
  };
}

}  // namespace demo
