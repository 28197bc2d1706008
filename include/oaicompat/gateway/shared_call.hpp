// SharedCall: one answer of the targets for equal requests that are under way at once.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>

namespace oaicompat::inline v1::detail {

/// Gives each reader all parts of one answer. Whoever reads first pulls for all; the answer is dropped when its last
/// reader has gone. Where more than `max_held` bytes wait for a slow reader, the others wait for it.
/// **Threads**: safe to use from many.
class OAICOMPAT_API SharedCall {
 public:
  using ReaderId = std::uint64_t;
  /// Tells, once the answer is over, which attempt gave it; nothing where none did.
  using Gave = std::function<std::optional<AttemptReport>()>;

  explicit SharedCall(std::size_t max_held) : max_held_{max_held}, wakes_{std::make_shared<ReaderWakes>()} {}
  /// What is shared. Readers may be there before.
  void begin(Answer inner, Gave gave);
  /// Another reader, from the beginning on; 0 where it is too late for one. `wake` is called when it is worth pulling.
  ReaderId join(Wake wake);
  void leave(ReaderId reader);
  Pull pull(ReaderId reader, Part& out);
  /// After `Pull::wait`: the wake is called once there may be something.
  void wait(ReaderId reader);
  Error error() const;
  /// What `Gave` told.
  std::optional<AttemptReport> gave() const;

 private:
  struct ReaderWakes {
    std::mutex mutex;
    std::map<ReaderId, Wake> all;
    void wake_all();
  };
  Pull pull_inner(Part& out);
  bool is_over() const { return last_ == Pull::end || last_ == Pull::fail; }
  void trim();

  const std::size_t max_held_;
  const std::shared_ptr<ReaderWakes> wakes_;
  mutable std::mutex mutex_;
  Answer inner_;                             // null before it begins, and once it is over
  std::deque<Part> parts_;                   // those from `first_` on
  std::map<ReaderId, std::size_t> readers_;  // the next part of each
  std::size_t first_ = 0, held_ = 0;
  ReaderId last_reader_ = 0;
  Pull last_ = Pull::wait;
  Error error_;
  Gave ask_gave_;
  std::optional<AttemptReport> gave_;
};

/// The calls that may be joined, by keys. **Threads**: safe to use from many.
class OAICOMPAT_API SharedCalls {
 public:
  /// How a reader's request may end early.
  struct Ends {
    std::stop_token stop{};
    std::optional<Time> deadline{};
    ClockPtr clock{};
  };
  struct Joined {
    Answer reader{};
    std::shared_ptr<SharedCall> call{};
    bool is_new = false;  ///< It is to begin.
  };
  /// Reads the call of that key, or makes one.
  Joined join(const std::string& key, std::size_t max_held, Ends ends);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<SharedCall>> calls_;
  std::size_t swept_at_ = 64;  // calls that are over are taken out when there are so many
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/shared_call.ipp>
#endif
