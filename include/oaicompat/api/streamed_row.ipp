// The rows of operations that are streamed or give bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/called_stream.ipp>
#include <oaicompat/api/row.ipp>
#include <oaicompat/api/served_answer.ipp>

namespace oaicompat::inline v1::detail {

// One response, made of the events, whichever come. The accumulator decides whether it is whole: an error event among
// the chunks is no error of its own.
template <StreamedOperation Op>
class GatheredEvents final : public Stream<typename Op::Response> {
 public:
  explicit GatheredEvents(AnyStreamPtr events) : events_{std::move(events)} {}

  Pull pull(typename Op::Response& out) override {
    if (!events_) return error_ ? Pull::fail : Pull::end;
    for (;;) {
      switch (events_->pull_into(&event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return settle(events_->error());
        case Pull::end: return finish(out);
        case Pull::some: break;
      }
      if (BinaryOperation<Op> || event_.index() == 0) {
        if (auto error = add()) return settle(*std::move(error));
      } else {
        out = std::get<1>(std::move(event_));
        return settle(std::nullopt);
      }
    }
  }
  void when_ready(Wake wake) override { events_ ? events_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  std::optional<Error> add() {
    if constexpr (BinaryOperation<Op>) {
      if (event_.index() == 1) {
        auto added = chunks_.add(std::get<1>(std::move(event_)));
        return added ? std::nullopt : std::optional{added.error()};
      }
    }
    const auto& chunk = std::get<0>(event_);
    auto added = chunks_.add(chunk);
    return added || is_error_event<Op>(chunk) ? std::nullopt : std::optional{added.error()};
  }
  Pull finish(typename Op::Response& out) {
    auto whole = chunks_.finish();
    if (!whole) return settle(whole.error());
    out = *std::move(whole);
    return settle(std::nullopt);
  }
  Pull settle(std::optional<Error> error) {
    error_ = std::move(error);
    events_.reset();
    return error_ ? Pull::fail : Pull::some;
  }

  AnyStreamPtr events_;
  Event<Op> event_;
  typename Op::Streaming::Accumulator chunks_;
  std::optional<Error> error_;
};

template <StreamedOperation Op>
struct StreamedRowOf {
  using Request = typename Op::Request;
  static bool wanted(const void* request) { return Op::Streaming::wanted(as<Request>(request)); }
  static void want(void* request, bool events) { Op::Streaming::want(as<Request>(request), events); }
  static Answer answer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked) {
    return std::make_unique<StreamedAnswer<Op>>(std::move(events), as<Request>(request.value), asked);
  }
  static std::unique_ptr<CalledAnswer> called(const Row& row, Answer answer, Context context,
                                              const CallOptions& options, const CallFacts& facts) {
    return std::make_unique<CalledStream<Op>>(row, std::move(answer), std::move(context), options, facts);
  }
  static AnyStreamPtr gathered(AnyStreamPtr events) { return std::make_unique<GatheredEvents<Op>>(std::move(events)); }
  static constexpr StreamedRow value{&wanted, &want, &answer, &called, &gathered};
};

template <BinaryOperation Op>
Answer media_answer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked) {
  std::string content_type;
  if constexpr (requires(const typename Op::Request& value) { Op::content_type(value); })
    content_type = Op::content_type(as<typename Op::Request>(request.value));
  return std::make_unique<MediaAnswer<Op>>(std::move(events), std::move(content_type), asked);
}

template <StreamedOperation Op>
Answer gathered_answer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked) {
  return std::make_unique<WholeAnswer<Op>>(std::move(events), request, asked);
}

}  // namespace oaicompat::inline v1::detail
