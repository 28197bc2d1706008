// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/shared_call.hpp>
#include <oaicompat/layers/wake_race.hpp>

#include <algorithm>
#include <optional>
#include <stop_token>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1::detail {

inline std::size_t size_of_part(const Part& part) {
  const auto* bytes = std::get_if<Bytes>(&part);
  return bytes ? bytes->size() : 0;
}

OAICOMPAT_INLINE void SharedCall::ReaderWakes::wake_all() {
  std::vector<Wake> due;
  {
    const std::lock_guard lock{mutex};
    for (const auto& [reader, wake] : all) due.push_back(wake);
  }
  for (const auto& wake : due) wake();
}

OAICOMPAT_INLINE void SharedCall::begin(Answer inner, Gave gave) {
  {
    const std::lock_guard lock{mutex_};
    inner_ = std::move(inner);
    ask_gave_ = std::move(gave);
  }
  wakes_->wake_all();
}

OAICOMPAT_INLINE SharedCall::ReaderId SharedCall::join(Wake wake) {
  const std::lock_guard lock{mutex_};
  if (is_over() || first_ > 0 || (last_reader_ > 0 && readers_.empty())) return 0;
  const auto reader = ++last_reader_;
  readers_[reader] = 0;
  const std::lock_guard wakes{wakes_->mutex};
  wakes_->all[reader] = std::move(wake);
  return reader;
}

OAICOMPAT_INLINE void SharedCall::leave(ReaderId reader) {
  Answer dropped;  // without the lock
  {
    const std::lock_guard lock{mutex_};
    readers_.erase(reader);
    if (readers_.empty()) dropped = std::move(inner_);
    trim();
    const std::lock_guard wakes{wakes_->mutex};
    wakes_->all.erase(reader);
  }
  if (!dropped) wakes_->wake_all();
}

OAICOMPAT_INLINE Pull SharedCall::pull(ReaderId reader, Part& out) {
  Answer dropped;
  Pull got = Pull::wait;
  {
    const std::lock_guard lock{mutex_};
    auto& at = readers_[reader];
    if (at < first_ + parts_.size()) {
      out = parts_[at++ - first_];
      const auto before = held_;
      trim();
      if (held_ == before || held_ > max_held_) return Pull::some;
      got = Pull::some;
    } else if (is_over()) {
      return last_;
    } else if (!inner_ || held_ > max_held_) {
      return Pull::wait;
    } else {
      got = pull_inner(out);
      if (got == Pull::some) ++at;
      if (is_over()) dropped = std::move(inner_);
      trim();
      if (got == Pull::wait) return got;
    }
  }
  wakes_->wake_all();
  return got;
}

// A pull makes the wake of another reader void: it is left anew.
OAICOMPAT_INLINE Pull SharedCall::pull_inner(Part& out) {
  const auto got = inner_->pull(out);
  if (got == Pull::some) {
    held_ += size_of_part(out);
    parts_.push_back(out);
  } else if (got == Pull::wait) {
    inner_->when_ready([wakes = wakes_] { wakes->wake_all(); });
  } else {
    last_ = got;
    if (got == Pull::fail) error_ = inner_->error();
    gave_ = std::exchange(ask_gave_, nullptr)();
  }
  return got;
}

// The beginning is kept for those who join later, as long as there is room.
OAICOMPAT_INLINE void SharedCall::trim() {
  if (held_ <= max_held_) return;
  auto least = first_ + parts_.size();
  for (const auto& [reader, at] : readers_) least = std::min(least, at);
  for (; first_ < least; ++first_) {
    held_ -= size_of_part(parts_.front());
    parts_.pop_front();
  }
}

OAICOMPAT_INLINE void SharedCall::wait(ReaderId reader) {
  bool ready = false;
  Wake wake;
  {
    const std::lock_guard lock{mutex_};
    const bool behind = readers_[reader] < first_ + parts_.size();
    ready = is_over() || behind;
    if (!ready && inner_ && held_ <= max_held_) inner_->when_ready([wakes = wakes_] { wakes->wake_all(); });
    const std::lock_guard wakes{wakes_->mutex};
    wake = wakes_->all[reader];
  }
  if (ready) wake();
}

OAICOMPAT_INLINE Error SharedCall::error() const {
  const std::lock_guard lock{mutex_};
  return error_;
}

OAICOMPAT_INLINE std::optional<AttemptReport> SharedCall::gave() const {
  const std::lock_guard lock{mutex_};
  return gave_;
}

// One reader, with the ends of its own request.
class SharedReader final : public Stream<Part> {
 public:
  SharedReader(std::shared_ptr<SharedCall> call, SharedCalls::Ends ends)
      : call_{std::move(call)}, ends_{std::move(ends)}, race_{ends_.clock}, id_{call_->join(race_.bell())} {
    if (ends_.stop.stop_possible()) on_stop_.emplace(ends_.stop, race_.bell());
  }
  ~SharedReader() override {
    on_stop_.reset();
    if (id_ > 0) call_->leave(id_);
  }
  bool has_joined() const { return id_ > 0; }

  Pull pull(Part& out) override {
    race_.clear();
    if (!error_ && ends_.stop.stop_requested()) {
      error_ = local_error(ErrorKind::cancelled, "The request was cancelled.");
    } else if (!error_ && ends_.deadline && ends_.clock->now() >= *ends_.deadline) {
      error_ = local_error(ErrorKind::timeout, "The answer took too long.", "total_timeout");
    }
    return error_ ? Pull::fail : call_->pull(id_, out);
  }
  void when_ready(Wake wake) override {
    race_.wait(nullptr, ends_.deadline, std::move(wake));
    call_->wait(id_);
    if (ends_.stop.stop_requested()) race_.bell()();
  }
  Error error() const override { return error_ ? *error_ : call_->error(); }

 private:
  const std::shared_ptr<SharedCall> call_;
  const SharedCalls::Ends ends_;
  WakeRace race_;
  const SharedCall::ReaderId id_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::optional<Error> error_;
};

OAICOMPAT_INLINE SharedCalls::Joined SharedCalls::join(const std::string& key, std::size_t max_held, Ends ends) {
  const std::lock_guard lock{mutex_};
  auto& place = calls_[key];
  if (auto call = place.lock()) {
    auto reader = std::make_unique<SharedReader>(call, ends);
    if (reader->has_joined()) return {.reader = std::move(reader), .call = std::move(call)};
  }
  auto call = std::make_shared<SharedCall>(max_held);
  place = call;
  if (calls_.size() > swept_at_) {
    std::erase_if(calls_, [](const auto& each) { return each.second.expired(); });
    swept_at_ = std::max<std::size_t>(64, 2 * calls_.size());
  }
  return {.reader = std::make_unique<SharedReader>(call, std::move(ends)), .call = call, .is_new = true};
}

}  // namespace oaicompat::inline v1::detail
