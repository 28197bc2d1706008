// ToolProgress: how far a run of a model and its tools has come, and the options of such a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/send.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/kit/toolbox.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// A call that a model asks for.
struct RequestedCall {
  /// The call's id, unique within its answer.
  std::string id{};
  /// The tool's name as the model wrote it.
  std::string name{};
  /// The arguments as the model wrote them.
  std::string arguments{};
  bool operator==(const RequestedCall&) const = default;
};

/// A call, and what came of it.
struct PerformedCall {
  RequestedCall call{};
  ToolResult result{};
  /// How long the handler took.
  std::chrono::microseconds duration{0};
  /// Which of the model's answers asked for it, from 1.
  int round = 0;
};

/// Tokens of several answers together.
struct TokenTotals {
  std::int64_t input = 0;      ///< Tokens of the prompts.
  std::int64_t output = 0;     ///< Tokens of the answers.
  std::int64_t total = 0;      ///< Tokens of both, as the server counts them.
  std::int64_t cached = 0;     ///< Tokens of the prompts that a cache held.
  std::int64_t reasoning = 0;  ///< Tokens of the answers that were reasoning.
  bool operator==(const TokenTotals&) const = default;
};

/// Why a run ended.
enum class ToolRunEnd {
  finished,    ///< The model gave an answer that calls nothing.
  max_rounds,  ///< It called tools in its last round too; those calls are left in `pending`.
  predicate,   ///< `stop_when` said so; the calls of the last answer are left in `pending`.
  cancelled,   ///< `RequestOptions::stop` fired. `error` is set.
  failed,      ///< A request failed. `error` is set.
};

/// How far a run has come.
struct ToolProgress {
  /// How many answers the model gave.
  int rounds = 0;
  /// The calls that were performed, in the order in which the model asked for them.
  std::vector<PerformedCall> calls{};
  /// The calls of the last answer that are not performed.
  std::vector<RequestedCall> pending{};
  /// What all answers took, as far as the server says it.
  TokenTotals usage{};
  /// Why the run ended.
  ToolRunEnd end = ToolRunEnd::finished;
  /// What went wrong where `end` is `failed` or `cancelled`. All else holds what came before.
  std::optional<Error> error{};

  /// Whether nothing went wrong. A run that came to its most rounds is no error: see `end`.
  explicit operator bool() const noexcept { return !error; }
};

/// How a model and its tools are run.
///
/// **Threads**: the functions are called on the caller's thread, one at a time. What they throw ends the run and comes
/// out of it, once the calls that have begun are over.
struct RunToolsOptions {
  /// The most answers that are asked for. Default 8.
  int max_rounds = 8;
  /// Whether the calls of one answer are performed at once, on threads. Default true.
  bool parallel = true;
  /// The most threads that perform calls. Default 8.
  std::size_t max_threads = 8;
  /// The most calls of one answer that are performed; further ones get an error text. Default 128.
  std::size_t max_calls = 128;
  /// Whether answers are asked for as streams. Default false.
  bool streamed = false;
  /// Called with text of an answer as it comes, or all at once where it does not stream. Default none.
  std::function<void(std::string_view text)> on_text = {};
  /// Called before a call is performed. Default none.
  std::function<void(const RequestedCall& call)> on_call = {};
  /// Called once a call is performed, in the order of the calls. Default none.
  std::function<void(const PerformedCall& call)> on_result = {};
  /// Asked after each answer that calls tools, before they are performed: true ends the run, for a person to agree to
  /// `pending`, say. Default never.
  std::function<bool(const ToolProgress& so_far)> stop_when = {};
  /// How each request is sent. Its `stop` ends the run, between calls too.
  RequestOptions options = {};
  /// Measures durations. Default the machine's clock.
  ClockPtr clock = real_clock();
};

namespace detail {

// What one API has of its own in a run.
class ToolRunSide {
 public:
  virtual ~ToolRunSide() = default;
  // Asks for the next answer, and counts its tokens.
  virtual std::optional<Error> ask(TokenTotals& usage) = 0;
  // The calls of the last answer, each with an id of its own.
  virtual std::vector<RequestedCall> calls() = 0;
  // Adds a result to the next request.
  virtual void add(const PerformedCall& performed) = 0;
  // All calls of an answer are performed.
  virtual void end_round() = 0;
};
OAICOMPAT_API void run_rounds(ToolRunSide& side, const Toolbox& tools, const RunToolsOptions& options,
                              ToolProgress& run);

}  // namespace detail
}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/tool_progress.ipp>
#endif
