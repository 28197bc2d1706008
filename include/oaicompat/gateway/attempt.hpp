// Attempt: one request at one target, from its begin to its end.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_details.hpp>
#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/attempts_options.hpp>
#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What all attempts of a request have in common. **Lifetime**: outlives them.
struct AttemptGround {
  AttemptsOptionsPtr options;
  RulesPtr rules;
  const Route& route;

  Time now() const { return options->clock->now(); }
};

inline std::optional<Time> limit_after(Time from, std::chrono::milliseconds span) {
  return span.count() > 0 ? std::optional{from + bounded_span(span)} : std::nullopt;
}

/// Holds an answer back until it is known to be one. From then on its bytes pass.
class OAICOMPAT_API Attempt {
 public:
  struct Place {
    int number = 1;
    std::uint32_t target = 0;
    AttemptRole role = AttemptRole::primary;
  };
  enum class Step {
    wait,    ///< Nothing has come.
    more,    ///< Something has come.
    ready,   ///< It is an answer: `commit` it, or drop it.
    failed,  ///< It is over; `failure` says why.
    cut,     ///< What went out was not all; `failure` says why.
    whole,   ///< What went out was all.
  };

  /// The board has been told that it begins.
  Attempt(const AttemptGround& ground, Place place, Request&& request);
  ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// Takes what has come; of a committed answer it goes to `out`. A time that is up is a failure.
  Step step(std::deque<Part>& out);
  /// The answer goes to the caller: its head, and what was held back of it.
  void commit(std::deque<Part>& out, int attempts);
  bool is_committed() const { return phase_ == Phase::streaming || phase_ == Phase::passing || phase_ == Phase::given; }
  bool is_refused() const { return phase_ == Phase::refusal; }
  /// A stream that has told its end: what its connection does from then on is nothing to the caller.
  bool has_told_end() const {
    return phase_ == Phase::streaming && watch_.is_finished() && (watch_.is_done() || !watch_.wants_done());
  }
  /// Tells the caller of a committed answer that it is not whole: by an event in a stream, else by the error it gives.
  std::optional<Error> tell_cut(std::deque<Part>& out, const char* code);

  /// The attempt is over, and the board and the holder's `on_attempt` are told.
  void end(std::optional<FailureClass> failure, Verdict verdict, std::optional<Time> rests_until = {});
  /// Another one, which ran at the same time, gave the answer. What it cost is estimated.
  void lose();

  FailureClass failure() const { return failure_.value_or(FailureClass::broken); }
  const char* cut_code() const { return cut_code_; }
  const Place& place() const { return place_; }
  Time begun() const { return begun_; }
  std::optional<Time> until() const;
  AnyStream* stream() const { return inner_.get(); }
  /// What a failure shows.
  std::optional<Head>& head() { return head_; }
  Bytes& held() { return held_; }

 private:
  enum class Phase {
    head,       // for an answer's head
    refusal,    // an answer that is an error is read to its end
    whole,      // an answer is held back until it is whole
    given,      // it was whole, and goes out
    events,     // a stream is held back until it says something
    streaming,  // a stream passes
    passing     // an answer that is too large to be held passes
  };

  Step late();
  Step take(Part part, std::deque<Part>& out);
  Step take_bytes(Bytes bytes, std::deque<Part>& out);
  Step take_first_events(const Bytes& bytes);
  Step take_events(const Bytes& bytes, std::deque<Part>& out);
  void take_head(Head head);
  Step complete(std::deque<Part>& out);
  Step lost_connection(const Error& error);
  Step fail(FailureClass failure);
  Step cut(const char* code);
  Step fail_by(std::string_view error);
  bool must_be_object() const;
  bool is_no_answer() const;
  void read_whole();
  std::optional<TokenTally> tokens(std::optional<FailureClass> failure, bool& estimated) const;
  void count_gap(std::int64_t before);
  void pass(std::string events, std::deque<Part>& out) const;

  const AttemptGround& ground_;
  const Place place_;
  const Time begun_;
  const bool answers_object_;  // by the request's path
  Answer inner_;
  Phase phase_ = Phase::head;
  std::optional<Time> idle_from_;  // since when a piece is waited for
  std::optional<Head> head_;
  Bytes held_;
  AnswerWatch watch_;
  std::unique_ptr<AnswerDetails> details_;  // null where they are not reported
  std::optional<Duration> first_token_;
  TokenGaps gaps_;
  Time said_at_{};  // when the last piece of a stream that passes came
  std::optional<FailureClass> failure_;
  std::optional<TokenTally> told_;  // by a whole answer
  std::string model_;               // of a whole answer
  std::string span_id_;             // that the target was sent
  const char* cut_code_ = "upstream_broken";
  int status_ = 0;
  bool over_ = false, lost_ = false, error_came_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/attempt.ipp>
#endif
