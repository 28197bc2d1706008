// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/utf8.ipp>
#include <oaicompat/resources/chat/stop_filter.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// For each length of a beginning of `text`: how long the longest beginning is that it ends with, itself aside.
OAICOMPAT_INLINE std::vector<std::uint32_t> fallbacks_of(std::string_view text) {
  std::vector<std::uint32_t> out(text.size() + 1, 0);
  std::size_t matched = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    while (matched > 0 && text[i] != text[matched]) matched = out[matched];
    if (text[i] == text[matched]) ++matched;
    out[i + 1] = static_cast<std::uint32_t>(matched);
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE bool StopFilter::Stop::step(char byte) {
  while (matched > 0 && text[matched] != byte) matched = fallback[matched];
  if (text[matched] == byte) ++matched;
  return matched == text.size();
}

OAICOMPAT_INLINE StopFilter::StopFilter(std::vector<std::string> stops) {
  // The longest first: of several that are whole at once it is found first.
  std::sort(stops.begin(), stops.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  for (auto& each : stops) {
    if (each.empty()) continue;
    auto fallback = detail::fallbacks_of(each);
    stops_.push_back({std::move(each), std::move(fallback)});
  }
}

// Which stop text is whole with this byte. When one is, the others need not be up to date.
OAICOMPAT_INLINE std::optional<std::size_t> StopFilter::step(char byte) {
  for (std::size_t i = 0; i < stops_.size(); ++i) {
    if (stops_[i].step(byte)) return i;
  }
  return std::nullopt;
}

// Lets the first bytes that are held back go, and the log probabilities of the tokens that begin in them.
OAICOMPAT_INLINE std::string_view StopFilter::give(std::size_t size) {
  out_.assign(held_, 0, size);
  held_.erase(0, size);
  gone_ += size;
  for (; !waiting_.empty() && waiting_.front().at < gone_; waiting_.pop_front())
    ready_.push_back(std::move(waiting_.front().logprob));
  return out_;
}

OAICOMPAT_INLINE std::string_view StopFilter::push(std::string_view piece) {
  if (stopped()) return {};
  for (std::size_t i = 0; i < piece.size() && !matched_; ++i) {
    held_ += piece[i];
    matched_ = step(piece[i]);
  }
  if (matched_) {
    const auto text = give(held_.size() - stops_[*matched_].text.size());
    held_.clear();
    waiting_.clear();
    return text;
  }
  auto keep = detail::Utf8Joiner::open_tail(held_);
  for (const auto& each : stops_) keep = std::max(keep, each.matched);
  return give(held_.size() - keep);
}

OAICOMPAT_INLINE std::string_view StopFilter::push(std::string_view token, TokenLogprob logprob) {
  if (!stopped()) waiting_.push_back({gone_ + held_.size(), std::move(logprob)});
  return push(token);
}

OAICOMPAT_INLINE std::string_view StopFilter::finish() {
  const auto text = give(held_.size());
  for (auto& each : stops_) each.matched = 0;
  for (auto& each : waiting_) ready_.push_back(std::move(each.logprob));  // of tokens without text, at the end
  waiting_.clear();
  return text;
}

OAICOMPAT_INLINE std::optional<std::string_view> StopFilter::matched() const {
  return matched_ ? std::optional<std::string_view>{stops_[*matched_].text} : std::nullopt;
}

OAICOMPAT_INLINE std::vector<TokenLogprob> StopFilter::take_logprobs() { return std::exchange(ready_, {}); }

}  // namespace oaicompat::inline v1
