// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string_view word_of(LossKind kind) {
  switch (kind) {
    case LossKind::dropped: return "dropped";
    case LossKind::clamped: return "clamped";
    case LossKind::emulated: return "emulated";
    case LossKind::approximated: return "approximated";
  }
  return "dropped";
}

OAICOMPAT_INLINE void LossReport::add(std::string path, LossKind kind, std::string why) {
  Loss loss{std::move(path), kind, std::move(why)};
  if (std::find(losses_.begin(), losses_.end(), loss) != losses_.end()) return;
  if (losses_.size() == max_losses) {
    ++more_;
  } else {
    losses_.push_back(std::move(loss));
  }
}

OAICOMPAT_INLINE void LossReport::add(LossReport other) {
  for (auto& loss : other.losses_) add(std::move(loss.path), loss.kind, std::move(loss.why));
  more_ += other.more_;
}

OAICOMPAT_INLINE std::string LossReport::header() const {
  constexpr std::size_t max_bytes = 1024;
  std::string out;
  std::size_t told = 0;
  for (const auto& loss : losses_) {
    auto entry = std::string{out.empty() ? "" : "; "}.append(word_of(loss.kind)).append(" ");
    for (const char c : loss.path) entry += c > ' ' && c < 127 && c != ';' ? c : '?';
    if (out.size() + entry.size() + 20 > max_bytes) break;
    out += entry;
    ++told;
  }
  const auto left = losses_.size() - told + more_;
  if (left > 0) out += "; " + std::to_string(left) + " more";
  return out;
}

OAICOMPAT_INLINE std::optional<Error> LossReport::refusal() const {
  if (losses_.empty()) return std::nullopt;
  const auto& first = losses_.front();
  auto error = api_error(400, "'" + first.path + "' cannot be carried to the provider: " + first.why + ".",
                         "unsupported_parameter", first.path);
  return error;
}

}  // namespace oaicompat::inline v1
