// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/gateway/cached_request.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

// What a cache finds, perhaps later.
class Finding {
 public:
  void give(CachedAnswerPtr answer) {
    {
      const std::lock_guard lock{mutex_};
      found_ = std::move(answer);
    }
    slot_.ring();
  }
  std::optional<CachedAnswerPtr> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(found_, std::nullopt);
  }
  bool is_there() const {
    const std::lock_guard lock{mutex_};
    return found_.has_value();
  }
  WakeSlot& slot() { return slot_; }

 private:
  mutable std::mutex mutex_;
  std::optional<CachedAnswerPtr> found_;
  WakeSlot slot_;
};

class CacheWalk : public std::enable_shared_from_this<CacheWalk> {
 public:
  explicit CacheWalk(CachedRequest request) : of_{std::move(request)} {}

  Answer begin();
  Answer go_on(const CachedAnswerPtr& found) {
    if (found) {
      if (auto answer = hit(*found)) return answer;
    }
    return of_.ask.control.only_if_cached ? refuse_uncached() : miss();
  }
  void drop() { of_.account->finish(RequestOutcome::cancelled); }

 private:
  const RouteCache& rule() const { return of_.route->cache; }
  Answer refuse_uncached() const {
    return of_.account->refuse(api_error(504, "The answer is not in the cache.", "not_cached"), of_.context);
  }

  // Null where the answer is too old, or cannot be given in this form.
  Answer hit(const CachedAnswer& found) const {
    const auto age = std::max<std::int64_t>(0, of_.clock->unix_time() - found.stored_at);
    if (std::chrono::seconds{age} >= rule().ttl || age > of_.ask.control.max_age.value_or(age)) return nullptr;
    auto body = of_.form == AnswerForm::whole ? std::optional{found.body} : replay_events(found.body, of_.form);
    if (!body) return nullptr;
    of_.account->use_cache(CacheUse::hit);
    if (const auto over = of_.account->reserve_hit(*of_.route)) return of_.account->refuse(*over, of_.context);
    of_.account->add_hit(found);
    const auto* type = of_.form == AnswerForm::whole ? "application/json" : "text/event-stream; charset=utf-8";
    Head head{.status = 200,
              .headers = {{"content-type", type},
                          {"age", std::to_string(age)},
                          {"x-oaicompat-cache", fmt::format("hit; type=exact; age={}", age)},
                          {"x-oaicompat-cost-usd", "0"}}};
    return account_for(ready_answer(std::move(head), *std::move(body)), of_.account);
  }

  Answer miss() {
    of_.account->use_cache(CacheUse::miss);
    if (const auto over = of_.account->reserve(*of_.route, of_.targets)) {
      return of_.account->refuse(*over, of_.context);
    }
    return finished(fill_cache(of_.ask_targets(of_.account), fill_options()), "miss");
  }
  // As the caller sees it.
  Answer finished(Answer inner, std::string says) const {
    if (of_.form == AnswerForm::events) inner = without_usage(std::move(inner));
    auto told = edit_head(std::move(inner), [says = std::move(says)](Head& head) {
      head.headers.set("x-oaicompat-cache", says);
    });
    return account_for(std::move(told), of_.account);
  }

  FillOptions fill_options() const {
    return {.path = of_.path,
            .form = of_.form,
            .max_bytes = static_cast<std::size_t>(rule().max_answer),
            .keep = [self = shared_from_this(), account = of_.account](const Head& head, Bytes whole) {
              self->keep(*account, head, std::move(whole));
            }};
  }
  // An answer of another target than the first has not the key of that.
  void keep(const RequestAccount& account, const Head& head, Bytes whole) const {
    const auto& planned = of_.rules->targets[of_.targets.front()].name;
    if (!rule().any_target && head.headers.get("x-oaicompat-target") != planned) return;
    const auto& attempts = account.report().attempts;
    const auto gave = std::find_if(attempts.rbegin(), attempts.rend(),
                                   [](const AttemptReport& each) { return !each.failure && !each.lost; });
    if (gave == attempts.rend()) return;
    auto kept = std::make_shared<CachedAnswer>();
    kept->body = std::move(whole);
    kept->body.shrink_to_fit();
    kept->model = gave->model;
    kept->tokens = gave->tokens;
    kept->cost = gave->cost;
    kept->stored_at = of_.clock->unix_time();
    of_.cache->put(of_.ask.key, std::move(kept), rule().ttl);
  }

  CachedRequest of_;
};

// Waits for what the cache finds, and is then the answer.
class FindingAnswer final : public Stream<Part> {
 public:
  FindingAnswer(std::shared_ptr<Finding> finding, std::shared_ptr<CacheWalk> walk)
      : finding_{std::move(finding)}, walk_{std::move(walk)} {}
  ~FindingAnswer() override {
    finding_->slot().clear();
    if (!inner_) walk_->drop();
  }
  Pull pull(Part& out) override {
    finding_->slot().clear();
    if (!inner_) {
      auto found = finding_->take();
      if (!found) return Pull::wait;
      inner_ = walk_->go_on(*found);
    }
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override {
    if (inner_) return inner_->when_ready(std::move(wake));
    finding_->slot().put(std::move(wake));
    if (finding_->is_there()) finding_->slot().ring();
  }
  Error error() const override { return inner_ ? inner_->error() : Error{}; }

 private:
  const std::shared_ptr<Finding> finding_;
  const std::shared_ptr<CacheWalk> walk_;
  Answer inner_;
};

inline Answer CacheWalk::begin() {
  if (of_.ask.key.empty()) {
    of_.account->use_cache(CacheUse::bypass);
    if (of_.ask.control.only_if_cached) return refuse_uncached();
    if (const auto over = of_.account->reserve(*of_.route, of_.targets)) {
      return of_.account->refuse(*over, of_.context);
    }
    return finished(of_.ask_targets(of_.account), "bypass");
  }
  if (of_.ask.control.no_cache) return go_on(nullptr);
  const auto finding = std::make_shared<Finding>();
  of_.cache->find(of_.ask.key, [finding](CachedAnswerPtr found) { finding->give(std::move(found)); });
  if (auto found = finding->take()) return go_on(*found);
  return std::make_unique<FindingAnswer>(finding, shared_from_this());
}

OAICOMPAT_INLINE Answer answer_by_cache(CachedRequest request) {
  return std::make_shared<CacheWalk>(std::move(request))->begin();
}

}  // namespace oaicompat::inline v1::detail
