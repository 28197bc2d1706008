// replay: sends logged requests again, and compares what comes with what came.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/log_sink.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// Where and how requests are sent again.
struct ReplayOptions {
  Handler to{};         ///< A transport to the target.
  Layer speak{};        ///< Translates what came in a dialect: `speak_dialects`. Default none: it is sent as it came.
  std::string path{};   ///< What stands in place of `/v1` in the path: `/openai/v1`. Default `/v1`.
  std::string key{};    ///< The target's key. Default none is shown.
  std::string model{};  ///< What stands in place of the model. Default the logged one.
  ClockPtr clock = real_clock();
};

/// A request, as it was answered and as it is.
struct Replayed {
  std::string id{};  ///< Of the record.
  int status_before = 0, status_after = 0;
  std::string text_before{}, text_after{};  ///< By `answer_text`.
  std::optional<TokenTally> tokens_before{}, tokens_after{};
  Duration duration_before{0}, duration_after{0};

  /// Whether status and text are the same.
  bool is_same() const { return status_before == status_after && text_before == text_after; }
};

/// Sends a record's request, as it was logged: redacted words stay so. It goes to the path that it came on, or through
/// `speak` to that of this API; its answer is of the same form as the logged one. Waits for the answer.
/// **Errors**: `invalid_argument` with the code `no_body` where the record has no whole body; of the transport.
OAICOMPAT_API Result<Replayed> replay(const LogRecord& record, const ReplayOptions& options);
/// As one line of JSON, with both texts where they differ, and how alike they are (`text_similarity`, `fuzzy_match`).
OAICOMPAT_API std::string replay_json(const Replayed& replayed);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/replay.ipp>
#endif
