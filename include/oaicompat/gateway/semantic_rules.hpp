// What rules say of the semantic cache: answers for requests that mean the same.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// How a route gives an answer again to a request whose last user text means the same as that of the one it was given
/// for. All else of both requests is equal, see `ask_semantic`.
struct RouteSemantic {
  std::uint32_t target = 0;               ///< Its place in `Rules::targets`: makes embeddings.
  std::string model{};                    ///< In the callers' words or its own. Default none: off.
  double threshold = 0.95;                ///< The least cosine. Default 0.95; 0.9 to 1.
  std::chrono::milliseconds timeout{50};  ///< The most that a caller waits. Default 50 ms.
  std::int64_t max_messages = 3;          ///< Requests with more pass by. Default 3.
  std::int64_t max_text = 8192;           ///< Longer texts pass by, in bytes. Default 8 KiB.
  std::vector<std::string> refuse{};      ///< Texts with one of these pass by. Default none.
  std::vector<std::string> same_words{};  ///< Words that both texts must have. Default none.
  double verify = 0.01;                   ///< The share of hits to verify. Default 0.01.
  double answers_alike = 0.85;            ///< Cosine of two right answers. Default 0.85.
  std::chrono::milliseconds verify_timeout = std::chrono::seconds{60};  ///< Of one verification. Default 60 s.
  /// Its place in `Rules::judges`: compares the kept answer with the live one. Default none: their cosine does.
  std::optional<std::uint32_t> judge{};
  std::int64_t day_budget = 0;  ///< Of embeddings and verifications, in nano-dollars a day of UTC. Default 0: no limit.

  bool is_on() const { return !model.empty(); }
};

/// What the semantic cache may take of the machine. Read when the first rules with one are loaded.
struct SemanticRules {
  std::int64_t max_entries = 50'000;         ///< Vectors of all routes together. Default 50,000.
  std::int64_t max_bytes = 128 << 20;        ///< Of vectors and keys. Default 128 MiB.
  std::int64_t calls_at_once = 4;            ///< Embeddings that are made at once. Default 4; 1 to 64.
  std::int64_t max_queued_calls = 100;       ///< Requests that wait for those; others are misses. Default 100.
  std::int64_t max_queued_bytes = 16 << 20;  ///< Of what waits to be embedded or verified. Default 16 MiB.
  std::int64_t max_verifications = 100;      ///< Hits that wait to be verified; others are not. Default 100.
};

}  // namespace oaicompat::inline v1
