// Many callers on one thread: connections that ask, watch their answers and measure what comes when.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// `POST /v1/chat/completions` with this body.
std::string post_request(const std::string& path, const std::string& body);
std::string chat_request(const std::string& body);

/// What a load asks, and how.
struct LoadOptions {
  int port = 0;
  std::string request;                        ///< The bytes that every caller sends.
  std::size_t connections = 32;               ///< Callers, each with a connection of its own that is kept.
  std::size_t answers = 0;                    ///< How many answers to wait for in all.
  double rate = 0;                            ///< Requests a second, open loop; 0: each caller asks again at once.
  std::chrono::milliseconds connect_over{0};  ///< The time over which the callers begin.
  std::chrono::milliseconds step{0};          ///< Chunks are due at multiples of this time; 0: at none.
  std::chrono::seconds limit{60};             ///< After this, what has not come has failed.
};

/// What came of it.
struct LoadResult {
  std::size_t answered = 0, failed = 0;
  std::size_t events = 0, out_of_order = 0;  ///< Chunks with a number: ` #17#`.
  std::size_t at_once = 0;                   ///< Callers whose answers were under way midway.
  double seconds = 0;
  std::vector<double> latencies_us;  ///< From when the request was due to the answer's end.
  std::vector<double> gaps_ms;       ///< Between two numbered chunks of a stream.
  std::vector<double> delays_ms;     ///< From when a numbered chunk was due, by `step`.
  double per_second() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
};

/// Runs it to the end. `midway`, if there is one, is called once, when every caller has had its first numbered chunk.
LoadResult generate_load(const LoadOptions& options, const std::function<void()>& midway = {});

/// The value below which `share` of the values lie; they are sorted.
double percentile(std::vector<double>& values, double share);

}  // namespace bench
