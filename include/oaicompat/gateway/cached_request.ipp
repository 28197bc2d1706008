// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/gateway/cached_request.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

// The attempt that gave the answer; null where none did.
inline const AttemptReport* gave_answer(const RequestReport& report) {
  for (const auto& each : report.attempts) {
    if (!each.failure && !each.lost) return &each;
  }
  return nullptr;
}

// What a caller is told of a hit by meaning.
inline std::string semantic_hit_words(const SemanticFound& found) {
  constexpr std::size_t of_tenant = 16;
  return fmt::format("hit; type=semantic; score={:.3f}; id={}", found.score, found.key.substr(of_tenant, 16));
}

class CacheWalk : public std::enable_shared_from_this<CacheWalk> {
 public:
  explicit CacheWalk(CachedRequest request) : of_{std::move(request)} {}

  Answer begin();
  Answer go_on(const CachedAnswerPtr& found) {
    if (found) {
      if (auto answer = hit(*found)) return answer;
    }
    if (of_.begin_semantic && !of_.ask.control.no_cache) semantic_ = of_.begin_semantic();
    return semantic_ ? look_by_meaning() : uncached();
  }
  void drop() { of_.account->finish(RequestOutcome::cancelled); }
  // What another request was told is of no use for this one.
  Answer ask_alone() {
    of_.account->use_cache(CacheUse::miss);
    return edit_head(of_.ask_targets(of_.account, Callers::one),
                     [](Head& head) { head.headers.set("x-oaicompat-cache", "miss"); });
  }
  const CachedRequest& request() const { return of_; }

 private:
  const RouteCache& rule() const { return of_.route->cache; }
  Answer refuse_uncached() const {
    return of_.account->refuse(api_error(504, "The answer is not in the cache.", "not_cached"), of_.context);
  }

  Answer uncached() { return of_.ask.control.only_if_cached ? refuse_uncached() : miss(); }

  Answer look_by_meaning() {
    const auto self = shared_from_this();
    return semantic_->answer(
        {.go_on = [self](const std::optional<SemanticFound>& found) { return self->go_on_by_meaning(found); },
         .drop = [self] { self->drop(); }});
  }
  Answer go_on_by_meaning(const std::optional<SemanticFound>& found) {
    auto answer = found ? hit(*found->answer) : nullptr;
    if (!answer) return uncached();
    if (of_.account->report().outcome == RequestOutcome::refused) return answer;
    of_.account->use_cache(CacheUse::semantic);
    semantic_->verify(*found);
    return edit_head(std::move(answer), [words = semantic_hit_words(*found)](Head& head) {
      head.headers.set("x-oaicompat-cache", words);
    });
  }

  // Null where the answer is too old, or cannot be given in this form.
  Answer hit(const CachedAnswer& found) const {
    const auto age = std::max<std::int64_t>(0, of_.clock->unix_time() - found.stored_at);
    if (std::chrono::seconds{age} >= rule().ttl || age > of_.ask.control.max_age.value_or(age)) return nullptr;
    auto body = of_.form == ReplayForm::whole ? std::optional{found.body} : replay_events(found.body, of_.form);
    if (!body) return nullptr;
    of_.account->use_cache(CacheUse::hit);
    if (const auto over = of_.account->reserve_hit(*of_.route)) return of_.account->refuse(*over, of_.context);
    of_.account->add_hit(found);
    const auto* type = of_.form == ReplayForm::whole ? "application/json" : "text/event-stream; charset=utf-8";
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
    if (!rule().coalesce || of_.ask.control.no_cache) {
      return finished(fill_cache(of_.ask_targets(of_.account, Callers::one), fill_options()), "miss");
    }
    auto joined = of_.calls->join(of_.ask.key + std::to_string(static_cast<int>(of_.form)),
                                  static_cast<std::size_t>(rule().max_answer),
                                  {of_.context.stop, of_.context.deadline, of_.clock});
    return joined.is_new ? lead(std::move(joined)) : follow(std::move(joined));
  }
  // Its account is that of the call, which may outlive its caller.
  Answer lead(SharedCalls::Joined joined) {
    auto call = fill_cache(of_.ask_targets(of_.account, Callers::many), fill_options());
    joined.call->begin(account_for(std::move(call), of_.account), [account = of_.account]() {
      const auto* gave = gave_answer(account->report());
      return gave ? std::optional{*gave} : std::nullopt;
    });
    return as_asked(std::move(joined.reader), "miss");
  }
  Answer follow(SharedCalls::Joined joined);
  // As the caller sees it.
  Answer finished(Answer inner, std::string says) const {
    return account_for(as_asked(std::move(inner), std::move(says)), of_.account);
  }
  Answer as_asked(Answer inner, std::string says) const {
    if (of_.form == ReplayForm::events) inner = without_usage(std::move(inner));
    return edit_head(std::move(inner),
                     [says = std::move(says)](Head& head) { head.headers.set("x-oaicompat-cache", says); });
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
    const auto* gave = gave_answer(account.report());
    if (!gave) return;
    auto kept = std::make_shared<CachedAnswer>();
    kept->body = std::move(whole);
    kept->body.shrink_to_fit();
    kept->model = gave->model;
    kept->tokens = gave->tokens;
    kept->cost = gave->cost;
    kept->stored_at = of_.clock->unix_time();
    of_.cache->put(of_.ask.key, std::move(kept), rule().ttl);
    if (semantic_) semantic_->keep(of_.ask.key);
  }

  CachedRequest of_;
  SemanticTurnPtr semantic_;  // null where no answer is looked for by meaning
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

// Reads along with another request. A failure that is not the request's own fault is not taken from it: the targets are
// asked once more, for this one alone.
class FollowingAnswer final : public WrappedAnswer {
 public:
  FollowingAnswer(SharedCalls::Joined joined, std::shared_ptr<CacheWalk> walk)
      : WrappedAnswer{std::move(joined.reader)}, call_{std::move(joined.call)}, walk_{std::move(walk)} {}
  Pull pull(Part& out) override {
    auto got = inner_->pull(out);
    if (alone_ || got == Pull::wait) return got;
    if (!std::exchange(begun_, true)) {
      const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
      if (head ? !is_for_all(head->status) : !has_left()) {
        alone_ = true;
        inner_ = walk_->ask_alone();
        return inner_->pull(out);
      }
    }
    if (got != Pull::some) {
      const auto gave = call_->gave();
      walk_->request().account->add_shared(gave ? &*gave : nullptr);
    } else if (auto* head = std::get_if<Head>(&out)) {
      take_over(*head);
    }
    return got;
  }

 private:
  static bool is_for_all(int status) {
    constexpr std::array own_fault{400, 404, 413, 415, 422};
    return status < 300 || std::find(own_fault.begin(), own_fault.end(), status) != own_fault.end();
  }
  bool has_left() const {
    const auto& context = walk_->request().context;
    return context.stop.stop_requested() || (context.deadline && walk_->request().clock->now() >= *context.deadline);
  }
  // The limits that the other one's head tells of are the other one's.
  static void take_over(Head& head) {
    head.headers.remove_if([](const Headers::Field& field) {
      return iequals(std::string_view{field.name}.substr(0, 12), "x-ratelimit-") ||
             iequals(field.name, "x-oaicompat-budget-used");
    });
    head.headers.set("x-oaicompat-cache", "hit; type=coalesced");
  }

  const std::shared_ptr<SharedCall> call_;
  const std::shared_ptr<CacheWalk> walk_;
  bool begun_ = false, alone_ = false;
};

inline Answer CacheWalk::follow(SharedCalls::Joined joined) {
  of_.account->use_cache(CacheUse::coalesced);
  Answer inner = std::make_unique<FollowingAnswer>(std::move(joined), shared_from_this());
  if (of_.form == ReplayForm::events) inner = without_usage(std::move(inner));
  return account_for(std::move(inner), of_.account);
}

inline Answer CacheWalk::begin() {
  if (of_.ask.key.empty()) {
    of_.account->use_cache(CacheUse::bypass);
    if (of_.ask.control.only_if_cached) return refuse_uncached();
    if (const auto over = of_.account->reserve(*of_.route, of_.targets)) {
      return of_.account->refuse(*over, of_.context);
    }
    return finished(of_.ask_targets(of_.account, Callers::one), "bypass");
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
