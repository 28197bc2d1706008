// OtlpPost: sends an export to a collector, again where that helps. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// An export that a collector took.
struct OtlpTaken {
  std::int64_t refused = 0;  ///< How many of its items it did not take.
  std::string message{};     ///< Why not, or what else the collector has to say of it; often empty.
};

/// Sends exports. It blocks until one was taken, was refused, or its time is up. **Threads**: one at a time.
class OAICOMPAT_API OtlpPost {
 public:
  struct Options {
    Handler to{};
    std::string prefix{};  ///< The path before `/v1/traces`.
    Headers headers{};
    std::chrono::milliseconds timeout{};  ///< Of one try.
    std::chrono::milliseconds give_up{};  ///< After this time no try is made.
  };
  /// `wait` sleeps for a time, or less where `stop` fires.
  OtlpPost(Options options, std::stop_token stop, std::function<void(Duration)> wait)
      : options_{std::move(options)}, stop_{std::move(stop)}, wait_{std::move(wait)} {}

  /// What the collector took of the export. A 429, 502, 503 or 504 and a lost connection are tried
  /// again, after `Retry-After` or 1, 2, 4 and then 5 seconds. **Errors**: why the whole export was not taken.
  Result<OtlpTaken> send(std::string_view path, const std::string& body) const;

 private:
  const Options options_;
  const std::stop_token stop_;
  const std::function<void(Duration)> wait_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/otlp_post.ipp>
#endif
