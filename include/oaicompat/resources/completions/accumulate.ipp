// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/completions/accumulate.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline void join(CompletionLogprobs& to, const CompletionLogprobs& from, std::size_t& bytes) {
  append(to.text_offset, from.text_offset, bytes);
  append(to.token_logprobs, from.token_logprobs, bytes);
  append(to.tokens, from.tokens, bytes);
  append(to.top_logprobs, from.top_logprobs, bytes);
  take_extras(to.extra, from.extra, bytes);
}

}  // namespace detail

OAICOMPAT_INLINE CompletionAccumulator::CompletionAccumulator(AccumulateOptions options) : options_{options} {}
OAICOMPAT_INLINE CompletionAccumulator::CompletionAccumulator(const CompletionAccumulator&) = default;
OAICOMPAT_INLINE CompletionAccumulator::CompletionAccumulator(CompletionAccumulator&&) noexcept = default;
OAICOMPAT_INLINE CompletionAccumulator& CompletionAccumulator::operator=(const CompletionAccumulator&) = default;
OAICOMPAT_INLINE CompletionAccumulator& CompletionAccumulator::operator=(CompletionAccumulator&&) noexcept = default;
OAICOMPAT_INLINE CompletionAccumulator::~CompletionAccumulator() = default;

OAICOMPAT_INLINE Result<void> CompletionAccumulator::add(const Completion& chunk) {
  began_ = true;
  if (whole_.id.empty()) whole_.id = chunk.id;
  if (whole_.model.empty()) whole_.model = chunk.model;
  if (whole_.created == 0) whole_.created = chunk.created;
  detail::take_last(whole_.system_fingerprint, chunk.system_fingerprint);
  detail::take_last(whole_.usage, chunk.usage);
  detail::take_extras(whole_.extra, chunk.extra, bytes_);
  for (const auto& choice : chunk.choices) {
    if (auto added = add_choice(choice); !added) return added;
    if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  }
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return {};
}

OAICOMPAT_INLINE Result<void> CompletionAccumulator::add_choice(const CompletionChoice& from) {
  const auto index = detail::counted_index(from.index);
  if (index < 0 || index >= options_.max_choices) return detail::bad_index("choice", from.index);
  auto& [text, choice] = choices_[index];
  text += from.text.view();
  bytes_ += from.text.size();
  if (detail::finishes(from.finish_reason)) choice.finish_reason = from.finish_reason;
  if (from.logprobs) {
    if (!choice.logprobs) choice.logprobs.emplace();
    detail::join(*choice.logprobs, *from.logprobs, bytes_);
  }
  detail::take_extras(choice.extra, from.extra, bytes_);
  return {};
}

OAICOMPAT_INLINE bool CompletionAccumulator::complete() const {
  return !choices_.empty() && std::all_of(choices_.begin(), choices_.end(),
                                          [](auto& c) { return c.second.second.finish_reason.has_value(); });
}

OAICOMPAT_INLINE Completion CompletionAccumulator::made() {
  for (auto& [index, kept] : choices_) {
    auto& [text, choice] = kept;
    choice.index = index;
    choice.text = Text{text};
    if (choice.logprobs.absent()) choice.logprobs.set_null();
    if (choice.finish_reason.absent()) choice.finish_reason.set_null();
    whole_.choices.push_back(std::move(choice));
  }
  choices_.clear();
  return std::move(whole_);
}

OAICOMPAT_INLINE Result<Completion> CompletionAccumulator::finish() {
  if (!began_) return detail::no_chunks();
  for (const auto& [index, kept] : choices_) {
    if (!kept.second.finish_reason) return detail::no_finish_reason(index);
  }
  began_ = false;
  return made();
}

OAICOMPAT_INLINE std::optional<Completion> CompletionAccumulator::so_far() const {
  if (!began_) return std::nullopt;
  auto copy = *this;
  return copy.made();
}

}  // namespace oaicompat::inline v1
