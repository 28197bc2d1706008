// provider_quirks: brings chat requests to what a provider takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What a provider that speaks the API does otherwise.
struct ProviderQuirks {
  /// The member of a request's messages that earlier reasoning goes back in.
  enum class Reasoning : std::uint8_t {
    as_given,           ///< Either; it is sent as it is.
    reasoning_content,  ///< `reasoning_content`.
    reasoning,          ///< `reasoning`.
    none,               ///< It takes none: it is dropped, and reported.
  } reasoning = Reasoning::as_given;
  /// When a stream carries the usage.
  enum class Usage : std::uint8_t {
    asked,    ///< Where `stream_options.include_usage` asks for it.
    unasked,  ///< Always; it takes no `stream_options`, which are left out.
  } usage = Usage::asked;
  /// Members of a request that it refuses, or passes over: they are dropped, and reported where they ask for something.
  /// `messages[].name` is a member of each message. Default none.
  std::vector<std::string> refuses{};
  /// What it calls `max_completion_tokens`. Default that.
  std::string max_tokens_member = "max_completion_tokens";
  /// What it calls `seed`. Default that.
  std::string seed_member = "seed";
  bool operator==(const ProviderQuirks&) const = default;
};

/// A client layer that changes chat requests accordingly; all others, and all answers, pass. What is dropped is told to
/// `Context::losses`. The rest of a body stays byte for byte.
OAICOMPAT_API Layer provider_quirks(ProviderQuirks quirks);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/provider_quirks.ipp>
#endif
