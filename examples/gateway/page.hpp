// The administrators' page: files that are part of the program.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/handler.hpp>

#include <string_view>
#include <vector>

namespace gateway_program {

/// A file of the page.
struct PageFile {
  std::string_view path;  ///< Where it is served: `/ui/main.js`.
  std::string_view type;  ///< Its media type.
  std::string_view bytes;
};
/// All of them. Made at build time of `examples/gateway/page/` and the library for charts.
const std::vector<PageFile>& page_files();

/// Answers `GET /`, `/ui` and what stands below it, without a key: the page holds nothing but itself, and its policy
/// lets it load nothing from elsewhere.
oaicompat::Layer page();

}  // namespace gateway_program
