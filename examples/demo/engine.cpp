// SPDX-License-Identifier: MIT
#include "engine.hpp"

#include "checks.hpp"
#include "embedding.hpp"
#include "emitters.hpp"
#include "plan.hpp"
#include "words.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace demo {

using namespace oaicompat;

namespace {

// A chat while it is told.
class ChatJob final : public TickerJob {
 public:
  ChatJob(Parsed<ChatRequest> request, ChatSink out, Stats& stats, Ticker& ticker)
      : request_{std::move(request)}, run_{stats}, out_{std::move(out)}, on_leaving_{out_.stop(), Look{&ticker}} {}

  bool gone() const override { return out_.gone(); }
  // A word of each answer that is not told yet.
  bool step() override {
    if (gone()) return run_.cancel(), false;
    if (emitters_.empty() && !begin()) return false;
    if (out_.backlog() > most_unread) return true;  // who reads slowly hears the next word later
    bool all_done = true;
    for (auto& emitter : emitters_) {
      if (!emitter.done() && !emitter.emit()) return run_.cancel(), false;
      all_done = all_done && emitter.done();
    }
    return !all_done;
  }

 private:
  static constexpr std::size_t most_unread = 64 << 10;
  struct Look {
    Ticker* ticker;
    void operator()() const { ticker->look(); }
  };

  bool begin() {
    auto plan = plan_answer(**request_);
    if (!plan) return out_.fail(plan.error());
    plan_ = *std::move(plan);
    const auto likely = likely_of(**request_);
    for (const auto& choice : plan_.choices)
      emitters_.emplace_back(choice, SinkChoice{out_, static_cast<std::int64_t>(emitters_.size()), plan_}, likely);
    request_.reset();  // it may be large
    return true;
  }

  std::optional<Parsed<ChatRequest>> request_;
  Stats::Run run_;
  ChatSink out_;
  Plan plan_;
  std::vector<ChatEmitter<SinkChoice>> emitters_;
  std::stop_callback<Look> on_leaving_;
};

}  // namespace

// A word of each answer in turn, until all are told. False when the caller has gone before that.
template <class Emitters>
bool Engine::emit_in_turn(Emitters& emitters, const std::stop_token& stop) const {
  for (bool all_done = false; !all_done;) {
    if (!pause(stop)) return false;
    all_done = true;
    for (auto& emitter : emitters) {
      if (!emitter.done() && !emitter.emit()) return false;
      all_done = all_done && emitter.done();
    }
  }
  return true;
}

bool Engine::pause(const std::stop_token& stop) const {
  if (delay_.count() > 0) {
    std::mutex mutex;
    std::unique_lock lock{mutex};
    std::condition_variable_any never;
    never.wait_for(lock, stop, delay_, [] { return false; });
  }
  return !stop.stop_requested();
}

void Engine::chat(const ChatRequest& request, ChatWriter& out) {
  Stats::Run run{stats_};
  const auto plan = plan_answer(request);
  if (!plan) return void(out.fail(plan.error()));
  const auto likely = likely_of(request);
  std::vector<ChatEmitter<ChoiceWriter>> emitters;
  for (const auto& choice : plan->choices)
    emitters.emplace_back(choice, out.choice(static_cast<std::int64_t>(emitters.size())), likely);
  out.usage(plan->usage());
  if (!emit_in_turn(emitters, out.context().stop)) run.cancel();
}

void Engine::chat_async(Parsed<ChatRequest> request, ChatSink out) {
  ticker_.add(std::make_unique<ChatJob>(std::move(request), std::move(out), stats_, ticker_));
}

void Engine::complete(const CompletionRequest& request, CompletionWriter& out) {
  Stats::Run run{stats_};
  if (auto wrong = check(request)) return void(out.fail(*std::move(wrong)));
  const auto prompts = texts_of(request.prompt ? *request.prompt : Prompt{}, "prompt");
  if (!prompts) return void(out.fail(prompts.error()));
  constexpr std::int64_t default_words = 16, most_choices = 128;
  const Limits limits{request.max_tokens.value_or(default_words), request.stop};
  const auto likely = request.logprobs ? std::optional{*request.logprobs} : std::nullopt;
  const auto n = request.n.value_or(1), made = std::max(n, request.best_of.value_or(n));
  const auto before =
      request.suffix && !request.suffix->empty() ? " before " + std::string{*request.suffix} : std::string{};
  if (static_cast<std::int64_t>(prompts->size()) * made > most_choices) {
    return void(
        out.fail(api_error(400, "There are too many prompts, or n or best_of is too large.", "out_of_range", "n")));
  }
  std::vector<CompletionEmitter> emitters;
  std::int64_t asked = 0, answered = 0;
  for (const auto& prompt : *prompts) {
    asked += count_words(prompt);
    for (std::int64_t i = 0; i < made; ++i) {
      const auto variant = first_variant(request.seed) + static_cast<std::uint64_t>(i);
      auto words = " " + opening(variant);
      words.append(prompt).append(before);
      Choice choice{{{Passage::Kind::text, std::move(words)}}};
      cut(choice, limits);
      answered += count_words(choice);
      if (i >= n) continue;  // made to choose from: the best are the first
      const auto echoed = request.echo.value_or(false) ? prompt : std::string{};
      emitters.emplace_back(echoed + choice.passages.front().text, choice.finish,
                            static_cast<std::int64_t>(emitters.size()), out, likely);
    }
  }
  out.usage(asked, answered);
  if (!emit_in_turn(emitters, out.context().stop)) run.cancel();
}

Result<EmbeddingList> Engine::embed(const EmbeddingRequest& request) {
  Stats::Run run{stats_};
  return demo::embed(request);
}

}  // namespace demo
