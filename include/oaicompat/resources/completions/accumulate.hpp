// Chunks of a legacy completion to the whole, and the whole to chunks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/choice_progress.hpp>
#include <oaicompat/resources/completions/types.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the chunks of a streamed legacy completion into the completion. As `ChatAccumulator`.
class OAICOMPAT_API CompletionAccumulator {
 public:
  explicit CompletionAccumulator(AccumulateOptions options = {});
  CompletionAccumulator(const CompletionAccumulator&);
  CompletionAccumulator(CompletionAccumulator&&) noexcept;
  CompletionAccumulator& operator=(const CompletionAccumulator&);
  CompletionAccumulator& operator=(CompletionAccumulator&&) noexcept;
  ~CompletionAccumulator();

  Result<void> add(const Completion& chunk);
  bool complete() const;
  Result<Completion> finish();
  std::optional<Completion> so_far() const;

 private:
  Result<void> add_choice(const CompletionChoice& from);
  Completion made();

  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  bool began_ = false;
  Completion whole_;
  std::map<std::int64_t, std::pair<std::string, CompletionChoice>> choices_;
};

/// The progress of the choices of a streamed legacy completion. **Errors**: an index out of bounds.
class OAICOMPAT_API CompletionProgress : public ChoiceProgress {
 public:
  Result<void> add(const Completion& chunk);
};

/// How `createCompletion` streams. As `ChatStreaming`.
struct OAICOMPAT_API CompletionStreaming {
  using Accumulator = CompletionAccumulator;
  using Progress = CompletionProgress;
  using Shape = ChunkShape;
  static bool wanted(const CompletionRequest& request);
  static void want(CompletionRequest& request, bool streamed);
  static Shape shape_for(const CompletionRequest& request);
  static bool shape(Completion& chunk, const Shape& wanted);
  static std::vector<Completion> split(const Completion& whole);
  static Text* delta_text(Completion& chunk);
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/completions/accumulate.ipp>
#include <oaicompat/resources/completions/streaming.ipp>
#endif
