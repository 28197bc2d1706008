// SPDX-License-Identifier: MIT
#include "worker.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace load {

using namespace oaicompat;

namespace {

Time now() { return std::chrono::steady_clock::now(); }

std::string origin(const BaseUrl& url) {
  const bool v6 = url.host.find(':') != url.host.npos;
  return fmt::format("{}://{}:{}", url.scheme, v6 ? "[" + url.host + "]" : url.host, url.port);
}

// What many failures have in common.
std::string reason(const Error& error) {
  if (error.kind != ErrorKind::api) return error.message;
  const auto& word = error.code.empty() ? error.type : error.code;
  return error.status == 0 ? "error event: " + word : fmt::format("HTTP {} {}", error.status, word);
}

bool has_output(const ChatChunk& chunk) {
  for (const auto& choice : chunk.choices) {
    if (choice.delta.content && !choice.delta.content->empty()) return true;
    if (choice.delta.refusal || choice.delta.tool_calls || choice.delta.function_call) return true;
  }
  return chunk.reasoning().has_value();
}

}  // namespace

/// A request on its way.
struct Worker::Flight {
  std::size_t number;
  Time due;
  StreamPtr<ChatEvent> answer{};
  ChatEvent event{};
  std::size_t chunks = 0;
  std::optional<std::int64_t> tokens{};
  Time first{}, last{};  // chunks with output
  Times gaps{};

  std::size_t output_tokens() const { return tokens ? static_cast<std::size_t>(*tokens) : chunks; }
};

Worker::Worker(Run& run, std::size_t index)
    : run_{run}, index_{index}, most_{share(run.options.streams)}, request_{make_request()}, backend_{make_backend()} {
  const auto& o = options();
  if (o.rate <= 0) return;
  const std::chrono::duration<double> first{static_cast<double>(index) / o.rate};
  schedule_.emplace(o.arrivals, o.rate / static_cast<double>(o.threads), first, o.seed + index);
}

// Every worker's part of a number; the first ones take what is left over.
std::size_t Worker::share(std::size_t whole) const {
  const auto threads = run_.options.threads;
  return whole / threads + (index_ < whole % threads ? 1 : 0);
}

Backend Worker::make_backend() {
  auto client = asio_client(io_, {.origin = origin(run_.url),
                                  .read_timeout = options().timeout,
                                  .max_idle_connections = most_,
                                  .max_requests = most_,
                                  .ca_file = options().ca_file});
  return call(stack({bearer({.key = options().api_key})}, std::move(client)), {.prefix = run_.url.path});
}

ChatRequest Worker::make_request() const {
  ChatRequest request{.model = Text{options().model}, .messages = {user(Text{options().prompt})}};
  if (options().max_tokens) request.max_tokens = *options().max_tokens;
  if (options().answers == Answers::whole) return request;
  request.stream = true;
  request.stream_options = StreamOptions{.include_usage = true};
  return request;
}

void Worker::carry() {
  boost::asio::post(io_, [this] {
    if (schedule_) return keep_to_schedule();
    for (std::size_t i = 0; i < most_; ++i) take_next(now());
    start_due();
  });
  const auto work = boost::asio::make_work_guard(io_);
  io_.run();
}

void Worker::cut_short() {
  boost::asio::post(io_, [this] {
    measured_.dropped = flights_.size() + due_.size();
    flights_.clear();
    last_end_ = now();
    io_.stop();
  });
}

// Notes what has become due, and comes back for the next.
void Worker::keep_to_schedule() {
  for (; !none_to_come_ && run_.began + schedule_->next() <= now(); schedule_->advance())
    take_next(run_.began + schedule_->next());
  start_due();
  if (none_to_come_) return;
  next_start_.expires_at(run_.began + schedule_->next());
  next_start_.async_wait([this](boost::system::error_code error) {
    if (!error) keep_to_schedule();
  });
}
// One request more, due then, if the load has one.
void Worker::take_next(Time due) {
  const bool in_time = options().duration.count() == 0 || due < run_.began + options().duration;
  const auto number = in_time && !none_to_come_ ? run_.take_number() : std::nullopt;
  none_to_come_ = !number;
  if (number) due_.push_back({*number, due});
}
void Worker::start_due() {
  while (!due_.empty() && flights_.size() < most_) {
    const auto next = due_.front();
    due_.pop_front();
    begin(next);
  }
  if (none_to_come_ && due_.empty() && flights_.empty()) io_.stop();
}
void Worker::begin(Due next) {
  const auto flight = std::make_shared<Flight>(Flight{.number = next.number, .due = next.when});
  flights_.insert(flight);
  flight->answer = backend_.run<CreateChatCompletion>(ChatRequest{request_});
  pull(flight);
}

void Worker::pull(const std::shared_ptr<Flight>& flight) {
  for (;;) {
    switch (flight->answer->pull(flight->event)) {
      case Pull::some: note(*flight, flight->event); continue;
      case Pull::end: return end(flight, nullptr);
      case Pull::fail: {
        const auto error = flight->answer->error();
        return end(flight, &error);
      }
      case Pull::wait: break;
    }
    return flight->answer->when_ready([this, weak = std::weak_ptr{flight}] {
      boost::asio::post(io_, [this, weak] {
        if (const auto alive = weak.lock()) pull(alive);
      });
    });
  }
}

void Worker::note(Flight& flight, const ChatEvent& event) {
  if (const auto* whole = std::get_if<ChatCompletion>(&event)) {
    if (whole->usage) flight.tokens = whole->usage->completion_tokens;
    return;
  }
  const auto& chunk = std::get<ChatChunk>(event);
  if (chunk.usage) flight.tokens = chunk.usage->completion_tokens;
  if (has_output(chunk)) note_output(flight, chunk.view());
}
void Worker::note_output(Flight& flight, std::string_view text) {
  const auto at = now();
  if (flight.chunks++ == 0) {
    flight.first = at;
  } else {
    flight.gaps.add(at - flight.last);
  }
  flight.last = at;
  if (options().on_text) options().on_text(flight.number, text);
}

void Worker::end(const std::shared_ptr<Flight>& flight, const Error* error) {
  last_end_ = now();
  flights_.erase(flight);
  ++run_.ended;
  if (error) {
    ++run_.failed;
    ++measured_.failed;
    ++measured_.failures[reason(*error)];
  } else {
    measure(*flight, last_end_);
  }
  if (options().on_end) options().on_end(flight->number, error);
  if (!schedule_) take_next(now());
  boost::asio::post(io_, [this] { start_due(); });
}

void Worker::measure(const Flight& flight, Time at) {
  const auto tokens = flight.output_tokens();
  ++run_.successful;
  ++measured_.successful;
  run_.output_tokens += tokens;
  measured_.output_tokens += tokens;
  measured_.e2el.add(at - flight.due);
  if (flight.chunks == 0) return;
  measured_.ttft.add(flight.first - flight.due);
  measured_.itl.add(flight.gaps);
  if (tokens > 1) measured_.tpot.add((at - flight.first) / static_cast<std::int64_t>(tokens - 1));
}

}  // namespace load
