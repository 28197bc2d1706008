// What the tests of the layers play with: an inner handler whose answers the test feeds, and a taker of answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/handler.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fakes {

using namespace oaicompat;

/// One request that reached the inner handler, and the answer that the test gives it bit by bit.
struct Call {
  Request request;
  std::deque<Part> parts;
  bool ended = false, dropped = false;
  std::optional<Error> error;
  Wake wake;

  void ring() {
    if (auto due = std::exchange(wake, nullptr)) due();
  }
  Call& head(int status, Headers headers = {}) {
    parts.emplace_back(Head{.status = status, .headers = std::move(headers)});
    return ring(), *this;
  }
  Call& stream_head() { return head(200, {{"content-type", "text/event-stream; charset=utf-8"}}); }
  Call& bytes(std::string text) {
    parts.emplace_back(std::move(text));
    return ring(), *this;
  }
  Call& end() {
    ended = true;
    return ring(), *this;
  }
  Call& fail(ErrorKind kind, std::string message = "It failed.") {
    error = local_error(kind, std::move(message));
    return ring(), *this;
  }
};

class FedAnswer final : public Stream<Part> {
 public:
  explicit FedAnswer(std::shared_ptr<Call> call) : call_{std::move(call)} {}
  ~FedAnswer() override {
    call_->dropped = true;
    call_->wake = nullptr;
  }
  Pull pull(Part& out) override {
    call_->wake = nullptr;
    if (!call_->parts.empty()) {
      out = std::move(call_->parts.front());
      call_->parts.pop_front();
      return Pull::some;
    }
    if (call_->error) return Pull::fail;
    return call_->ended ? Pull::end : Pull::wait;
  }
  void when_ready(Wake wake) override { call_->wake = std::move(wake); }
  Error error() const override { return call_->error.value_or(Error{}); }

 private:
  std::shared_ptr<Call> call_;
};

/// The inner handler.
struct Inner {
  std::shared_ptr<std::vector<std::shared_ptr<Call>>> calls = std::make_shared<std::vector<std::shared_ptr<Call>>>();

  Handler handler() const {
    return [calls = calls](Request request) -> Answer {
      calls->push_back(std::make_shared<Call>());
      calls->back()->request = std::move(request);
      return std::make_unique<FedAnswer>(calls->back());
    };
  }
  std::size_t count() const { return calls->size(); }
  Call& last() const { return *calls->back(); }
};

/// What an answer has given so far.
struct Taken {
  std::optional<Head> head;
  std::string body;
  Pull last = Pull::wait;
  Error error;

  std::string header(std::string_view name) const { return head ? std::string{head->headers.get(name)} : "no head"; }
};

/// Pulls until there is nothing more for now.
inline void take(Stream<Part>& answer, Taken& taken) {
  Part part;
  while ((taken.last = answer.pull(part)) == Pull::some) {
    if (auto* head = std::get_if<Head>(&part)) {
      taken.head = std::move(*head);
    } else {
      taken.body += std::get<Bytes>(part);
    }
  }
  if (taken.last == Pull::fail) taken.error = answer.error();
}
inline Taken take(const Answer& answer) {
  Taken taken;
  take(*answer, taken);
  return taken;
}

/// Leaves a wake with an answer that waits, and counts how often it comes.
inline std::shared_ptr<int> count_wakes(Stream<Part>& answer) {
  auto count = std::make_shared<int>(0);
  answer.when_ready([count] { ++*count; });
  return count;
}

inline Request post(Headers headers = {}, Bytes body = "{}") {
  Request request;
  request.method = "POST";
  request.path = "/v1/chat/completions";
  request.headers = std::move(headers);
  request.body = std::move(body);
  return request;
}

inline Request get(std::string path) {
  Request request;
  request.path = std::move(path);
  return request;
}

/// A handler that answers every request alike.
inline Handler always(int status, Headers headers, Bytes body) {
  return [=](const Request&) { return ready_answer({.status = status, .headers = headers}, body); };
}
inline Handler fine() { return always(200, {{"content-type", "application/json"}}, "{}"); }

}  // namespace fakes
