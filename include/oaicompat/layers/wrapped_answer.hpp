// WrappedAnswer: an answer laid around another; what most layers are made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {

/// An answer that passes everything of another one through. A layer of one's own derives from it, overrides what it
/// changes, and may put another answer in the inner one's place:
///
///     class CountedAnswer final : public WrappedAnswer {
///      public:
///       CountedAnswer(Answer inner, std::atomic<std::size_t>& bytes) : WrappedAnswer{std::move(inner)}, bytes_{bytes}
///       {} Pull pull(Part& out) override {
///         const auto got = inner_->pull(out);
///         if (const auto* piece = std::get_if<Bytes>(&out); got == Pull::some && piece) bytes_ += piece->size();
///         return got;
///       }
///
///      private:
///       std::atomic<std::size_t>& bytes_;
///     };
///
/// **Lifetime**: of the answer that it wraps, which is never null. **Threads**: as `Stream`.
class WrappedAnswer : public Stream<Part> {
 public:
  explicit WrappedAnswer(Answer inner) : inner_{std::move(inner)} {}
  Pull pull(Part& out) override { return inner_->pull(out); }
  void when_ready(Wake wake) override { inner_->when_ready(std::move(wake)); }
  Error error() const override { return inner_->error(); }

 protected:
  /// What is wrapped.
  Answer inner_;
};

namespace detail {

/// Lets `edit(Head&)` change the head on its way out. An answer that fails before its head becomes an error answer, so
/// that there is a head to change.
template <class Edit>
class EditedHead final : public WrappedAnswer {
 public:
  EditedHead(Answer inner, Edit edit) : WrappedAnswer{std::move(inner)}, edit_{std::in_place, std::move(edit)} {}
  Pull pull(Part& out) override {
    auto got = inner_->pull(out);
    if (!edit_) return got;
    if (got == Pull::fail) {
      inner_ = error_answer(inner_->error());
      got = inner_->pull(out);
    }
    if (got != Pull::some) return got;
    if (auto* head = std::get_if<Head>(&out)) (*edit_)(*head);
    edit_.reset();  // a stream may be long
    return got;
  }

 private:
  std::optional<Edit> edit_;  // until the head
};

template <class Edit>
Answer edit_head(Answer inner, Edit edit) {
  return std::make_unique<EditedHead<Edit>>(std::move(inner), std::move(edit));
}

/// An error answer with headers of its own.
inline Answer refusal(const Error& error, Headers headers) {
  headers.add("content-type", "application/json");
  for (const auto& [name, value] : error_fields(error)) {
    if (!headers.has(name)) headers.add(name, value);
  }
  return ready_answer({.status = error_status(error), .headers = std::move(headers)}, error_body(error));
}

}  // namespace detail
}  // namespace oaicompat::inline v1
