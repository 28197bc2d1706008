// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/choice_progress.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>

#include <cstddef>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<void> ChoiceProgress::add(std::int64_t index, bool finished) {
  const auto counted = detail::counted_index(index);
  if (counted < 0 || counted >= AccumulateOptions{}.max_choices) return detail::bad_index("choice", index);
  const auto at = static_cast<std::size_t>(counted);
  if (at >= seen_.size()) {
    seen_.resize(at + 1);
    finished_.resize(at + 1);
  }
  seen_[at] = true;
  if (finished) finished_[at] = true;
  return {};
}

OAICOMPAT_INLINE bool ChoiceProgress::complete() const { return !seen_.empty() && seen_ == finished_; }

}  // namespace oaicompat::inline v1
