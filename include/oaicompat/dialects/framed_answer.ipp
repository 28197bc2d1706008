// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/noted_event.ipp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>

#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void LossNotes::tell(const LossReport& report) const {
  if (report.empty()) return;
  if (notes_) notes_->add("loss", report.header());
  if (losses_) losses_->add(report);
}

inline void add_loss(Headers& headers, const LossReport& lost) {
  if (!lost.empty()) headers.set(std::string{loss_header}, lost.header());
}

// What all answers share: the backend's events, and what is said of them to the layers around.
class FramedEvents {
 public:
  FramedEvents(AnyStreamPtr events, const Answering& asked, FramedOptions options, LossNotes loss_notes)
      : events_{std::move(events), asked},
        passed_{asked.passed},
        loss_notes_{std::move(loss_notes)},
        notes_{asked.notes},
        options_{std::move(options)} {}

  Pull pull(void* out) { return events_.pull(out); }
  void when_ready(Wake wake) { events_.when_ready(std::move(wake)); }
  EventNotes& notes() { return notes_; }
  Error error() const { return events_.error(); }
  Head head(Headers headers) const {
    add_loss(headers, options_.lost);
    return events_.head(std::move(headers));
  }
  Answer refusal(Error error) const {
    notes_.error(error);
    passed_->add_to(error.headers);
    return options_.error(error);
  }
  // Adds what was lost of the answer, before the head.
  void lose(const LossReport& more) { options_.lost.add(more); }
  const std::string& content_type() const { return options_.content_type; }
  void tell(const LossReport& report) const { loss_notes_.tell(report); }

 private:
  StoppableStream events_;
  const std::shared_ptr<const PassedFields> passed_;
  const LossNotes loss_notes_;
  EventNotes notes_;
  FramedOptions options_;
};

// A chat's answer.
class FramedChatAnswer final : public Stream<Part> {
 public:
  FramedChatAnswer(std::unique_ptr<FramedEvents> events, std::unique_ptr<ChatFrames> frames, bool streamed)
      : events_{std::move(events)}, frames_{std::move(frames)}, streamed_{streamed} {}

  Pull pull(Part& out) override {
    if (answer_) return answer_->pull(out);
    if (!streamed_) return gather() == Pull::wait ? Pull::wait : answer_->pull(out);
    if (!held_.empty()) {
      out = std::exchange(held_, {});
      return Pull::some;
    }
    auto* bytes = std::get_if<Bytes>(&out);
    if (!bytes) bytes = &out.emplace<Bytes>();
    bytes->clear();
    const auto got = next(*bytes);
    if (got != Pull::some) return answer_ ? answer_->pull(out) : got;
    if (std::exchange(headed_, true)) return Pull::some;
    held_ = std::move(*bytes);
    out = events_->head(
        {{"content-type", frames_->content_type()}, {"cache-control", "no-cache"}, {"x-accel-buffering", "no"}});
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_->when_ready(std::move(wake)); }

 private:
  // Appends what the next events say. The head does not wait for an event that says something.
  Pull next(Bytes& out) {
    for (;;) {
      if (ended_) return Pull::end;
      switch (events_->pull(&event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(events_->error(), out);
        case Pull::end: return end(out);
        case Pull::some: break;
      }
      began_ = true;
      events_->notes().event(event_);
      if (auto* chunk = std::get_if<ChatChunk>(&event_)) {
        frames_->add(*chunk, out);
      } else {
        for (const auto& each : ChatStreaming::split(std::get<ChatCompletion>(event_))) frames_->add(each, out);
      }
      if (!headed_ || !out.empty()) return Pull::some;
    }
  }
  Pull end(Bytes& out) {
    if (!began_) return fail(no_answer(), out);
    if (auto error = frames_->end(out)) return fail(*std::move(error), out);
    ended_ = true;
    events_->tell(frames_->lost);
    return out.empty() ? Pull::end : Pull::some;
  }
  Pull fail(const Error& error, Bytes& out) {
    ended_ = true;
    if (!headed_) return answer_ = events_->refusal(error), Pull::fail;
    events_->notes().error(error);
    frames_->fail(error, out);
    return Pull::some;
  }

  Pull gather() {
    for (;;) {
      const auto got = events_->pull(&event_);
      if (got == Pull::wait) return got;
      if (got == Pull::fail) return refuse(events_->error());
      if (got == Pull::end) return finish();
      began_ = true;
      events_->notes().event(event_);
      if (auto* whole = std::get_if<ChatCompletion>(&event_)) {
        whole_ = std::move(*whole);
      } else if (auto added = chunks_.add(std::get<ChatChunk>(event_)); !added) {
        return refuse(added.error());
      }
    }
  }
  Pull finish() {
    if (!began_) return refuse(no_answer());
    if (!whole_) {
      auto made = chunks_.finish();
      if (!made) return refuse(made.error());
      whole_ = *std::move(made);
    }
    auto body = frames_->whole(*whole_);
    events_->lose(frames_->lost);
    events_->tell(frames_->lost);
    answer_ = ready_answer(events_->head({{"content-type", "application/json"}}), std::move(body));
    return Pull::some;
  }
  Pull refuse(const Error& error) { return answer_ = events_->refusal(error), Pull::fail; }

  const std::unique_ptr<FramedEvents> events_;
  const std::unique_ptr<ChatFrames> frames_;
  const bool streamed_;
  Event<CreateChatCompletion> event_;
  ChatAccumulator chunks_;
  std::optional<ChatCompletion> whole_;
  bool began_ = false, headed_ = false, ended_ = false;
  Bytes held_;
  Answer answer_;
};

// The answer of an operation that has one response.
class FramedResponseAnswer final : public Stream<Part> {
 public:
  FramedResponseAnswer(std::unique_ptr<FramedEvents> events, const Row& row, std::function<Result<Bytes>(void*)> write)
      : events_{std::move(events)}, response_{row.event->make()}, write_{std::move(write)} {}

  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_->pull(response_.get())) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: answer_ = events_->refusal(events_->error()); break;
        case Pull::end: finish(); break;
        case Pull::some: began_ = true; break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_->when_ready(std::move(wake)); }

 private:
  void finish() {
    auto body = began_ ? write_(response_.get()) : Result<Bytes>{no_answer()};
    answer_ = body ? ready_answer(events_->head({{"content-type", events_->content_type()}}), *std::move(body))
                   : events_->refusal(body.error());
  }

  const std::unique_ptr<FramedEvents> events_;
  const std::shared_ptr<void> response_;
  const std::function<Result<Bytes>(void*)> write_;
  bool began_ = false;
  Answer answer_;
};

// Runs a request, and gives its events with all that is said of them; or the error that it is refused with.
inline Result<std::unique_ptr<FramedEvents>> framed_events(const FramedRun& run, Context context,
                                                           FramedOptions options) {
  const auto& row = run.row;
  if (context.notes) {
    context.notes->edit([&](RequestFacts& facts) {
      facts.operation = row.endpoint.id;
      if (row.request->model) facts.model = row.request->model(run.request.value).value_or("");
    });
  }
  LossNotes{context}.tell(options.lost);
  if (!run.offered) return not_offered(row.endpoint);
  if (row.check) {
    if (auto refused = row.check(run.request.value)) return *std::move(refused);
  }
  const auto passed = std::make_shared<PassedFields>();
  context.on_passed = [passed](Headers fields) { passed->put(std::move(fields)); };
  const Answering asked{row, context.stop, context.notes, passed, {}, {}};
  const LossNotes loss_notes{context};
  auto events = run.run(std::move(context));
  if (!events) return no_answer();
  return std::make_unique<FramedEvents>(std::move(events), asked, std::move(options), loss_notes);
}

inline Answer refused_answer(const Error& error, ErrorForm form, const RequestNotesPtr& notes) {
  EventNotes{notes}.error(error);
  return form(error);
}

OAICOMPAT_INLINE Answer framed_chat(const Backend& backend, ChatRequest request, std::unique_ptr<ChatFrames> frames,
                                    Context context, FramedOptions options) {
  const auto form = options.error;
  const bool streamed = options.streamed;
  const auto notes = context.notes;
  ChatStreaming::want(request, streamed);
  if (streamed) request.stream_options.emplace().include_usage = true;
  auto events = framed_events(framed_run<CreateChatCompletion>(backend, std::move(request)), std::move(context),
                              std::move(options));
  if (!events) return refused_answer(events.error(), form, notes);
  return std::make_unique<FramedChatAnswer>(*std::move(events), std::move(frames), streamed);
}

OAICOMPAT_INLINE Answer framed_response(FramedRun run, Context context, FramedOptions options,
                                        std::function<Result<Bytes>(void* response)> write) {
  const auto form = options.error;
  const auto notes = context.notes;
  auto events = framed_events(run, std::move(context), std::move(options));
  if (!events) return refused_answer(events.error(), form, notes);
  return std::make_unique<FramedResponseAnswer>(*std::move(events), run.row, std::move(write));
}

}  // namespace oaicompat::inline v1::detail
