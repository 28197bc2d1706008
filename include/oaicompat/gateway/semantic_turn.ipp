// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/aside.hpp>
#include <oaicompat/gateway/asked_log_level.hpp>
#include <oaicompat/gateway/semantic_ask.hpp>
#include <oaicompat/gateway/semantic_cache.hpp>
#include <oaicompat/gateway/semantic_turn.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

// Waits for what is found, and is then the answer.
class LookingAnswer final : public Stream<Part> {
 public:
  LookingAnswer(SemanticLookupPtr lookup, SemanticNext next, const ClockPtr& clock)
      : lookup_{std::move(lookup)}, next_{std::move(next)} {
    const auto until = clock->now() + bounded_span(lookup_->question().rule().timeout);
    alarm_ = clock->at(until, [lookup = lookup_] { lookup->give(std::nullopt); });
  }
  ~LookingAnswer() override {
    lookup_->slot().clear();
    lookup_->give(std::nullopt);
    if (!inner_) next_.drop();
  }
  Pull pull(Part& out) override {
    lookup_->slot().clear();
    if (!inner_) {
      if (!lookup_->is_over()) return Pull::wait;
      alarm_.reset();
      inner_ = next_.go_on(lookup_->take());
    }
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override {
    if (inner_) return inner_->when_ready(std::move(wake));
    lookup_->slot().put(std::move(wake));
    if (lookup_->is_over()) lookup_->slot().ring();
  }
  Error error() const override { return inner_ ? inner_->error() : Error{}; }

 private:
  const SemanticLookupPtr lookup_;
  const SemanticNext next_;
  AlarmPtr alarm_;
  Answer inner_;
};

OAICOMPAT_INLINE SemanticTurn::SemanticTurn(SemanticCache& cache, ClockPtr clock, SemanticQuestion question,
                                            std::function<RecordedRequest()> request)
    : cache_{cache},
      clock_{std::move(clock)},
      lookup_{std::make_shared<SemanticLookup>(std::move(question))},
      request_{std::move(request)} {}

OAICOMPAT_INLINE Answer SemanticTurn::answer(SemanticNext next) {
  auto out = std::make_unique<LookingAnswer>(lookup_, std::move(next), clock_);
  cache_.look(lookup_);
  return out;
}

OAICOMPAT_INLINE void SemanticTurn::keep(const std::string& key) const { cache_.keep(lookup_, key); }

OAICOMPAT_INLINE void SemanticTurn::verify(const SemanticFound& found) const {
  cache_.verify(lookup_, found, request_);
}

OAICOMPAT_INLINE SemanticTurnPtr begin_semantic(const SemanticRequest& of) {
  const auto& embedder = of.snapshot->rules->targets[of.route.cache.semantic.target].base_url;
  auto ask = ask_semantic(*of.request, of.asked, of.route.cache, of.parties, embedder);
  if (!ask) return nullptr;
  SemanticQuestion question{.snapshot = of.snapshot,
                            .route = &of.route,
                            .target = of.first,
                            .ask = *std::move(ask),
                            .caller = of.caller,
                            .seed = of.asked.seed,
                            .log = asked_log_level(of.request->headers, LogLevel::bodies)};
  question.caller.route = of.route.name;
  std::function<RecordedRequest()> request;
  if (of.is_verifiable) {
    request = [request = of.request] {
      return RecordedRequest{.path = request->path,
                             .query = request->query,
                             .headers = shadow_headers(request->headers),
                             .body = Bytes{request->body.view()}};
    };
  }
  return std::make_shared<SemanticTurn>(*of.snapshot->semantic, of.clock, std::move(question), std::move(request));
}

}  // namespace oaicompat::inline v1::detail
