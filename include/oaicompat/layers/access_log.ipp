// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class LoggedAnswer final : public WrappedAnswer {
 public:
  LoggedAnswer(Answer inner, std::shared_ptr<const AccessLogOptions> options, AccessRecord record, Time start,
               RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)},
        options_{std::move(options)},
        record_{std::move(record)},
        start_{start},
        notes_{std::move(notes)} {}
  ~LoggedAnswer() override { tell(AccessOutcome::dropped); }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) note(out);
    if (got == Pull::end) tell(AccessOutcome::finished);
    if (got == Pull::fail && !told_) {
      error_ = inner_->error();
      tell(AccessOutcome::failed);
    }
    return got;
  }

 private:
  static constexpr std::size_t most_of_error = std::size_t{64} << 10;

  void note(const Part& part) {
    if (const auto* head = std::get_if<Head>(&part)) {
      record_.status = head->status;
      record_.first_byte = options_->clock->now() - start_;
      if (head->status >= 400) head_ = *head;
    } else {
      const std::string_view bytes = std::get<Bytes>(part);
      record_.bytes += bytes.size();
      if (head_) body_ += bytes.substr(0, most_of_error - std::min(most_of_error, body_.size()));
    }
  }
  // The error that was answered, as it was noted, or as it can be read.
  std::optional<Error> error_of(const RequestFacts& facts) const {
    if (facts.error) return facts.error;
    if (error_ || !head_) return error_;
    return read_error(*head_, head_->headers.has("content-encoding") ? std::string_view{} : std::string_view{body_});
  }
  void tell(AccessOutcome outcome) {
    if (std::exchange(told_, true)) return;
    auto facts = notes_->facts();
    record_.duration = options_->clock->now() - start_;
    record_.outcome = outcome;
    if (const auto error = error_of(facts)) {
      // Who leaves cancels what runs: that is no failure.
      const bool left = outcome == AccessOutcome::dropped && error->kind == ErrorKind::cancelled;
      if (!left) record_.outcome = AccessOutcome::failed;
      record_.error = error->message;
      record_.error_code = code_of(*error);
    }
    record_.principal = std::move(facts.principal);
    record_.operation = std::move(facts.operation);
    record_.model = std::move(facts.model);
    record_.prompt_tokens = facts.prompt_tokens;
    record_.completion_tokens = facts.completion_tokens;
    if (facts.first_token) record_.first_token = *facts.first_token - start_;
    record_.upstream_status = facts.upstream_status;
    record_.upstream_request_id = std::move(facts.upstream_request_id);
    record_.notes = std::move(facts.more);
    detail::notify(options_->sink, record_);
  }
  static std::string code_of(const Error& error) {
    constexpr const char* kinds[] = {"api", "parse", "protocol", "connection", "timeout", "cancelled", "usage"};
    if (!error.code.empty()) return error.code;
    return error.type.empty() ? kinds[static_cast<int>(error.kind)] : error.type;
  }

  std::shared_ptr<const AccessLogOptions> options_;
  AccessRecord record_;
  Time start_;
  RequestNotesPtr notes_;
  std::optional<Head> head_;    // of an error answer
  std::string body_;            // of an error answer
  std::optional<Error> error_;  // that cut the answer off
  bool told_ = false;
};

using Milliseconds = std::chrono::duration<double, std::milli>;

OAICOMPAT_INLINE const char* outcome_word(AccessOutcome outcome) {
  constexpr const char* words[] = {"finished", "failed", "dropped"};
  return words[static_cast<int>(outcome)];
}

// An object, member by member.
class JsonLine {
 public:
  void json(std::string_view name, const Bytes& value) {
    if (out_.size() > 1) out_ += ',';
    write_quoted(out_, name);
    out_ += ':';
    out_ += value;
  }
  void quoted(std::string_view name, std::string_view value) {
    Bytes text;
    write_quoted(text, value);
    json(name, text);
  }
  void text(std::string_view name, std::string_view value) { value.empty() ? json(name, "null") : quoted(name, value); }
  template <class Number>
  void number(std::string_view name, const std::optional<Number>& value) {
    json(name, value ? std::to_string(*value) : "null");
  }
  void time(std::string_view name, const std::optional<Duration>& value) {
    json(name, value ? fmt::format("{:.3f}", Milliseconds{*value}.count()) : "null");
  }
  Bytes end() { return std::move(out_) + "}"; }

 private:
  Bytes out_ = "{";
};

inline Bytes error_json(const AccessRecord& record) {
  if (record.error.empty() && record.error_code.empty()) return "null";
  JsonLine out;
  out.quoted("code", record.error_code);
  out.quoted("message", record.error);
  return out.end();
}
// The last value of a name counts.
inline Bytes notes_json(const AccessRecord& record) {
  JsonLine out;
  const auto end = record.notes.end();
  for (auto each = record.notes.begin(); each != end; ++each) {
    const auto again = [&](const auto& later) { return later.first == each->first; };
    if (std::none_of(each + 1, end, again)) out.quoted(each->first, each->second);
  }
  return out.end();
}

inline std::string printable(std::string_view text) {
  if (text.empty()) return "-";
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c <= '~' && c != '\\') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

OAICOMPAT_INLINE Answer logged(const Handler& inner, Request request, std::shared_ptr<const AccessLogOptions> options) {
  const auto start = options->clock->now();
  auto& context = request.context;
  if (!context.notes) context.notes = std::make_shared<RequestNotes>(options->clock);
  if (!context.principal.empty()) {
    context.notes->edit([&](RequestFacts& facts) { facts.principal = context.principal; });
  }
  AccessRecord record;
  record.method = request.method;
  record.path = request.path;
  record.request_id = context.request_id;
  record.peer = context.peer;
  auto notes = context.notes;
  return std::make_unique<LoggedAnswer>(inner(std::move(request)), std::move(options), std::move(record), start,
                                        std::move(notes));
}

}  // namespace detail

OAICOMPAT_INLINE Layer access_log(AccessLogOptions options) {
  return [shared = std::make_shared<const AccessLogOptions>(std::move(options))](Handler inner) -> Handler {
    if (!shared->sink) return inner;
    return [shared, inner = std::move(inner)](Request&& request) -> Answer {
      return detail::logged(inner, std::move(request), shared);
    };
  };
}

OAICOMPAT_INLINE std::string access_line(const AccessRecord& record) {
  using detail::Milliseconds;
  using detail::printable;
  std::string line = fmt::format("{} {} {} {}B {:.1f}ms", printable(record.method), printable(record.path),
                                 record.status, record.bytes, Milliseconds{record.duration}.count());
  if (record.first_byte) line += fmt::format(" first={:.1f}ms", Milliseconds{*record.first_byte}.count());
  line += fmt::format(" id={} key={} peer={} {}", printable(record.request_id), printable(record.principal),
                      printable(record.peer), detail::outcome_word(record.outcome));
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) line += fmt::format(" {}={}", name, printable(value));
  };
  add("model", record.model);
  if (record.prompt_tokens || record.completion_tokens)
    line += fmt::format(" tokens={}+{}", record.prompt_tokens.value_or(0), record.completion_tokens.value_or(0));
  if (record.first_token) line += fmt::format(" token={:.1f}ms", Milliseconds{*record.first_token}.count());
  if (record.upstream_status != 0) line += fmt::format(" upstream={}", record.upstream_status);
  add("upstream_id", record.upstream_request_id);
  add("code", record.error_code);
  add("error", record.error);
  for (const auto& [name, value] : record.notes) line += fmt::format(" {}={}", printable(name), printable(value));
  return line;
}

OAICOMPAT_INLINE std::string access_json(const AccessRecord& record) {
  const auto known = [](int status) { return status == 0 ? std::optional<int>{} : status; };
  detail::JsonLine line;
  line.text("method", record.method);
  line.text("path", record.path);
  line.number("status", known(record.status));
  line.number("bytes", std::optional{record.bytes});
  line.time("duration_ms", record.duration);
  line.time("first_byte_ms", record.first_byte);
  line.time("first_token_ms", record.first_token);
  line.text("request_id", record.request_id);
  line.text("principal", record.principal);
  line.text("peer", record.peer);
  line.text("outcome", detail::outcome_word(record.outcome));
  line.json("error", detail::error_json(record));
  line.text("model", record.model);
  line.number("prompt_tokens", record.prompt_tokens);
  line.number("completion_tokens", record.completion_tokens);
  line.number("upstream_status", known(record.upstream_status));
  line.text("upstream_request_id", record.upstream_request_id);
  line.json("notes", detail::notes_json(record));
  return line.end();
}

}  // namespace oaicompat::inline v1
