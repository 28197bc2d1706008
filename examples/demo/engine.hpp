// Engine: what answers in place of a model. It says back what it is told, word by word, and does what it is asked to.
// SPDX-License-Identifier: MIT
#pragma once

#include "stats.hpp"
#include "ticker.hpp"

#include <oaicompat/server.hpp>

#include <chrono>
#include <stop_token>

namespace demo {

/// The same request has the same answer, always. **Threads**: safe to use from many.
class Engine {
 public:
  /// Waits for `delay` before each word.
  explicit Engine(std::chrono::milliseconds delay = {}) : delay_{delay}, ticker_{delay} {}

  /// Handlers for `oaicompat::Server`. They return as soon as the caller has gone.
  void chat(const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out);
  /// The same answer, told by the engine's one thread: none waits for it.
  void chat_async(oaicompat::Parsed<oaicompat::ChatRequest> request, oaicompat::ChatSink out);
  void complete(const oaicompat::CompletionRequest& request, oaicompat::CompletionWriter& out);
  oaicompat::Result<oaicompat::EmbeddingList> embed(const oaicompat::EmbeddingRequest& request);

  /// Counts a request for as long as what it gives lives.
  Stats::Run begin() { return Stats::Run{stats_}; }
  /// Waits as long as a word takes. False when the caller goes meanwhile.
  bool pause(const std::stop_token& stop) const;
  const Stats& stats() const { return stats_; }

 private:
  template <class Emitters>
  bool emit_in_turn(Emitters& emitters, const std::stop_token& stop) const;

  std::chrono::milliseconds delay_;
  Stats stats_;
  Ticker ticker_;
};

}  // namespace demo
