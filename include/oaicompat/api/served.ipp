// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/noted_event.ipp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/api/served_request.ipp>

#include <algorithm>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE StoppableStream::StoppableStream(AnyStreamPtr inner, const Answering& asked)
    : inner_{std::move(inner)}, stop_{asked.stop}, passed_{asked.passed} {}

OAICOMPAT_INLINE void StoppableStream::when_ready(Wake wake) {
  waits_ = true;
  if (!slot_) slot_ = std::make_shared<WakeSlot>();
  slot_->put(std::move(wake));
  if (!on_stop_ && stop_.stop_possible()) on_stop_.emplace(stop_, Ring{slot_});
  if (stop_.stop_requested()) return slot_->ring();  // it may have fired while no wake was there
  inner_->when_ready(Ring{slot_});
}
OAICOMPAT_INLINE Error StoppableStream::error() const {
  if (stopped_) return stopped_error();
  auto error = inner_->error();
  // That an upstream's answer cannot be read is no fault of the caller's.
  if (error.kind == ErrorKind::parse && error.status < 400) error.status = 502;
  return error;
}
OAICOMPAT_INLINE Head StoppableStream::head(Headers headers) const {
  passed_->add_to(headers);
  // Who gives a part of the bytes that were asked for says which.
  const int status = headers.has("content-range") ? 206 : 200;
  return {status, std::move(headers)};
}
OAICOMPAT_INLINE Answer StoppableStream::refusal(Error error) const {
  passed_->add_to(error.headers);
  return error_answer(error);
}

OAICOMPAT_INLINE Answer written(const StoppableStream& events, const Answering& asked, void* response,
                                const void* request) {
  const auto& row = asked.row;
  if (row.shape) row.shape(response, request);
  if (row.response->name_reasoning) row.response->name_reasoning(response, asked.reasoning);
  if (row.text) {
    if (auto text = row.text->write(response, request))
      return ready_answer(events.head({{"content-type", std::move(text->content_type)}}), std::move(text->body));
  }
  Bytes body;
  row.response->write(body, response, asked.writing);
  Headers headers;
  headers.add("content-type", "application/json");
  return ready_answer(events.head(std::move(headers)), std::move(body));
}

// Pulls the one response of an operation that is not streamed, and gives it as an answer.
class PlainAnswer final : public Stream<Part> {
 public:
  PlainAnswer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked)
      : events_{std::move(events), asked},
        notes_{asked.notes},
        request_{needed(asked.row, request)},
        asked_{asked},
        response_{asked.row.event->make()} {}

  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_.pull(response_.get())) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: refuse(events_.error()); break;
        case Pull::end:
          if (began_) {
            answer_ = written(events_, asked_, response_.get(), request_.value);
          } else {
            refuse(no_answer());
          }
          break;
        case Pull::some:
          began_ = true;
          if (const auto tokens = asked_.row.response->tokens) notes_.tokens(tokens(response_.get()));
          break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  void refuse(const Error& error) {
    notes_.error(error);
    answer_ = events_.refusal(error);
  }

  StoppableStream events_;
  const EventNotes notes_;
  const AnyRequest request_;
  const Answering asked_;
  const std::shared_ptr<void> response_;
  bool began_ = false;
  Answer answer_;
};

// Runs a request that was read.
inline Answer run_request(const Row& row, const Backend& backend, const AnyRequest& request, Context&& context,
                          const ServeOptions& options) {
  if (row.request->model && context.notes) {
    if (auto model = row.request->model(request.value))
      context.notes->edit([&](RequestFacts& facts) { facts.model = *std::move(model); });
  }
  if (const auto refusal = refusal_of(row, request, options)) return error_answer(*refusal, context);
  const auto passed = std::make_shared<PassedFields>();
  context.on_passed = [passed](Headers fields) { passed->put(std::move(fields)); };
  const Answering asked{row,    context.stop,      context.notes,
                        passed, options.reasoning, options.answers.value_or(Writing::as_it_came)};
  const bool streamed = row.streamed && row.streamed->wanted(request.value);
  auto events = backend.run({row.endpoint, &row}, request, std::move(context));
  if (!events) return error_answer(no_answer(), {.notes = asked.notes});
  if (streamed) return row.streamed->answer(std::move(events), request, asked);
  if (row.whole) return row.whole(std::move(events), request, asked);
  return std::make_unique<PlainAnswer>(std::move(events), request, asked);
}

// Handlers see the fields of the request, as long as somebody keeps its context.
inline void keep_fields(Headers& headers, Context& context) {
  context.headers = headers.empty() ? nullptr : std::make_shared<const Headers>(std::move(headers));
}

// Reads a large form a step a pull, so that others have their turn on the thread, and then runs it.
class LargeFormAnswer final : public Stream<Part> {
 public:
  LargeFormAnswer(const Row& row, Backend backend, Request& request, const PathMembers& path, ServeOptions options)
      : row_{row},
        backend_{std::move(backend)},
        options_{std::move(options)},
        context_{std::move(request.context)},
        scan_{std::in_place, std::move(request.body), request.headers.get("content-type"), options_.forms} {
    add_members(*scan_, path);
    keep_fields(request.headers, context_);
  }

  Pull pull(Part& out) override {
    if (!answer_) {
      if (!context_.stop.stop_requested() && scan_->step()) return Pull::wait;
      answer_ = context_.stop.stop_requested() ? error_answer(stopped_error(), context_) : run();
      scan_.reset();
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { answer_ ? answer_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return answer_ ? answer_->error() : Error{}; }

 private:
  Answer run() {
    AnyRequest request;
    if (const auto error = row_.form->read(*scan_, request)) return error_answer(*error, context_);
    return run_request(row_, backend_, request, std::move(context_), options_);
  }

  const Row& row_;
  const Backend backend_;
  const ServeOptions options_;
  Context context_;
  std::optional<FormScan> scan_;
  Answer answer_;
};

// Hands fields of the request to a client behind the server, but for those that a layer has set.
inline void pass_on_fields(Request& request, const std::vector<std::string>& names) {
  auto& send = request.context.call.headers;
  for (const auto& name : names) {
    const auto* value = request.headers.find(name);
    if (value && !send.has(name)) send.add(name, *value);
  }
}

OAICOMPAT_INLINE Answer serve_row(const Row& row, const Backend& backend, Request& request, const PathMembers& path,
                                  const ServeOptions& options) {
  constexpr std::size_t large = 1 << 20;
  if (request.context.notes)
    request.context.notes->edit([&](RequestFacts& facts) { facts.operation = row.endpoint.id; });
  pass_on_fields(request, options.forward_headers);
  if (request.body.size() > large && comes_as_form(row, request))
    return std::make_unique<LargeFormAnswer>(row, backend, request, path, options);
  AnyRequest parsed;
  if (const auto error = read_request(row, request, path, options, parsed))
    return error_answer(*error, request.context);
  keep_fields(request.headers, request.context);
  return run_request(row, backend, parsed, std::move(request.context), options);
}

}  // namespace oaicompat::inline v1::detail
