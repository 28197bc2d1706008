// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/answer_progress.hpp>
#include <oaicompat/layers/catch_exceptions.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline Error exception_error(std::string message) {
  if (message.empty()) message = "The server had an error while processing the request.";
  return api_error(500, std::move(message), "internal_error");
}

#if OAICOMPAT_EXCEPTIONS

// What to answer after the exception that is being handled.
inline Error caught_error(const CatchAllOptions& options) {
  std::string message;
  try {
    if (options.sink) options.sink(std::current_exception());
  } catch (...) {  // a sink that throws must not hide what it was told
  }
  try {
    throw;
  } catch (const std::exception& e) {
    if (options.text == ExceptionText::shown) message = e.what();
  } catch (...) {
  }
  return exception_error(std::move(message));
}

class CaughtAnswer final : public WrappedAnswer {
 public:
  CaughtAnswer(Answer inner, std::shared_ptr<const CatchAllOptions> options, RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)}, options_{std::move(options)}, progress_{std::move(notes)} {}

  Pull pull(Part& out) override {
    try {
      const auto got = inner_->pull(out);
      if (got == Pull::some) progress_.note(out);
      return got;
    } catch (...) {
      inner_ = ending(progress_, caught_error(*options_));
    }
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override {
    try {
      return inner_->when_ready(wake);
    } catch (...) {
      inner_ = ending(progress_, caught_error(*options_));
    }
    wake();
  }

 private:
  std::shared_ptr<const CatchAllOptions> options_;
  AnswerProgress progress_;
};

#endif

}  // namespace detail

OAICOMPAT_INLINE Layer catch_exceptions(CatchAllOptions options) {
  return [shared = std::make_shared<const CatchAllOptions>(std::move(options))](Handler inner) -> Handler {
    return [shared, inner = std::move(inner)](Request&& request) -> Answer {
      const Context noted{.notes = request.context.notes};
#if OAICOMPAT_EXCEPTIONS
      try {
        auto answer = inner(std::move(request));
        if (answer) return std::make_unique<detail::CaughtAnswer>(std::move(answer), shared, noted.notes);
      } catch (...) {
        return error_answer(detail::caught_error(*shared), noted);
      }
#else
      if (auto answer = inner(std::move(request))) return answer;
#endif
      return error_answer(detail::exception_error({}), noted);
    };
  };
}

}  // namespace oaicompat::inline v1
