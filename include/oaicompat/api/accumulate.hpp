// The bounds of accumulating: chunks to the whole response.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace oaicompat::inline v1 {

/// The bounds of accumulating: a stream is hostile input.
struct AccumulateOptions {
  /// The most choices. Default 128, as the specification allows.
  std::int64_t max_choices = 128;
  /// The most tool calls of a choice. Default 128.
  std::int64_t max_tool_calls = 128;
  /// The most bytes of text and arguments in all, extras counted in. Default 64 MiB.
  std::size_t max_bytes = std::size_t{64} << 20;
};

}  // namespace oaicompat::inline v1
