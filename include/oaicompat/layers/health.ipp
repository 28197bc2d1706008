// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer health(HealthOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      const auto& paths = options.paths;
      const bool asked = std::find(paths.begin(), paths.end(), request.path) != paths.end();
      if (!asked || (request.method != "GET" && request.method != "HEAD")) return inner(std::move(request));
      if (!options.ready || options.ready()) return json_answer(200, R"({"status":"ok"})");
      return detail::refusal(api_error(503, "The server is not ready.", "not_ready"), {{"retry-after", "1"}});
    };
  };
}

}  // namespace oaicompat::inline v1
