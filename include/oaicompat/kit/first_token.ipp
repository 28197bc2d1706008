// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/noted_event.ipp>
#include <oaicompat/kit/first_token.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

template <StreamedOperation Op>
class FirstTokenStream final : public Stream<Event<Op>> {
 public:
  using E = Event<Op>;
  FirstTokenStream(StreamPtr<E> inner, const FirstTokenOptions& options)
      : inner_{std::move(inner)},
        within_{options.within},
        clock_{options.clock},
        until_{clock_->now() + bounded_span(within_)},
        race_{std::in_place, clock_} {}

  Pull pull(E& out) override {
    if (!race_) return next_ < held_.size() ? give_held(out) : error_ ? Pull::fail : inner_->pull(out);
    race_->clear();
    for (;;) {
      const auto got = inner_->pull(out);
      if (got == Pull::wait) return clock_->now() < until_ ? got : give_up();
      if (got == Pull::some && !says(out) && held_.size() < most_held) {
        held_.push_back(std::move(out));
        continue;
      }
      race_.reset();
      if (held_.empty()) return got;
      if (got == Pull::some) held_.push_back(std::move(out));
      return give_held(out);
    }
  }
  void when_ready(Wake wake) override {
    if (race_) return race_->wait(inner_.get(), until_, std::move(wake));
    next_ < held_.size() || error_ ? wake() : inner_->when_ready(std::move(wake));
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  static constexpr std::size_t most_held = 64;  // events without a word

  static bool says(const E& event) { return event.index() == 1 || speaks(std::get<0>(event)); }
  Pull give_held(E& out) {
    out = std::move(held_[next_]);
    if (++next_ == held_.size()) held_ = {}, next_ = 0;
    return Pull::some;
  }
  Pull give_up() {
    const std::chrono::duration<double> seconds = within_;
    error_ =
        local_error(ErrorKind::timeout, fmt::format("The first token did not come within {:g} s.", seconds.count()),
                    "first_token_timeout");
    held_ = {};
    race_.reset();
    inner_.reset();
    return Pull::fail;
  }

  StreamPtr<E> inner_;
  const std::chrono::milliseconds within_;
  const ClockPtr clock_;
  const Time until_;
  std::optional<WakeRace> race_;  // until something is said
  std::vector<E> held_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

template <StreamedOperation Op>
void bound_first_token(const Backend& from, Backend& to, const FirstTokenOptions& options) {
  if (!from.offers<Op>()) return;
  to.on<Op>([from, options](Parsed<typename Op::Request> request, Context context) -> StreamPtr<Event<Op>> {
    context.may_block = false;  // it acts between pulls
    return std::make_unique<FirstTokenStream<Op>>(from.run<Op>(std::move(request), std::move(context)), options);
  });
}

}  // namespace detail

OAICOMPAT_INLINE Backend first_token(const Backend& backend, const FirstTokenOptions& options) {
  if (options.within.count() <= 0) return backend;
  auto bounded = backend;
  detail::bound_first_token<CreateChatCompletion>(backend, bounded, options);
  detail::bound_first_token<CreateCompletion>(backend, bounded, options);
  detail::bound_first_token<CreateResponse>(backend, bounded, options);
  return bounded;
}

}  // namespace oaicompat::inline v1
