// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/http/http1.hpp>
#include <oaicompat/layers/dialects.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

inline std::shared_ptr<const Dialect> spoken(const Dialects& dialects, const Request& head) {
  for (const auto& dialect : dialects) {
    if (dialect->speaks && dialect->speaks(head)) return dialect;
  }
  return nullptr;
}

// Marks the heads of a dialect's own answers with its form.
class DialectAnswer final : public WrappedAnswer {
 public:
  DialectAnswer(Answer inner, AnswerFormPtr form) : WrappedAnswer{std::move(inner)}, form_{std::move(form)} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got != Pull::some || !form_) return got;
    if (auto* head = std::get_if<Head>(&out); head && !head->form) head->form = std::move(form_);
    form_.reset();
    return got;
  }

 private:
  AnswerFormPtr form_;  // null once the head has passed
};

// What goes out: an error answer of a layer is taken in whole and written anew.
class EdgeAnswer final : public WrappedAnswer {
 public:
  EdgeAnswer(Answer inner, std::shared_ptr<const Dialect> dialect, std::string request_id)
      : WrappedAnswer{std::move(inner)}, dialect_{std::move(dialect)}, request_id_{std::move(request_id)} {}

  Pull pull(Part& out) override {
    if (state_ == State::passing) return inner_->pull(out);
    if (state_ == State::taking) return take(out);
    const auto got = inner_->pull(out);
    if (got == Pull::fail) return write(inner_->error(), {}, out);
    if (got != Pull::some) return got;
    auto* head = std::get_if<Head>(&out);
    if (!head || head->form || head->status < 400 || !dialect_->error) return pass(out);
    refused_ = std::move(*head);
    state_ = State::taking;
    return take(out);
  }

 private:
  enum class State { before, taking, passing };
  static constexpr std::size_t most = std::size_t{64} << 10;  // of a layer's error body

  Pull pass(Part& out) {
    state_ = State::passing;
    auto* head = std::get_if<Head>(&out);
    if (!head) return Pull::some;
    // A layer around this one puts the field on later, which the dialect has a name of its own for.
    if (!request_id_.empty() && !head->headers.has("x-request-id")) head->headers.set("x-request-id", request_id_);
    if (dialect_->finish_head) dialect_->finish_head(*head);
    return Pull::some;
  }
  Pull take(Part& out) {
    for (;;) {
      const auto got = inner_->pull(out);
      if (got == Pull::wait) return got;
      if (got != Pull::some) break;
      const auto* piece = std::get_if<Bytes>(&out);
      if (piece) body_.append(*piece, 0, most - std::min(most, body_.size()));
    }
    return write(read_error(refused_, body_), std::move(refused_.headers), out);
  }
  // The head's own fields go before those of the new one, but for what says of what kind the body is.
  Pull write(Error error, Headers fields, Part& out) {
    if (const auto id = fields.get("x-request-id"); !id.empty()) error.request_id = std::string{id};
    if (error.request_id.empty()) error.request_id = request_id_;
    inner_ = dialect_->error ? dialect_->error(error) : error_answer(error);
    const auto got = inner_->pull(out);
    if (got != Pull::some) return got;
    if (auto* head = std::get_if<Head>(&out)) {
      for (const auto* own : {"content-type", "content-length", "content-encoding"}) fields.remove(own);
      for (const auto& [name, value] : fields) head->headers.set(name, value);
    }
    return pass(out);
  }

  std::shared_ptr<const Dialect> dialect_;
  const std::string request_id_;  // of a layer around this one; empty where there is none
  State state_ = State::before;
  Head refused_;
  Bytes body_;
};

OAICOMPAT_INLINE Layer dialect_edge(Dialects dialects) {
  return [dialects = std::move(dialects)](Handler inner) -> Handler {
    if (dialects.empty()) return inner;
    return [dialects, inner = std::move(inner)](Request&& request) -> Answer {
      auto dialect = spoken(dialects, request);
      if (!dialect) return inner(std::move(request));
      if (dialect->normalize) dialect->normalize(request);
      auto id = request.context.request_id;
      auto answer = inner(std::move(request));
      if (!answer) return answer;
      return std::make_unique<EdgeAnswer>(std::move(answer), std::move(dialect), std::move(id));
    };
  };
}

OAICOMPAT_INLINE Handler dialect_router(const Dialects& dialects, const Backend& backend, Handler own) {
  struct Route {
    std::shared_ptr<const Dialect> dialect;
    Handler handler;
    AnswerFormPtr form;
  };
  if (dialects.empty()) return own;
  std::vector<Route> routes;
  for (const auto& dialect : dialects) {
    const auto form = AnswerForm{.late_error = dialect->late_error, .comments = dialect->comments};
    routes.push_back({dialect, dialect->serve(backend), std::make_shared<const AnswerForm>(form)});
  }
  return [routes = std::make_shared<const std::vector<Route>>(std::move(routes)),
          own = std::move(own)](Request&& request) -> Answer {
    for (const auto& [dialect, handler, form] : *routes) {
      if (!dialect->speaks || !dialect->speaks(request)) continue;
      auto answer = handler(std::move(request));
      if (!answer) return answer;
      return std::make_unique<DialectAnswer>(std::move(answer), form);
    }
    return own(std::move(request));
  };
}

OAICOMPAT_INLINE std::function<bool(const Request& head)> dialect_heads(
    Dialects dialects, std::function<bool(const Request& head)> inner) {
  if (dialects.empty() || !inner) return inner;
  return [dialects = std::move(dialects), inner = std::move(inner)](const Request& head) {
    const auto dialect = spoken(dialects, head);
    if (!dialect || !dialect->normalize) return inner(head);
    Request changed{.method = head.method, .path = head.path, .query = head.query, .headers = head.headers};
    dialect->normalize(changed);
    return inner(changed);
  };
}
OAICOMPAT_INLINE std::function<Answer(const Request& head, const Error& error)> dialect_refusals(Dialects dialects) {
  if (dialects.empty()) return {};
  return [dialects = std::move(dialects)](const Request& head, const Error& error) -> Answer {
    auto own = error;
    auto id = std::exchange(own.request_id, {});
    auto answer = error_answer_with_id(own, id);
    auto dialect = spoken(dialects, head);
    if (!dialect) return answer;
    return std::make_unique<EdgeAnswer>(std::move(answer), std::move(dialect), std::move(id));
  };
}

}  // namespace oaicompat::inline v1::detail
