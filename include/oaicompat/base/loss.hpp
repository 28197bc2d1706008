// LossReport: what a translation between two dialects could not carry.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What became of a member.
enum class LossKind : std::uint8_t {
  dropped,       ///< It was left out.
  clamped,       ///< Its value lay outside of what the other side takes, and was brought to the nearest that it takes.
  emulated,      ///< Something else does what it asks for: a forced tool for a structured answer.
  approximated,  ///< The other side has something close to it.
};
/// The word for it: `dropped`.
OAICOMPAT_API std::string_view word_of(LossKind kind);

/// One member that did not come across as it was.
struct Loss {
  std::string path{};  ///< Where it stood: `messages[1].content[0].image_url.detail`.
  LossKind kind = LossKind::dropped;
  std::string why{};  ///< A phrase for people: `the provider takes one choice`.
  bool operator==(const Loss&) const = default;
};

/// What a translation lost, in order. An equal loss is told once.
///
/// **Threads**: one at a time.
class OAICOMPAT_API LossReport {
 public:
  /// The most losses that are kept; further ones are counted.
  static constexpr std::size_t max_losses = 64;

  void add(std::string path, LossKind kind, std::string why);
  void add(LossReport other);
  const std::vector<Loss>& losses() const noexcept { return losses_; }
  bool empty() const noexcept { return losses_.empty(); }
  /// As the header `x-oaicompat-loss` has it: `dropped seed; clamped temperature`. At most 1,024 bytes, no byte that a
  /// header may not have. The reasons are left out.
  std::string header() const;
  /// The error that a strict translation answers: status 400, code `unsupported_parameter`, the first loss as its
  /// param. Nothing when the report is empty.
  std::optional<Error> refusal() const;

 private:
  std::vector<Loss> losses_;
  std::size_t more_ = 0;
};

/// What a translation does with a loss.
enum class Losses : std::uint8_t {
  reported,  ///< It goes on; the report says what was lost.
  refused,   ///< A request that would lose something is a 400 that names the member.
};

/// The name of the header that tells a caller what was lost.
inline constexpr std::string_view loss_header = "x-oaicompat-loss";

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/loss.ipp>
#endif
