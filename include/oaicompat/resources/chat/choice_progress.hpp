// ChoiceProgress: which choices of a stream have ended.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/tool_call_places.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace oaicompat::inline v1 {

/// Which choices have appeared in a stream, and which have their finish reason.
class OAICOMPAT_API ChoiceProgress {
 public:
  /// Adds a choice of a chunk. **Errors**: an index out of bounds.
  Result<void> add(std::int64_t index, bool finished);
  /// Whether every choice that has appeared has its finish reason, and there is one.
  bool complete() const;

 private:
  std::vector<bool> seen_, finished_;
};

/// What a request asks of the chunks of its answer.
struct ChunkShape {
  bool usage = false;  ///< `stream_options.include_usage`.
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/choice_progress.ipp>
#endif
