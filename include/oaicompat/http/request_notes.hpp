// RequestNotes: what is found out about a request on its way, for the layers around.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

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
class OAICOMPAT_API RequestNotes {
 public:
  /// `clock` is the one that the times of the facts come from. Default the machine's clock.
  explicit RequestNotes(ClockPtr clock = real_clock());
  RequestNotes(const RequestNotes&) = delete;
  RequestNotes& operator=(const RequestNotes&) = delete;
  ~RequestNotes();

  /// Calls `change` with the facts, alone.
  template <class Change>
  void edit(Change change) {
    const std::lock_guard lock{mutex_};
    change(facts_);
  }
  /// Notes the error that was answered, in the place of an earlier one.
  void set_error(Error error);
  /// Notes that the first token has come, once.
  void set_first_token();
  /// When the first token was ready, if it was.
  std::optional<Time> first_token() const;
  /// Notes the head of an upstream's answer, in the place of an earlier one.
  void set_upstream(int status, std::string request_id);
  /// Adds a name and a value of the host's own.
  void add(std::string name, std::string value);
  /// The facts so far.
  RequestFacts facts() const;

 private:
  const ClockPtr clock_;
  mutable std::mutex mutex_;
  RequestFacts facts_;
};
using RequestNotesPtr = std::shared_ptr<RequestNotes>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/request_notes.ipp>
#endif
