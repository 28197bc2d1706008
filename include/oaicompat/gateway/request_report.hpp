// RequestReport: what a gateway says of a request once it is over, for logs, metrics and accounts.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/failure.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

struct Rules;
class RecordedExchange;

/// The tokens of one answer, in one form for all dialects.
struct TokenTally {
  std::int64_t input = 0;        ///< Of the prompt, those from and for a cache included.
  std::int64_t output = 0;       ///< Of the answer, those of reasoning included.
  std::int64_t cached = 0;       ///< Of `input`: read from a cache.
  std::int64_t cache_write = 0;  ///< Of `input`: written to a cache.
  std::int64_t reasoning = 0;    ///< Of `output`: not shown.

  TokenTally& operator+=(const TokenTally& other) {
    input += other.input;
    output += other.output;
    cached += other.cached;
    cache_write += other.cache_write;
    reasoning += other.reasoning;
    return *this;
  }
  friend bool operator==(const TokenTally&, const TokenTally&) = default;
};

/// How long the pieces of a stream kept each other waiting, as counts. Pieces that came together share the wait.
struct TokenGaps {
  /// The most of each count but the last, in seconds.
  static constexpr std::array bounds{0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                     1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
  std::array<std::uint32_t, bounds.size() + 1> counts{};
  double sum = 0;  ///< Of all, in seconds.

  /// Takes what so many pieces kept waiting, from 1.
  void add(Duration wait, std::int64_t pieces) {
    const auto seconds = std::chrono::duration<double>{wait}.count();
    const auto each = seconds / static_cast<double>(pieces);
    std::size_t at = 0;
    while (at < bounds.size() && each > bounds[at]) ++at;
    counts[at] += static_cast<std::uint32_t>(pieces);
    sum += seconds;
  }
  friend bool operator==(const TokenGaps&, const TokenGaps&) = default;
};

/// Why an attempt was made.
enum class AttemptRole : std::uint8_t {
  primary,  ///< It is the first, or follows one that failed.
  hedge,    ///< Another one was slow; both ran at once.
};

/// An attempt that is over.
struct AttemptReport {
  int number = 1;                             ///< Which of its request it is, from 1.
  std::uint32_t target = 0;                   ///< Its place in the rules.
  AttemptRole role = AttemptRole::primary;    ///< Why it was made.
  int status = 0;                             ///< Of the answer; 0 where no head came.
  std::optional<FailureClass> failure{};      ///< Nothing where it gave the answer, or lost to another one.
  bool lost = false;                          ///< Another one, which ran at the same time, gave the answer.
  std::string model{};                        ///< Which answered, in the target's words; empty where none did.
  std::optional<TokenTally> tokens{};         ///< Nothing where nothing was billed, as far as is known.
  bool estimated = false;                     ///< The upstream told no usage: `tokens` is what was sent and seen.
  std::optional<std::int64_t> cost{};         ///< In nano-dollars; nothing where there are no tokens, or no price.
  std::optional<Duration> first_token{};      ///< From the attempt's begin; of a whole answer to its end.
  Duration duration{0};                       ///< From the attempt's begin to its end.
  TokenGaps gaps{};                           ///< Of a stream that passed, after its first token.
  Time begun{};                               ///< By the gateway's clock.
  std::string span_id{};                      ///< Which the target was sent; empty where the request has no trace.
  std::string answer_id{};                    ///< Of the answer. Only where spans of the request are sent.
  std::vector<std::string> finish_reasons{};  ///< One a choice. Only where spans of the request are sent.
};

/// How a request ended.
enum class RequestOutcome : std::uint8_t {
  answered,   ///< With a whole answer.
  failed,     ///< No target helped; the caller was told by a status.
  cut,        ///< The answer had begun, and the caller was told that it is not whole.
  refused,    ///< By the gateway, before any target was asked: key, limit, budget, unknown model, ...
  cancelled,  ///< The caller left.
};
/// As words: `answered`, `failed`, ...
constexpr std::string_view to_string(RequestOutcome outcome) {
  switch (outcome) {
    case RequestOutcome::answered: return "answered";
    case RequestOutcome::failed: return "failed";
    case RequestOutcome::cut: return "cut";
    case RequestOutcome::refused: return "refused";
    case RequestOutcome::cancelled: return "cancelled";
  }
  return "unknown";
}

/// What a gateway's cache had to do with a request.
enum class CacheUse : std::uint8_t {
  none,       ///< Its route has no cache.
  bypass,     ///< It passed the cache by: its answer is not to be kept, or its caller wanted that.
  miss,       ///< Nothing was found.
  hit,        ///< It was answered out of the cache.
  coalesced,  ///< It was answered together with an equal request that was under way.
  semantic,   ///< It was answered out of the cache, by the answer to a request that means the same.
  stale,      ///< It was answered out of the cache by an answer past its time.
  refresh,    ///< It is no caller's: the gateway asked anew for an answer past its time.
};
/// As words: `bypass`, `miss`, ...; empty for `none`.
constexpr std::string_view to_string(CacheUse use) {
  switch (use) {
    case CacheUse::none: return "";
    case CacheUse::bypass: return "bypass";
    case CacheUse::miss: return "miss";
    case CacheUse::hit: return "hit";
    case CacheUse::coalesced: return "coalesced";
    case CacheUse::semantic: return "semantic";
    case CacheUse::stale: return "stale";
    case CacheUse::refresh: return "refresh";
  }
  return "";
}

/// Where a request stands in its trace. All is empty but with `Telemetry::watch` around the gateway.
struct RequestTrace {
  std::string trace_id{};         ///< 32 hexadecimal digits.
  std::string span_id{};          ///< 16 hexadecimal digits: of the gateway's span, which the log has as well.
  std::string parent_id{};        ///< Of the caller's span; empty where the trace begins here.
  std::string state{};            ///< The caller's `tracestate`.
  bool sampled = true;            ///< The trace is to be kept: its caller says so, or the rules where it begins here.
  std::string linked_trace_id{};  ///< Of a span that it is linked to, in another trace; empty where there is none.
  std::string linked_span_id{};   ///< That span's.
};

/// What only the spans of a request tell.
struct RequestDetails {
  /// Members of the body, as they stand there: `temperature`, `seed`, ...
  std::vector<std::pair<std::string, std::string>> parameters{};
  std::string session{};  ///< `x-oaicompat-session`.
  /// When targets were chosen, by the gateway's clock.
  std::optional<Time> route_begun{}, route_ended{};
  /// When the cache was looked into; nothing where it was not.
  std::optional<Time> cache_begun{}, cache_ended{};
};

/// A request that is over.
struct RequestReport {
  std::shared_ptr<const Rules> rules{};  ///< It was made by; attempts name their targets by the places in these.
  std::string request_id{};              ///< `Context::request_id`; empty where no layer gave one.
  std::string method{};                  ///< `POST`.
  std::string path{};                    ///< `/v1/chat/completions`.
  std::string key{};                     ///< The name of the caller's key; empty where the rules have none.
  std::string tenant{};                  ///< Of that key.
  std::string route{};                   ///< Which took it; empty where none did.
  std::string target{};                  ///< Which answered, or was asked last; empty where none was.
  std::string dialect{};                 ///< Of that target.
  std::string model_asked{};             ///< In the caller's words. Not bounded by the rules: no label for metrics.
  std::string model{};                   ///< Which answered, in the target's words; empty where none did.
  bool stream = false;                   ///< A stream of events was asked for.
  int status = 0;                        ///< That the caller saw; 0 where it left before.
  RequestOutcome outcome = RequestOutcome::answered;
  std::string error{};                    ///< The code of the gateway's refusal, or the class of the failure.
  std::vector<AttemptReport> attempts{};  ///< In the order of their ends.
  std::optional<TokenTally> tokens{};     ///< Of the answer that the caller saw.
  bool estimated = false;                 ///< Some of the tokens or of the cost is estimated: it is at least that.
  std::optional<std::int64_t> cost{};     ///< Of all attempts, in nano-dollars; nothing where one has no price.
  bool unpriced = false;                  ///< There are tokens without a price.
  CacheUse cache = CacheUse::none;        ///< What the cache had to do with it.
  std::optional<std::int64_t> saved{};    ///< What the cache saved, in nano-dollars; nothing where that is not known.
  std::optional<Duration> first_token{};  ///< From the request's begin.
  Duration duration{0};                   ///< From the request's begin to its end.
  std::int64_t begun_at = 0;              ///< By the wall clock, in seconds since 1970.
  Time begun{};                           ///< By the gateway's clock.
  RequestTrace trace{};                   ///< Where it stands in its trace.
  /// Null where no spans are sent.
  std::shared_ptr<const RequestDetails> details{};
  /// What was asked and answered, where that is evaluated: its `scores` are for the log. Else null.
  std::shared_ptr<const RecordedExchange> exchange{};
};

}  // namespace oaicompat::inline v1
