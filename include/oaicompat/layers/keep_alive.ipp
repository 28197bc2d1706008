// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/answer_progress.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Whether an `id` field begins in these bytes, or where they meet the ones before.
inline bool begins_id(std::string_view before, std::string_view bytes) {
  std::string seam{before.empty() ? "\n" : before};
  seam += bytes.substr(0, 3);
  for (const char* field : {"\nid", "\rid"}) {
    if (seam.find(field) != seam.npos || bytes.find(field) != bytes.npos) return true;
  }
  return false;
}

class KeepAliveAnswer final : public WrappedAnswer {
 public:
  KeepAliveAnswer(Answer inner, const KeepAliveOptions& options)
      : WrappedAnswer{std::move(inner)}, clock_{options.clock}, interval_{options.interval}, race_{options.clock} {}

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) note(out);
    if (got != Pull::wait || !progress_.may_comment()) return got;
    const auto now = clock_->now();
    if (!comment_due_) comment_due_ = now + interval_;
    if (now < *comment_due_) return got;
    comment_due_ = now + interval_;
    out = Bytes{has_ids_ ? ":\n" : ":\n\n"};
    return Pull::some;
  }
  void when_ready(Wake wake) override {
    if (!progress_.may_comment()) return inner_->when_ready(std::move(wake));
    race_.wait(inner_.get(), comment_due_, std::move(wake));
  }

 private:
  void note(const Part& part) {
    comment_due_.reset();
    const auto* bytes = std::get_if<Bytes>(&part);
    if (bytes && progress_.event_stream()) has_ids_ = has_ids_ || begins_id(progress_.tail(), *bytes);
    progress_.note(part);
  }

  ClockPtr clock_;
  Duration interval_;
  WakeRace race_;
  AnswerProgress progress_;
  std::optional<Time> comment_due_;
  bool has_ids_ = false;
};

}  // namespace detail

OAICOMPAT_INLINE Layer keep_alive(KeepAliveOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    if (options.interval.count() <= 0) return inner;
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      return std::make_unique<detail::KeepAliveAnswer>(inner(std::move(request)), options);
    };
  };
}

}  // namespace oaicompat::inline v1
