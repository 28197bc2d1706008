// RequestNotes: what is found out about a request on its way, for the layers around.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/error.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// What an access log or metrics want to know of a request beside its head and its length.
struct RequestFacts {
  std::string principal{};                          ///< Who asks, as the API-key layer found out.
  std::string operation{};                          ///< The specification's name of what was asked for.
  std::string model{};                              ///< The model that was asked for.
  std::optional<Error> error{};                     ///< The error that was answered, in the head or inside the stream.
  std::optional<std::int64_t> prompt_tokens{};      ///< Of the usage that was answered.
  std::optional<std::int64_t> completion_tokens{};  ///< Of the usage that was answered.
  std::optional<Time> first_token{};                ///< When the first chunk that says something was ready.
  int upstream_status = 0;                          ///< The status of the upstream's last answer; 0 without one.
  std::string upstream_request_id{};                ///< The upstream's `x-request-id`.
  std::vector<std::pair<std::string, std::string>> more{};  ///< Names and values that handlers and layers add.
};

/// Facts that handlers and layers inside write, and layers around read. **Threads**: any.
class RequestNotes {
 public:
  /// `clock` is the one that the times of the facts come from. Default the machine's clock.
  explicit RequestNotes(ClockPtr clock = real_clock()) : clock_{std::move(clock)} {}

  /// Calls `change` with the facts, alone.
  template <class Change>
  void edit(Change change) {
    const std::lock_guard lock{mutex_};
    change(facts_);
  }
  /// Notes the error that was answered, in the place of an earlier one.
  void set_error(Error error) {
    edit([&](RequestFacts& facts) { facts.error = std::move(error); });
  }
  /// Notes that the first token has come, once.
  void set_first_token() {
    edit([&](RequestFacts& facts) {
      if (!facts.first_token) facts.first_token = clock_->now();
    });
  }
  /// When the first token was ready, if it was.
  std::optional<Time> first_token() const {
    const std::lock_guard lock{mutex_};
    return facts_.first_token;
  }
  /// Notes the head of an upstream's answer, in the place of an earlier one.
  void set_upstream(int status, std::string request_id) {
    edit([&](RequestFacts& facts) {
      facts.upstream_status = status;
      facts.upstream_request_id = std::move(request_id);
    });
  }
  /// Adds a name and a value of the host's own.
  void add(std::string name, std::string value) {
    edit([&](RequestFacts& facts) { facts.more.emplace_back(std::move(name), std::move(value)); });
  }
  /// The facts so far.
  RequestFacts facts() const {
    const std::lock_guard lock{mutex_};
    return facts_;
  }

 private:
  const ClockPtr clock_;
  mutable std::mutex mutex_;
  RequestFacts facts_;
};
using RequestNotesPtr = std::shared_ptr<RequestNotes>;

}  // namespace oaicompat::inline v1
