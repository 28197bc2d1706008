// ResponseJob: a response that is made in the background, for whoever follows it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/dialects/response_maker.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Its maker adds events on one thread; from others it is read, followed and cancelled.
class OAICOMPAT_API ResponseJob : public std::enable_shared_from_this<ResponseJob> {
 public:
  enum class Fate { goes_on, cancelled, forgotten, abandoned };

  explicit ResponseJob(Response queued) : response_{std::move(queued)} {}

  /// Fires when the response is no longer to be made.
  std::stop_token stop() const { return stop_.get_token(); }
  Response response() const;

  /// The maker's: what there is to follow, and the response as it is now.
  void add(ResponseMaker::Events& events, const Response& response);
  /// The maker's: from here on it is too late to cancel. Gives what has become of it before.
  Fate settle();
  /// The maker's: there is nothing more to follow.
  void end();
  std::vector<ResponseEvent> events() const;

  /// No longer to be made, unless it is too late; gives the response as it is then.
  Response leave(Fate fate);
  /// Its events after the one with this number, those to come too.
  StreamPtr<Event<CreateResponse>> follow(std::int64_t after);

 private:
  class Follower;
  void ring();

  mutable std::mutex mutex_;
  Response response_;
  std::vector<ResponseEvent> events_;
  std::vector<std::weak_ptr<WakeSlot>> followers_;
  Fate fate_ = Fate::goes_on;
  bool settled_ = false, ended_ = false;
  std::stop_source stop_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/response_job.ipp>
#endif
