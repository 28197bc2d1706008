// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/gateway/attempt.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

// Whether the path is of operations that are answered by an object, or by a stream that comes to one.
inline bool is_answered_by_object(std::string_view path) {
  constexpr std::array<std::string_view, 6> all{"/v1/chat/completions", "/v1/completions", "/v1/responses",
                                                "/v1/messages",         "/v1/embeddings",  "/v1/moderations"};
  return std::find(all.begin(), all.end(), path) != all.end();
}

OAICOMPAT_INLINE Attempt::Attempt(const AttemptGround& ground, Place place, Request&& request)
    : ground_{ground}, place_{place}, begun_{ground.now()}, answers_object_{is_answered_by_object(request.path)} {
  if (ground_.options->details) details_ = std::make_unique<AnswerDetails>();
  if (request.headers.has("traceparent")) span_id_ = enter_span(request.headers).span_id;
  inner_ = ground_.options->ask(place_.target, std::move(request));
}

OAICOMPAT_INLINE Attempt::~Attempt() {
  if (over_) return;
  if (has_told_end() && !watch_.has_error()) {
    end({}, Verdict::good);
    return;
  }
  // A target that was silent for too long is not excused by a caller who did not wait.
  const auto silent = limit_after(begun_, ground_.route.timeouts.first_token);
  const bool blamed = !head_ && silent && ground_.now() >= *silent;
  end(FailureClass::cancelled, blamed ? Verdict::failed : Verdict::nothing);
}

OAICOMPAT_INLINE std::optional<Time> Attempt::until() const {
  const auto& limits = ground_.route.timeouts;
  if (phase_ == Phase::head) return limit_after(begun_, limits.head);
  if (phase_ == Phase::events) return limit_after(begun_, limits.first_token);
  return idle_from_ && phase_ != Phase::given ? limit_after(*idle_from_, limits.idle) : std::nullopt;
}

OAICOMPAT_INLINE Attempt::Step Attempt::late() {
  if (has_told_end()) return Step::whole;
  if (is_committed()) return cut("idle_timeout");
  return fail(phase_ == Phase::head     ? FailureClass::timeout
              : phase_ == Phase::events ? FailureClass::slow
                                        : FailureClass::broken);
}

OAICOMPAT_INLINE Attempt::Step Attempt::step(std::deque<Part>& out) {
  if (phase_ == Phase::given) return Step::whole;
  if (error_came_) return cut("upstream_broken");
  const auto until = this->until();
  if (until && ground_.now() >= *until) return late();
  Part part;
  switch (inner_->pull(part)) {
    case Pull::wait:
      if (!idle_from_) idle_from_ = ground_.now();
      return Step::wait;
    case Pull::fail: return lost_connection(inner_->error());
    case Pull::end: return complete(out);
    case Pull::some: break;
  }
  return take(std::move(part), out);
}

OAICOMPAT_INLINE Attempt::Step Attempt::take(Part part, std::deque<Part>& out) {
  if (auto* head = std::get_if<Head>(&part)) {
    take_head(std::move(*head));
    return Step::more;
  }
  return take_bytes(std::move(std::get<Bytes>(part)), out);
}

// What the gateway alone says of an answer. A loss is told by a translation on the way.
inline bool is_gateways_word(std::string_view name) {
  return iequals(name, "age") || (iequals(name.substr(0, 12), "x-oaicompat-") && !iequals(name, loss_header));
}

OAICOMPAT_INLINE void Attempt::take_head(Head head) {
  head.headers.remove_if([](const Headers::Field& field) { return is_gateways_word(field.name); });
  idle_from_.reset();
  status_ = head.status;
  phase_ = head.status >= 300                                  ? Phase::refusal
           : is_event_stream(head.headers.get("content-type")) ? Phase::events
                                                               : Phase::whole;
  head_ = std::move(head);
}

OAICOMPAT_INLINE Attempt::Step Attempt::take_bytes(Bytes bytes, std::deque<Part>& out) {
  constexpr auto most_of_refusal = std::size_t{1} << 20;
  if (phase_ == Phase::events) return take_first_events(bytes);
  if (phase_ == Phase::streaming) return take_events(bytes, out);
  idle_from_.reset();
  if (phase_ == Phase::passing) {
    out.emplace_back(std::move(bytes));
  } else if (held_.empty()) {
    held_ = std::move(bytes);
  } else if (phase_ == Phase::whole || held_.size() < most_of_refusal) {
    held_ += bytes;
  }
  const bool too_large = phase_ == Phase::whole && held_.size() > ground_.options->most_held_answer;
  return too_large ? Step::ready : Step::more;
}

OAICOMPAT_INLINE Attempt::Step Attempt::take_first_events(const Bytes& bytes) {
  if (details_) details_->feed(bytes);
  held_ += watch_.feed(bytes);
  if (watch_.has_error() && !watch_.has_content()) return fail_by(watch_.error());
  if (watch_.held() > ground_.options->most_held_answer) return fail(FailureClass::broken);
  error_came_ = watch_.has_error();
  return watch_.has_content() || held_.size() > ground_.options->most_held_events ? Step::ready : Step::more;
}

OAICOMPAT_INLINE Attempt::Step Attempt::take_events(const Bytes& bytes, std::deque<Part>& out) {
  const auto before = watch_.pieces();
  if (details_) details_->feed(bytes);
  auto events = watch_.feed(bytes);
  if (ground_.options->token_gaps && watch_.pieces() > before) count_gap(before);
  if (!events.empty()) {
    idle_from_.reset();
    pass(std::move(events), out);
  }
  if (watch_.held() > ground_.options->most_held_answer) return cut("upstream_broken");
  if (!watch_.has_error()) return Step::more;
  error_came_ = true;
  return cut("upstream_broken");
}

OAICOMPAT_INLINE void Attempt::count_gap(std::int64_t before) {
  const auto now = ground_.now();
  gaps_.add(now - said_at_, watch_.pieces() - before);
  said_at_ = now;
}

OAICOMPAT_INLINE void Attempt::pass(std::string events, std::deque<Part>& out) const {
  if (ground_.options->usage == StreamUsage::hidden) hide_usage(events);
  if (!events.empty()) out.emplace_back(std::move(events));
}

// An error in the place of a stream is as one in the place of an answer.
OAICOMPAT_INLINE Attempt::Step Attempt::fail_by(std::string_view error) {
  const auto failure = classify_event(error);
  head_ = Head{.status = row_of(failure).status, .headers = {{"content-type", "application/json"}}};
  held_ = member_text(error, "error") ? std::string{error} : fmt::format(R"({{"error":{}}})", error);
  return fail(failure);
}

OAICOMPAT_INLINE Attempt::Step Attempt::complete(std::deque<Part>& out) {
  switch (phase_) {
    case Phase::refusal: return fail(classify(head_->status, held_));
    case Phase::whole:
      if (is_no_answer()) return fail(FailureClass::broken);
      if (answers_object_ && holds_error_instead(held_)) return fail_by(std::exchange(held_, {}));
      read_whole();
      return Step::ready;
    case Phase::passing: return Step::whole;
    case Phase::streaming: break;
    default: return fail(FailureClass::broken);
  }
  if (!watch_.is_finished() && !watch_.is_done()) return cut("upstream_broken");
  if (watch_.wants_done() && !watch_.is_done()) out.emplace_back(Bytes{sse_done});
  return Step::whole;
}

// Whatever its content type says: servers leave it out, and the page of a proxy comes with status 200 as well.
OAICOMPAT_INLINE bool Attempt::must_be_object() const {
  constexpr std::string_view json = "json";
  auto type = head_->headers.get("content-type");
  type = type.substr(0, type.find_first_of("; "));
  return answers_object_ || (type.size() > json.size() && iequals(type.substr(type.size() - json.size()), json));
}
OAICOMPAT_INLINE bool Attempt::is_no_answer() const {
  constexpr std::string_view html = "text/html";
  const auto type = head_->headers.get("content-type");
  return must_be_object() ? !is_whole_object(held_) : iequals(type.substr(0, html.size()), html);
}

OAICOMPAT_INLINE void Attempt::read_whole() {
  inner_.reset();
  if (!must_be_object()) return;
  if (details_) details_->see(held_);
  const auto facts = facts_of(held_);
  told_ = facts.tokens;
  model_ = facts.model;
}

OAICOMPAT_INLINE Attempt::Step Attempt::lost_connection(const Error& error) {
  if (has_told_end()) return Step::whole;
  if (is_committed()) return cut("upstream_broken");
  if (phase_ == Phase::refusal && !held_.empty()) return fail(classify(head_->status, held_));
  return fail(head_ ? FailureClass::broken : classify(error, ground_.now() - begun_));
}

OAICOMPAT_INLINE Attempt::Step Attempt::fail(FailureClass failure) {
  failure_ = failure;
  return Step::failed;
}

OAICOMPAT_INLINE Attempt::Step Attempt::cut(const char* code) {
  failure_ = FailureClass::mid_stream;
  cut_code_ = code;
  return Step::cut;
}

OAICOMPAT_INLINE void Attempt::commit(std::deque<Part>& out, int attempts) {
  const bool ended = phase_ == Phase::whole && !inner_;
  phase_ = phase_ == Phase::events ? Phase::streaming : ended ? Phase::given : Phase::passing;
  idle_from_.reset();
  said_at_ = ground_.now();
  first_token_ = said_at_ - begun_;
  auto head = std::move(*head_);
  head.headers.remove("content-length");
  head.headers.set("x-oaicompat-target", ground_.rules->targets[place_.target].name);
  head.headers.set("x-oaicompat-attempts", std::to_string(attempts));
  out.emplace_back(std::move(head));
  auto held = std::exchange(held_, {});
  if (phase_ == Phase::streaming) {
    pass(std::move(held), out);
  } else if (!held.empty()) {
    out.emplace_back(std::move(held));
  }
}

OAICOMPAT_INLINE std::optional<Error> Attempt::tell_cut(std::deque<Part>& out, const char* code) {
  if (error_came_) return std::nullopt;  // the upstream's own event has told it
  auto error = api_error(502, "The upstream's answer was cut off.", code);
  if (phase_ != Phase::streaming) return local_error(ErrorKind::protocol, std::move(error.message), code);
  Bytes event;
  append_sse_data(event, error_body(error));
  out.emplace_back(std::move(event));
  return std::nullopt;
}

OAICOMPAT_INLINE void Attempt::lose() {
  lost_ = true;
  end({}, Verdict::nothing);
}

// What is known of the tokens, else what was sent and seen. Of what failed before it was an answer nothing is billed.
OAICOMPAT_INLINE std::optional<TokenTally> Attempt::tokens(std::optional<FailureClass> failure, bool& estimated) const {
  const bool billed = !failure || failure == FailureClass::mid_stream || failure == FailureClass::cancelled ||
                      (failure == FailureClass::total && first_token_);
  if (!billed || status_ >= 300) return std::nullopt;
  if (told_) return told_;
  if (watch_.tokens() && (watch_.is_finished() || watch_.is_done())) return watch_.tokens();
  estimated = true;
  std::optional<TokenTally> out = TokenTally{.input = ground_.options->prompt_tokens, .output = watch_.seen_tokens()};
  join_usage(out, watch_.tokens());
  return out;
}

OAICOMPAT_INLINE void Attempt::end(std::optional<FailureClass> failure, Verdict verdict,
                                   std::optional<Time> rests_until) {
  over_ = true;
  inner_.reset();
  const auto& options = *ground_.options;
  if (options.health) options.health->end(place_.target, verdict, begun_, rests_until);
  if (!options.on_attempt) return;
  AttemptReport report{.number = place_.number,
                       .target = place_.target,
                       .role = place_.role,
                       .status = status_,
                       .failure = failure,
                       .lost = lost_,
                       .model = model_.empty() ? watch_.model() : model_,
                       .first_token = first_token_,
                       .duration = ground_.now() - begun_,
                       .gaps = gaps_,
                       .begun = begun_,
                       .span_id = span_id_};
  if (details_) {
    report.answer_id = details_->id();
    report.finish_reasons = details_->finish_reasons();
  }
  report.tokens = tokens(failure, report.estimated);
  options.on_attempt(report);
}

}  // namespace oaicompat::inline v1::detail
