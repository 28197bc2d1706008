// ResponseJob: a response that is made in the background, for whoever follows it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/resources/responses/builder.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/stores/jobs.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error no_event_after(std::int64_t after) {
  return api_error(400, "The response has no event after " + std::to_string(after) + ".", "", "starting_after");
}
// The place of the first event behind a sequence number, which a caller may choose at will.
inline std::size_t place_after(std::int64_t after) { return after < 0 ? 0 : static_cast<std::size_t>(after) + 1; }

// Its builder adds events on one thread; from others it is read, followed and cancelled.
class OAICOMPAT_API ResponseJob : public std::enable_shared_from_this<ResponseJob> {
 public:
  enum class Outcome { goes_on, cancelled, forgotten, abandoned };

  explicit ResponseJob(Response queued) : response_{std::move(queued)} {}

  /// Fires when the response is no longer to be made.
  std::stop_token stop() const { return stop_.get_token(); }
  Response response() const;

  /// The builder's: what there is to follow, and the response as it is now.
  void add(ResponseBuilder::Events& events, const Response& response);
  /// The builder's: from here on it is too late to cancel, though not to forget. Gives what has become of it before.
  Outcome settle();
  /// The builder's: there is nothing more to follow.
  void end();
  std::vector<ResponseEvent> events() const;

  /// No longer to be made, unless it is too late; gives the response as it is then.
  Response leave(Outcome fate);
  /// Its events after the one with this number, those to come too.
  StreamPtr<Event<CreateResponse>> follow(std::int64_t after);

 private:
  class Follower;
  void ring();

  mutable std::mutex mutex_;
  Response response_;
  std::vector<ResponseEvent> events_;
  std::vector<std::weak_ptr<WakeSlot>> followers_;
  Outcome fate_ = Outcome::goes_on;
  bool settled_ = false, ended_ = false;
  std::stop_source stop_;
};

// The responses that are being made, by their tenant and id; and why some have failed of which the store has heard
// nothing, as it takes nothing any more. **Threads**: any.
class OAICOMPAT_API ResponseJobs {
 public:
  using Key = std::pair<std::string, std::string>;
  using JobPtr = std::shared_ptr<ResponseJob>;

  void add(Key key, JobPtr job);
  void remove(const Key& key);
  /// Null where none is being made.
  JobPtr find(const Key& key) const;
  void leave_all(ResponseJob::Outcome fate) const;

  /// This process makes the response: others see so while `renew` is called now and then, until `end`.
  void hold(Key key, JobLeasePtr lease);
  void renew(Time now, Duration every);
  void end(const Key& key);

  /// What the store knows of the response is no longer so. The last 1,000 are remembered.
  void lose(Key key, Maybe<ResponseError> why);
  /// Corrects what the store says of a response.
  void correct(const Key& key, Response& response) const;

 private:
  static constexpr std::size_t most_lost = 1'000;
  mutable std::mutex mutex_;
  std::map<Key, JobPtr> running_;
  std::map<Key, JobLeasePtr> leases_;
  Time next_renewal_{};
  std::deque<std::pair<Key, Maybe<ResponseError>>> lost_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/job.ipp>
#endif
