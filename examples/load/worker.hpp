// Worker: the part of a load that one thread carries, on one event loop.
// SPDX-License-Identifier: MIT
#pragma once

#include "load.hpp"

#include <oaicompat/api/backend.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <unordered_set>

namespace load {

using oaicompat::Time;

/// What all workers of a run share. **Threads**: safe to use from many.
struct Run {
  Run(const LoadOptions& o, oaicompat::BaseUrl u) : options{o}, url{std::move(u)} {}

  const LoadOptions& options;
  const oaicompat::BaseUrl url;
  const Time began = std::chrono::steady_clock::now();
  std::atomic<std::size_t> started = 0, successful = 0, failed = 0, ended = 0, output_tokens = 0;

  /// The number of one request more, from 0; nothing when there are as many as there should be.
  std::optional<std::size_t> take_number() {
    const auto number = started++;
    if (options.requests == 0 || number < options.requests) return number;
    --started;
    return std::nullopt;
  }
  Progress progress() const {
    return {.started = started,
            .successful = successful,
            .failed = failed,
            .running = started - ended,
            .output_tokens = output_tokens};
  }
};

/// Starts requests as one share of the load asks for, pulls their answers as they come, and measures.
class Worker {
 public:
  Worker(Run& run, std::size_t index);

  /// Carries its share to the end. **Threads**: once, on the worker's own.
  void carry();
  /// Drops what runs and lets `carry` return. **Threads**: from any.
  void cut_short();
  /// What was measured, once `carry` has returned.
  LoadResult& measured() { return measured_; }
  /// When the last request ended.
  Time last_end() const { return last_end_; }

 private:
  struct Flight;
  struct Due {
    std::size_t number;
    Time when;
  };
  using ChatEvent = oaicompat::Event<oaicompat::CreateChatCompletion>;

  const LoadOptions& options() const { return run_.options; }
  oaicompat::Backend make_backend();
  oaicompat::ChatRequest make_request() const;
  std::size_t share(std::size_t whole) const;

  void keep_to_schedule();
  void take_next(Time due);
  void start_due();
  void begin(Due next);
  void pull(const std::shared_ptr<Flight>& flight);
  void note(Flight& flight, const ChatEvent& event);
  void note_output(Flight& flight, std::string_view text);
  void end(const std::shared_ptr<Flight>& flight, const oaicompat::Error* error);
  void measure(const Flight& flight, Time now);

  Run& run_;
  const std::size_t index_, most_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer next_start_{io_};
  std::optional<Schedule> schedule_;  // of an open loop
  const oaicompat::ChatRequest request_;
  const oaicompat::Backend backend_;
  std::unordered_set<std::shared_ptr<Flight>> flights_;
  std::deque<Due> due_;        // and not begun
  bool none_to_come_ = false;  // but those
  LoadResult measured_;
  Time last_end_{};
};

}  // namespace load
