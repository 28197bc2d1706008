// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/kit/fallback.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

struct FallbackPlan {
  std::vector<Backend> backends;
  FallbackOptions options;
};

// What is asked of one backend after the other.
class FallbackStream final : public AnyStream {
 public:
  FallbackStream(std::shared_ptr<const FallbackPlan> plan, const Row& row, AnyRequest request, Context context)
      : plan_{std::move(plan)}, row_{row}, request_{std::move(request)}, context_{std::move(context)} {
    ask_next();
  }

  Pull pull_into(void* out) override {
    while (current_) {
      const auto got = current_->pull_into(out);
      if (got == Pull::wait) return got;
      if (!chosen_ && got == Pull::fail && goes_on()) continue;
      if (!chosen_) choose();
      return got;
    }
    return Pull::fail;
  }
  void when_ready(Wake wake) override { current_ ? current_->when_ready(std::move(wake)) : wake(); }
  Error error() const override {
    return current_ ? current_->error() : api_error(500, "The backend gave no answer.", "no_answer");
  }

 private:
  bool goes_on() {
    if (context_->stop.stop_requested()) return false;
    const auto failed = at_ - 1;
    const auto error = current_->error();
    const auto& options = plan_->options;
    if (!options.when || !options.when(error) || !find_next()) return false;
    if (options.on_fallback) detail::notify(options.on_fallback, error, failed);
    ask_next();
    return true;
  }
  bool find_next() {
    while (at_ < plan_->backends.size() && !plan_->backends[at_].offers({row_.endpoint, &row_})) ++at_;
    return at_ < plan_->backends.size();
  }
  void ask_next() {
    if (!find_next()) return;
    current_.reset();
    current_ = plan_->backends[at_++].run({row_.endpoint, &row_}, request_, *context_);
  }
  void choose() {
    chosen_ = true;
    request_ = {};
    context_.reset();
  }

  const std::shared_ptr<const FallbackPlan> plan_;
  const Row& row_;
  AnyRequest request_;
  std::optional<Context> context_;
  std::size_t at_ = 0;  // the one that comes next
  bool chosen_ = false;
  AnyStreamPtr current_;
};

class FallbackForward final : public Forward {
 public:
  explicit FallbackForward(FallbackPlan plan) : plan_{std::make_shared<const FallbackPlan>(std::move(plan))} {}

  bool offers(OperationRef operation) const override { return first(operation) != nullptr; }
  AnyStreamPtr run(OperationRef operation, AnyRequest request, Context context) const override {
    const auto* row = operation.row;
    if (!row) return first(operation)->run(operation, std::move(request), std::move(context));
    // Who asks several must not wait within the first of them.
    context.may_block = false;
    return row->event->typed(std::make_unique<FallbackStream>(plan_, *row, std::move(request), std::move(context)));
  }

 private:
  const Backend* first(OperationRef operation) const {
    for (const auto& each : plan_->backends) {
      if (each.offers(operation)) return &each;
    }
    return nullptr;
  }
  const std::shared_ptr<const FallbackPlan> plan_;
};

}  // namespace detail

OAICOMPAT_INLINE Backend fallback(std::vector<Backend> backends, FallbackOptions options) {
  return Backend{std::make_shared<const detail::FallbackForward>(
      detail::FallbackPlan{.backends = std::move(backends), .options = std::move(options)})};
}

}  // namespace oaicompat::inline v1
