// SPDX-License-Identifier: MIT
#include "engine.hpp"

#include "checks.hpp"
#include "embedding.hpp"
#include "plan.hpp"
#include "tellers.hpp"
#include "words.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace demo {

using namespace oaicompat;

// A word of each answer in turn, until all are told. False when the caller has gone before that.
template <class Tellers>
bool Engine::tell_in_turn(Tellers& tellers, const std::stop_token& stop) const {
  for (bool all_done = false; !all_done;) {
    if (!pause(stop)) return false;
    all_done = true;
    for (auto& teller : tellers) {
      if (!teller.done() && !teller.tell()) return false;
      all_done = all_done && teller.done();
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
  std::optional<std::int64_t> likely;
  if (request.logprobs.value_or(false)) likely = request.top_logprobs.value_or(0);
  std::vector<ChatTeller> tellers;
  for (const auto& choice : plan->choices)
    tellers.emplace_back(choice, out.choice(static_cast<std::int64_t>(tellers.size())), likely);
  out.usage(plan->usage);
  if (!tell_in_turn(tellers, out.context().stop)) run.cancel();
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
  std::vector<CompletionTeller> tellers;
  std::int64_t asked = 0, answered = 0;
  for (const auto& prompt : *prompts) {
    asked += count_words(prompt);
    for (std::int64_t i = 0; i < made; ++i) {
      const auto variant = first_variant(request.seed) + static_cast<std::uint64_t>(i);
      Choice choice{{{Passage::Kind::text, " " + opening(variant) + prompt + before}}};
      cut(choice, limits);
      answered += count_words(choice);
      if (i >= n) continue;  // made to choose from: the best are the first
      const auto echoed = request.echo.value_or(false) ? prompt : std::string{};
      tellers.emplace_back(echoed + choice.passages.front().text, choice.finish,
                           static_cast<std::int64_t>(tellers.size()), out, likely);
    }
  }
  out.usage(asked, answered);
  if (!tell_in_turn(tellers, out.context().stop)) run.cancel();
}

Result<EmbeddingList> Engine::embed(const EmbeddingRequest& request) {
  Stats::Run run{stats_};
  return demo::embed(request);
}

}  // namespace demo
