// run_load: puts an endpoint of the API under load and measures how it answers.
// SPDX-License-Identifier: MIT
#pragma once

#include "figures.hpp"
#include "schedule.hpp"

#include <oaicompat/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace load {

/// How requests want their answers.
enum class Answers { streamed, whole };

/// How far a run has come.
struct Progress {
  std::size_t started = 0, successful = 0, failed = 0, running = 0, output_tokens = 0;
};

/// What load to make.
struct LoadOptions {
  /// Where the endpoint is, up to and with `/v1`.
  std::string base_url = {};
  /// The key to show. Default none.
  std::string api_key = {};
  /// The model to ask for.
  std::string model = {};
  /// What each request says. Default "Hello!".
  std::string prompt = "Hello!";
  /// The most tokens of an answer. Default the endpoint's.
  std::optional<std::int64_t> max_tokens = {};
  /// Default streamed.
  Answers answers = Answers::streamed;
  /// The most requests at once. Default 1.
  std::size_t streams = 1;
  /// Requests to start a second, whatever became of those before (an open loop). Default 0: one starts when another
  /// ends (a closed loop).
  double rate = 0;
  /// How the starts of an open loop lie in time. Default Poisson.
  Arrivals arrivals = Arrivals::poisson;
  /// How many requests to make; 0 for no bound. Default 0.
  std::size_t requests = 0;
  /// How long to start requests; 0 for no bound. What was due before the end is still made. Default 0.
  std::chrono::milliseconds duration{0};
  /// How many threads share the work. Default 1 thread.
  std::size_t threads = 1;
  /// How long the endpoint may be silent before a request has failed. Default 600 s.
  std::chrono::milliseconds timeout = std::chrono::seconds{600};
  /// A file of trusted authorities in PEM form. Default the system's.
  std::string ca_file = {};
  /// Where the random starts begin. Default 1.
  std::uint64_t seed = 1;
  /// Ends the run early: what still runs is dropped. Default never.
  std::stop_token stop = {};
  /// Told each piece of text of a streamed answer, in the order it came, with the number of its request, from 0.
  /// **Threads**: called on the thread of the request. Default nobody.
  std::function<void(std::size_t request, std::string_view text)> on_text = {};
  /// Told the end of each request, with the error if it failed. **Threads**: as `on_text`. Default nobody.
  std::function<void(std::size_t request, const oaicompat::Error* error)> on_end = {};
  /// Told once a second how far the run is. **Threads**: called on the thread of `run_load`. Default nobody.
  std::function<void(const Progress&)> on_progress = {};
};

/// What a run measured. Times count from when a request was due, so that an endpoint which lets others wait cannot hide
/// it (coordinated omission).
struct LoadResult {
  std::size_t successful = 0, failed = 0;
  /// Requests that an early end dropped.
  std::size_t dropped = 0;
  /// Why requests failed, and how many of each.
  std::map<std::string, std::size_t> failures = {};
  /// From the first request to the end of the last one.
  std::chrono::nanoseconds duration{0};
  /// The usage's completion tokens of successful requests, where it was given, else their chunks with output.
  std::size_t output_tokens = 0;
  /// Time to the first chunk with output; time an output token after the first, a value a request; time between two
  /// chunks with output; time to the end of the answer. Whole answers have only the last. Of successful requests.
  Times ttft = {}, tpot = {}, itl = {}, e2el = {};

  double seconds() const { return std::chrono::duration<double>{duration}.count(); }
  /// Successful requests a second.
  double request_throughput() const { return per_second(successful); }
  /// Output tokens a second.
  double output_throughput() const { return per_second(output_tokens); }

 private:
  double per_second(std::size_t n) const { return duration.count() > 0 ? static_cast<double>(n) / seconds() : 0; }
};

/// Makes the load and waits for its end. **Errors**: `usage` when the options ask for nothing that can be done (the
/// base URL, no end); what goes wrong with requests is in the result.
oaicompat::Result<LoadResult> run_load(const LoadOptions& options);

}  // namespace load
