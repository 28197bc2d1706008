// Drain: takes nothing new, lets what runs finish, and ends the rest in good form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>
#include <memory>

namespace oaicompat::inline v1 {

/// How a Drain answers.
struct DrainOptions {
  /// How long a request that is told to stop may take to end its answer in its own form; the layer then ends it.
  /// Default 500 ms.
  std::chrono::milliseconds grace{500};
  /// What Retry-After says to those that are refused. Default 1 s.
  std::chrono::seconds retry_after{1};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// Empties a server whose transport is the host's own: `mount`, `AsioMount`, or any other. A `Server` has one inside.
/// Copies share what they know. Lay it inside the access log and outside everything else: `/health` then says 503 too.
///
///     oaicompat::Drain drain;
///     oaicompat::mount(http, "/v1", stack({drain.layer()}, server.handler()));
///     ...
///     drain.stop(std::chrono::seconds{10});   // then nothing runs, and
///     http.stop();                            // this cuts nothing off
///
/// **Threads**: every member from any; `stop` and `wait` block, and are not called from a request's own thread or from
/// one that answers need to go on.
class OAICOMPAT_API Drain {
 public:
  explicit Drain(DrainOptions options = {});

  /// A server layer that counts what runs, and ends it when told.
  Layer layer() const;
  /// From now on every new request is answered 503 (`shutting_down`) with Retry-After.
  void refuse();
  /// Ends what runs, and refuses what is new: `context.stop` fires; what has not ended after `grace` then ends with
  /// `shutting_down`: before the head as a 503, in an event stream as an event, else by failing.
  void end();
  /// How many requests run: each is counted until its answer is destroyed.
  std::size_t running() const;
  /// Waits until none runs. False when the time is up first.
  bool wait(std::chrono::milliseconds patience) const;
  /// `refuse`, waits for what runs until the deadline, then `end`, and waits for twice the grace at most.
  /// False when something runs even then.
  bool stop(std::chrono::milliseconds deadline);

 private:
  struct State;
  class Drained;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/drain.ipp>
#endif
