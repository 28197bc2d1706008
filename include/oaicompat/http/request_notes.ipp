// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/request_notes.hpp>

#include <mutex>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE RequestNotes::RequestNotes(ClockPtr clock) : clock_{std::move(clock)} {}
OAICOMPAT_INLINE RequestNotes::~RequestNotes() = default;

OAICOMPAT_INLINE void RequestNotes::set_error(Error error) {
  edit([&](RequestFacts& facts) { facts.error = std::move(error); });
}
OAICOMPAT_INLINE void RequestNotes::set_first_token() {
  edit([&](RequestFacts& facts) {
    if (!facts.first_token) facts.first_token = clock_->now();
  });
}
OAICOMPAT_INLINE std::optional<Time> RequestNotes::first_token() const {
  const std::lock_guard lock{mutex_};
  return facts_.first_token;
}
OAICOMPAT_INLINE void RequestNotes::set_upstream(int status, std::string request_id) {
  edit([&](RequestFacts& facts) {
    facts.upstream_status = status;
    facts.upstream_request_id = std::move(request_id);
  });
}
OAICOMPAT_INLINE void RequestNotes::add(std::string name, std::string value) {
  edit([&](RequestFacts& facts) { facts.more.emplace_back(std::move(name), std::move(value)); });
}
OAICOMPAT_INLINE RequestFacts RequestNotes::facts() const {
  const std::lock_guard lock{mutex_};
  return facts_;
}

}  // namespace oaicompat::inline v1
