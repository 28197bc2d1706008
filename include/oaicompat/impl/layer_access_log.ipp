// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class LoggedAnswer final : public WrappedAnswer {
 public:
  LoggedAnswer(Answer inner, std::shared_ptr<const AccessLogOptions> options, AccessRecord record, Time start,
               std::shared_ptr<std::string> principal)
      : WrappedAnswer{std::move(inner)},
        options_{std::move(options)},
        record_{std::move(record)},
        start_{start},
        principal_{std::move(principal)} {}
  ~LoggedAnswer() override { tell(AccessOutcome::dropped); }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) note(out);
    if (got == Pull::end) tell(AccessOutcome::finished);
    if (got == Pull::fail && !told_) {
      record_.error = inner_->error().message;
      tell(AccessOutcome::failed);
    }
    return got;
  }

 private:
  void note(const Part& part) {
    if (const auto* head = std::get_if<Head>(&part)) {
      record_.status = head->status;
      record_.first_byte = options_->clock->now() - start_;
    } else {
      record_.bytes += std::get<Bytes>(part).size();
    }
  }
  void tell(AccessOutcome outcome) {
    if (std::exchange(told_, true)) return;
    record_.outcome = outcome;
    record_.duration = options_->clock->now() - start_;
    record_.principal = *principal_;
    options_->sink(record_);
  }

  std::shared_ptr<const AccessLogOptions> options_;
  AccessRecord record_;
  Time start_;
  std::shared_ptr<std::string> principal_;
  bool told_ = false;
};

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

}  // namespace detail

OAICOMPAT_INLINE Layer access_log(AccessLogOptions options) {
  return [shared = std::make_shared<const AccessLogOptions>(std::move(options))](Handler inner) -> Handler {
    if (!shared->sink) return inner;
    return [shared, inner = std::move(inner)](Request request) -> Answer {
      const auto start = shared->clock->now();
      auto& context = request.context;
      if (!context.principal_note) context.principal_note = std::make_shared<std::string>(context.principal);
      AccessRecord record;
      record.method = request.method;
      record.path = request.path;
      record.request_id = context.request_id;
      record.peer = context.peer;
      auto principal = context.principal_note;
      return std::make_unique<detail::LoggedAnswer>(inner(std::move(request)), shared, std::move(record), start,
                                                    std::move(principal));
    };
  };
}

OAICOMPAT_INLINE std::string access_line(const AccessRecord& record) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  constexpr const char* outcomes[] = {"finished", "failed", "dropped"};
  std::string line =
      fmt::format("{} {} {} {}B {:.1f}ms", detail::printable(record.method), detail::printable(record.path),
                  record.status, record.bytes, Milliseconds{record.duration}.count());
  if (record.first_byte) line += fmt::format(" first={:.1f}ms", Milliseconds{*record.first_byte}.count());
  line +=
      fmt::format(" id={} key={} peer={} {}", detail::printable(record.request_id), detail::printable(record.principal),
                  detail::printable(record.peer), outcomes[static_cast<int>(record.outcome)]);
  if (!record.error.empty()) line += fmt::format(" error={}", detail::printable(record.error));
  return line;
}

}  // namespace oaicompat::inline v1
