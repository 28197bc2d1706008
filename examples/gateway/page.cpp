// The administrators' page.
// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gateway_program {

using namespace oaicompat;

namespace {

Answer file_answer(const PageFile& file) {
  return ready_answer({.status = 200,
                       .headers = {{"content-type", std::string{file.type}},
                                   {"content-security-policy",
                                    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
                                   {"x-content-type-options", "nosniff"},
                                   {"referrer-policy", "no-referrer"},
                                   {"cross-origin-opener-policy", "same-origin"},
                                   {"cache-control", "no-cache"}}},
                      std::string{file.bytes});
}

}  // namespace

Layer page() {
  return [](Handler inner) -> Handler {
    return [inner = std::move(inner)](Request&& request) -> Answer {
      const bool reads = request.method == "GET" || request.method == "HEAD";
      const bool front = request.path == "/" || request.path == "/ui" || request.path == "/ui/";
      const std::string_view path = front ? "/ui/index.html" : std::string_view{request.path};
      const auto& all = page_files();
      const auto at = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.path == path; });
      return reads && at != all.end() ? file_answer(*at) : inner(std::move(request));
    };
  };
}

}  // namespace gateway_program
