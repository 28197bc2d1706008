// How a backend's events become an answer, whatever the operation.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/http/answer.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace oaicompat::inline v1::detail {

inline Error stopped_error() {
  auto error = api_error(503, "The request was cancelled before its answer was complete.", "cancelled");
  error.kind = ErrorKind::cancelled;
  return error;
}
inline Error no_answer() { return api_error(500, "The backend gave no answer.", "no_answer"); }

// The fields of an upstream's answer that go on to the caller. **Threads**: any.
class PassedFields {
 public:
  void put(Headers fields) {
    const std::lock_guard lock{mutex_};
    fields_ = std::move(fields);
  }
  // Adds those that the head has not.
  void add_to(Headers& headers) const {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, value] : fields_) {
      if (!headers.has(name)) headers.add(name, value);
    }
  }

 private:
  mutable std::mutex mutex_;
  Headers fields_;
};

// A request while it is answered.
struct Answering {
  const Row& row;
  std::stop_token stop;
  RequestNotesPtr notes;
  std::shared_ptr<const PassedFields> passed;
  ReasoningMembers reasoning{};
  Writing writing{};
};

// A backend's stream, which ends early when the request's stop fires.
class OAICOMPAT_API StoppableStream {
 public:
  StoppableStream(AnyStreamPtr inner, const Answering& asked);
  Pull pull(void* out) {
    if (std::exchange(waits_, false)) slot_->clear();
    if (stop_.stop_requested()) return stopped_ = true, Pull::fail;
    return inner_->pull_into(out);
  }
  void when_ready(Wake wake);
  Error error() const;
  // What an end before the first event is: a backend that is told to stop may end so.
  Error ended_without_answer() const { return stop_.stop_requested() ? stopped_error() : no_answer(); }
  // An answer's head, with what goes on of an upstream's.
  Head head(Headers headers) const;
  Answer refusal(Error error) const;

 private:
  struct Ring {
    std::shared_ptr<WakeSlot> slot;
    void operator()() const { slot->ring(); }
  };
  AnyStreamPtr inner_;
  std::stop_token stop_;
  std::shared_ptr<const PassedFields> passed_;
  std::shared_ptr<WakeSlot> slot_;  // made by the first wait
  std::optional<std::stop_callback<Ring>> on_stop_;
  bool stopped_ = false, waits_ = false;
};

// The answer that a whole response is, as JSON or as text.
OAICOMPAT_API Answer written(const StoppableStream& events, const Answering& asked, void* response,
                             const void* request);
// The request, where making the answer of a whole response needs it: it may be large.
inline AnyRequest needed(const Row& row, const AnyRequest& request) {
  return row.shape || row.text ? request : AnyRequest{};
}

// Reads a request and runs it. The members borrow from the request's path.
OAICOMPAT_API Answer serve_row(const Row& row, const Backend& backend, Request& request, const PathMembers& path,
                               const ServeOptions& options);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/call.ipp>
#include <oaicompat/api/serve.ipp>
#include <oaicompat/api/served.ipp>
#endif
