// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/histogram.hpp>
#include <oaicompat/layers/metrics.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>
#include <oaicompat/sse/event.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::array duration_bounds{0.005, 0.01, 0.05, 0.1,  0.25, 0.5,   1.0,
                                            2.5,   5.0,  10.0, 30.0, 60.0, 120.0, 600.0};
inline constexpr std::array first_token_bounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0};
inline constexpr std::array gap_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0};

// The figures of one operation and model.
struct ModelFigures {
  Histogram duration{duration_bounds}, first_token{first_token_bounds}, gaps{gap_bounds};
  std::uint64_t prompt_tokens = 0, completion_tokens = 0;
};

}  // namespace detail

struct Metrics::State {
  using Pair = std::pair<std::string, std::string>;                          // operation, model
  using Outcome = std::tuple<std::string, std::string, int, AccessOutcome>;  // and status, outcome

  explicit State(MetricsOptions o) : options{std::move(o)} {}

  void observe(const AccessRecord& record) {
    const std::lock_guard lock{mutex_};
    const auto pair = labels(record.operation, record.model, record.status);
    auto key = Outcome{pair.first, pair.second, record.status, record.outcome};
    if (outcomes_.size() >= options.max_series && !outcomes_.contains(key))
      key = {"other", "other", record.status / 100 * 100, record.outcome};
    ++outcomes_[key];
    auto& model = figures_[pair];
    model.duration.add(record.duration);
    if (record.first_token) model.first_token.add(*record.first_token);
    model.prompt_tokens += static_cast<std::uint64_t>(std::max<std::int64_t>(0, record.prompt_tokens.value_or(0)));
    model.completion_tokens +=
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, record.completion_tokens.value_or(0)));
  }
  void merge_gaps(const RequestFacts& facts, int status, const detail::Histogram& gaps) {
    const std::lock_guard lock{mutex_};
    figures_[labels(facts.operation, facts.model, status)].gaps.merge(gaps);
  }
  std::string text() const;

  const MetricsOptions options;
  std::atomic<std::int64_t> in_flight = 0;

 private:
  Pair labels(const std::string& operation, const std::string& model, int status) {
    return {operation.empty() ? "other" : operation, known(model, status)};
  }
  std::string known(const std::string& model, int status) {
    constexpr std::size_t longest = 128;
    if (model.empty() || models_.contains(model)) return model;
    const bool good = status >= 200 && status < 400;
    if (!good || models_.size() >= options.max_models || model.size() > longest) return "other";
    return *models_.insert(model).first;
  }

  mutable std::mutex mutex_;
  std::set<std::string> models_;
  std::map<Outcome, std::uint64_t> outcomes_;
  std::map<Pair, detail::ModelFigures> figures_;
};

OAICOMPAT_INLINE std::string Metrics::State::text() const {
  const std::lock_guard lock{mutex_};
  std::string out;
  const auto begin = [&](std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  };
  const auto pair_text = [](const std::string& operation, const std::string& model) {
    return fmt::format("operation=\"{}\",model=\"{}\"", detail::label_value(operation), detail::label_value(model));
  };
  begin("oaicompat_requests_total", "counter", "Requests that have ended.");
  for (const auto& [key, count] : outcomes_) {
    const auto& [operation, model, status, outcome] = key;
    fmt::format_to(std::back_inserter(out), "oaicompat_requests_total{{{},status=\"{}\",outcome=\"{}\"}} {}\n",
                   pair_text(operation, model), status, detail::outcome_word(outcome), count);
  }
  begin("oaicompat_requests_in_flight", "gauge", "Requests that are being answered.");
  fmt::format_to(std::back_inserter(out), "oaicompat_requests_in_flight {}\n", in_flight.load());
  using Figures = detail::ModelFigures;
  const auto histogram = [&](std::string_view name, std::string_view help, detail::Histogram Figures::*member) {
    begin(name, "histogram", help);
    for (const auto& [pair, each] : figures_) {
      if (!(each.*member).is_empty()) (each.*member).write(out, name, pair_text(pair.first, pair.second));
    }
  };
  histogram("oaicompat_request_duration_seconds", "From a request to the end of its answer.", &Figures::duration);
  histogram("oaicompat_time_to_first_token_seconds", "From a request to the first token of its stream.",
            &Figures::first_token);
  histogram("oaicompat_token_gap_seconds", "Between the pieces of a stream, after its first token.", &Figures::gaps);
  const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t Figures::*member) {
    begin(name, "counter", help);
    for (const auto& [pair, each] : figures_) {
      if (each.*member > 0)
        fmt::format_to(std::back_inserter(out), "{}{{{}}} {}\n", name, pair_text(pair.first, pair.second),
                       each.*member);
    }
  };
  counter("oaicompat_prompt_tokens_total", "Tokens of prompts, as answers' usage tells.", &Figures::prompt_tokens);
  counter("oaicompat_completion_tokens_total", "Tokens of answers, as their usage tells.", &Figures::completion_tokens);
  return out;
}

namespace detail {

// Counts an answer while it is under way, and the gaps between its pieces.
template <class State>
class MeasuredAnswer final : public WrappedAnswer {
 public:
  MeasuredAnswer(Answer inner, std::shared_ptr<State> state, RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)}, state_{std::move(state)}, notes_{std::move(notes)} {}
  ~MeasuredAnswer() override {
    inner_.reset();
    settle();
    --state_->in_flight;
  }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) note(out);
    if (got == Pull::end || got == Pull::fail) settle();
    return got;
  }

 private:
  void note(const Part& part) {
    if (const auto* head = std::get_if<Head>(&part)) {
      status_ = head->status;
      streams_ = is_event_stream(head->headers.get("content-type"));
      return;
    }
    if (!streams_ || std::get<Bytes>(part).starts_with(':')) return;  // a comment keeps the stream alive
    if (!spoke_ && !(spoke_ = notes_->first_token().has_value())) return;
    const auto now = state_->options.clock->now();
    if (last_) gaps_.add(now - *last_);
    last_ = now;
  }
  void settle() {
    if (std::exchange(settled_, true) || gaps_.is_empty()) return;
    state_->merge_gaps(notes_->facts(), status_, gaps_);
  }

  const std::shared_ptr<State> state_;
  const RequestNotesPtr notes_;
  Histogram gaps_{gap_bounds};
  std::optional<Time> last_;
  int status_ = 0;
  bool streams_ = false, spoke_ = false, settled_ = false;
};

}  // namespace detail

OAICOMPAT_INLINE Metrics::Metrics(MetricsOptions options) : state_{std::make_shared<State>(std::move(options))} {}
OAICOMPAT_INLINE std::string Metrics::text() const { return state_->text(); }

OAICOMPAT_INLINE Layer Metrics::watch() const {
  auto log = std::make_shared<const AccessLogOptions>(
      AccessLogOptions{.sink = [state = state_](const AccessRecord& record) { state->observe(record); },
                       .clock = state_->options.clock});
  return [state = state_, log = std::move(log)](Handler inner) -> Handler {
    const Handler measured = [state, inner = std::move(inner)](Request&& request) -> Answer {
      auto notes = request.context.notes;
      ++state->in_flight;
      return std::make_unique<detail::MeasuredAnswer<State>>(inner(std::move(request)), state, std::move(notes));
    };
    return [measured, log](Request&& request) { return detail::logged(measured, std::move(request), log); };
  };
}

OAICOMPAT_INLINE Layer Metrics::page() const {
  return [state = state_](Handler inner) -> Handler {
    return [state, inner = std::move(inner)](Request&& request) -> Answer {
      const bool asked = request.path == state->options.path && (request.method == "GET" || request.method == "HEAD");
      if (!asked) return inner(std::move(request));
      return ready_answer({.status = 200, .headers = {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}}},
                          state->text());
    };
  };
}

}  // namespace oaicompat::inline v1
