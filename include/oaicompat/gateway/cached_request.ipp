// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/gateway/answer_keeping.hpp>
#include <oaicompat/gateway/cache_freshness.hpp>
#include <oaicompat/gateway/cached_request.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

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

// What a caller is told of an answer out of the cache.
inline std::string hit_text(std::string_view type, std::int64_t age, const std::string& id) {
  return fmt::format("hit; type={}; age={}{}{}", type, age, id.empty() ? "" : "; id=", id);
}
inline constexpr std::string_view stale_hit = "hit; type=stale";

// Whether an answer says that no target could help, rather than that the request is wrong.
inline bool is_targets_fault(int status) { return status >= 500 || status == 429; }

// What a caller is told of a hit by meaning.
inline std::string semantic_hit_words(const SemanticFound& found) {
  return fmt::format("hit; type=semantic; score={:.3f}; id={}", found.score, found.answer->id);
}

class CacheWalk : public std::enable_shared_from_this<CacheWalk> {
 public:
  explicit CacheWalk(CachedRequest request) : of_{std::move(request)} {}

  Answer begin();
  Answer go_on(const CachedAnswerPtr& found) {
    auto* details = of_.account->details();
    if (details && details->cache_begun) details->cache_ended = of_.clock->now();
    if (found) {
      const auto standing = standing_of(*found, of_.clock->unix_time(), rule(), of_.ask.control);
      if (standing.is_fresh || standing.while_asked) {
        if (auto answer = hit(*found, standing)) return answer;
      }
      if (standing.where_it_fails) stale_ = found;
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
  // The kept answer in the place of a failure; null where there is none that may be given.
  Answer stale_answer() const {
    auto body = stale_ ? body_of(*stale_) : std::nullopt;
    if (!body) return nullptr;
    const auto standing = standing_of(*stale_, of_.clock->unix_time(), rule(), of_.ask.control);
    if (!standing.where_it_fails) return nullptr;
    of_.account->add_stale(*stale_);
    return ready_answer(hit_head(*stale_, "stale", standing.age), *std::move(body));
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
    if (!found) return uncached();
    const auto standing = standing_of(*found->answer, of_.clock->unix_time(), rule(), of_.ask.control);
    auto answer = standing.is_fresh ? hit(*found->answer, standing) : nullptr;
    if (!answer) return uncached();
    if (of_.account->report().outcome == RequestOutcome::refused) return answer;
    of_.account->use_cache(CacheUse::semantic);
    semantic_->verify(*found);
    return edit_head(std::move(answer), [words = semantic_hit_words(*found)](Head& head) {
      head.headers.set("x-oaicompat-cache", words);
    });
  }

  // Nothing where an answer cannot be given in this form.
  std::optional<Bytes> body_of(const CachedAnswer& found) const {
    return of_.form == ReplayForm::whole ? std::optional{found.body} : replay_events(found.body, of_.form);
  }
  Head hit_head(const CachedAnswer& found, std::string_view type, std::int64_t age) const {
    const auto* content = of_.form == ReplayForm::whole ? "application/json" : "text/event-stream; charset=utf-8";
    return {.status = 200,
            .headers = {{"content-type", content},
                        {"age", std::to_string(age)},
                        {"x-oaicompat-cache", hit_text(type, age, found.id)}}};
  }
  // Null where the answer cannot be given in this form.
  Answer hit(const CachedAnswer& found, const CachedStanding& standing) {
    auto body = body_of(found);
    if (!body) return nullptr;
    of_.account->use_cache(standing.is_fresh ? CacheUse::hit : CacheUse::stale);
    if (const auto over = of_.account->reserve_hit(*of_.route)) return of_.account->refuse(*over, of_.context);
    of_.account->add_hit(found);
    if (!standing.is_fresh && !of_.ask.control.only_if_cached) refresh();
    auto head = hit_head(found, standing.is_fresh ? "exact" : "stale", standing.age);
    head.headers.add("x-oaicompat-cost-usd", "0");
    return account_for(ready_answer(std::move(head), *std::move(body)), of_.account);
  }
  // Asks anew, on the caller's money and on nobody's time. Who asks meanwhile may read along.
  void refresh() const {
    const auto most = static_cast<std::size_t>(of_.rules->cache.max_refreshes);
    of_.refreshes->begin(of_.ask.key, most, [this]() -> Answer {
      const auto account = of_.refresh_account();
      if (account->reserve_refresh(*of_.route, of_.targets)) return nullptr;
      auto joined = of_.calls->join(call_key(), max_held(), {.clock = of_.clock});
      if (!joined.is_new) {
        account->withdraw();
        return nullptr;
      }
      begin_call(*joined.call, account, ask(account, Callers::none));
      return std::move(joined.reader);
    });
  }

  Answer miss() {
    of_.account->use_cache(CacheUse::miss);
    if (const auto over = of_.account->reserve(*of_.route, of_.targets)) {
      return of_.account->refuse(*over, of_.context);
    }
    if (!rule().coalesce || of_.ask.control.no_cache) {
      return finished(or_stale(ask(of_.account, Callers::one)), "miss");
    }
    auto joined = of_.calls->join(call_key(), max_held(), {of_.context.stop, of_.context.deadline, of_.clock});
    return joined.is_new ? lead(std::move(joined)) : follow(std::move(joined));
  }
  // Where requests do not coalesce, refreshes still do.
  std::string call_key() const {
    return of_.ask.key + std::to_string(static_cast<int>(of_.form)) + (rule().coalesce ? "" : "-");
  }
  std::size_t max_held() const { return static_cast<std::size_t>(rule().max_answer); }
  // Its account is that of the call, which may outlive its caller.
  Answer lead(SharedCalls::Joined joined) {
    begin_call(*joined.call, of_.account, or_stale(ask(of_.account, Callers::many)));
    return as_asked(std::move(joined.reader), "miss");
  }
  static void begin_call(SharedCall& call, const RequestAccountPtr& account, Answer inner) {
    call.begin(account_for(std::move(inner), account), [account]() {
      const auto* gave = gave_answer(account->report());
      return gave ? std::optional{*gave} : std::nullopt;
    });
  }
  Answer follow(SharedCalls::Joined joined);
  // As the caller sees it.
  Answer finished(Answer inner, std::string says) const {
    return account_for(as_asked(std::move(inner), std::move(says)), of_.account);
  }
  // A kept answer that came in the place of a failure has said what it is.
  Answer as_asked(Answer inner, std::string says) const {
    if (of_.form == ReplayForm::events) inner = without_usage(std::move(inner));
    return edit_head(std::move(inner), [says = std::move(says)](Head& head) {
      if (!head.headers.has("x-oaicompat-cache")) head.headers.set("x-oaicompat-cache", says);
    });
  }
  // Asks the targets. What they say of a cache of their own is not said.
  Answer ask_uncached(const RequestAccountPtr& account, Callers callers) const {
    return edit_head(of_.ask_targets(account, callers), [](Head& head) { head.headers.remove("x-oaicompat-cache"); });
  }
  // Asks them, and keeps what they answer.
  Answer ask(const RequestAccountPtr& account, Callers callers) const {
    return fill_cache(
        ask_uncached(account, callers),
        {.path = of_.path,
         .form = of_.form,
         .max_bytes = max_held(),
         .hears_control = rule().hear_targets,
         .keep = AnswerKeeping{of_.cache, of_.clock, of_.rules, of_.route, of_.targets.front(), of_.ask.key, account,
                               semantic_, of_.emptied, *of_.emptied, of_.cache->generation()}});
  }
  Answer or_stale(Answer inner);

  CachedRequest of_;
  SemanticTurnPtr semantic_;  // null where no answer is looked for by meaning
  CachedAnswerPtr stale_;     // which may be given where the targets fail
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

// Where the targets fail, the kept answer.
class StaleIfErrorAnswer final : public WrappedAnswer {
 public:
  StaleIfErrorAnswer(Answer inner, std::shared_ptr<CacheWalk> walk)
      : WrappedAnswer{std::move(inner)}, walk_{std::move(walk)} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (!walk_ || got == Pull::wait) return got;
    const auto walk = std::exchange(walk_, nullptr);
    const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
    auto stale = head && is_targets_fault(head->status) ? walk->stale_answer() : nullptr;
    if (!stale) return got;
    inner_ = std::move(stale);
    return inner_->pull(out);
  }

 private:
  std::shared_ptr<CacheWalk> walk_;  // until the head
};

inline Answer CacheWalk::or_stale(Answer inner) {
  return stale_ ? std::make_unique<StaleIfErrorAnswer>(std::move(inner), shared_from_this()) : std::move(inner);
}

// Reads along with another request. A failure that is not the request's own fault is not taken from it, nor what it got
// in the place of one: this one gets its own kept answer, or the targets are asked once more, for it alone.
class FollowingAnswer final : public WrappedAnswer {
 public:
  FollowingAnswer(SharedCalls::Joined joined, std::shared_ptr<CacheWalk> walk)
      : WrappedAnswer{std::move(joined.reader)}, call_{std::move(joined.call)}, walk_{std::move(walk)} {}
  Pull pull(Part& out) override {
    auto got = inner_->pull(out);
    if (alone_ || got == Pull::wait) return got;
    if (!std::exchange(begun_, true)) {
      const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
      if (head ? !is_for_all(*head) : !has_left()) {
        alone_ = true;
        auto stale = !head || is_targets_fault(head->status) || is_stale(*head) ? walk_->stale_answer() : nullptr;
        inner_ = stale ? std::move(stale) : walk_->ask_alone();
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
  static bool is_stale(const Head& head) { return head.headers.get("x-oaicompat-cache").starts_with(stale_hit); }
  static bool is_for_all(const Head& head) {
    constexpr std::array own_fault{400, 404, 413, 415, 422};
    if (is_stale(head)) return false;
    return head.status < 300 || std::find(own_fault.begin(), own_fault.end(), head.status) != own_fault.end();
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
    return finished(ask_uncached(of_.account, Callers::one), "bypass");
  }
  if (of_.ask.control.no_cache) return go_on(nullptr);
  if (auto* details = of_.account->details()) details->cache_begun = of_.clock->now();
  const auto finding = std::make_shared<Finding>();
  of_.cache->find(of_.ask.key, [finding](CachedAnswerPtr found) { finding->give(std::move(found)); });
  if (auto found = finding->take()) return go_on(*found);
  return std::make_unique<FindingAnswer>(finding, shared_from_this());
}

OAICOMPAT_INLINE Answer answer_by_cache(CachedRequest request) {
  return std::make_shared<CacheWalk>(std::move(request))->begin();
}

}  // namespace oaicompat::inline v1::detail
