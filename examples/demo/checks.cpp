// SPDX-License-Identifier: MIT
#include "checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace demo {
namespace {

using namespace oaicompat;

// Keeps the first thing that is wrong.
class Checks {
 public:
  void require(bool good, std::string_view param, std::string_view what) {
    if (good || wrong_) return;
    wrong_ = api_error(400, fmt::format("Invalid '{}': it must {}.", param, what), "invalid_value", std::string{param});
  }
  template <class T>
  void range(const Maybe<T>& value, T low, T high, std::string_view param) {
    require(!value || (*value >= low && *value <= high), param, fmt::format("be from {} to {}", low, high));
  }
  void stop(const Maybe<Stop>& stop) {
    if (!stop) return;
    const auto* list = stop->get_if<std::vector<Text>>();
    require(!list || list->size() <= 4, "stop", "hold at most 4 texts");
    const bool blank = list ? std::any_of(list->begin(), list->end(), [](auto& text) { return text.empty(); })
                            : stop->get_if<Text>()->empty();
    require(!blank, "stop", "not be empty");
  }
  template <class ChatOrCompletion>
  void sampling(const ChatOrCompletion& request) {
    range(request.temperature, 0.0, 2.0, "temperature");
    range(request.top_p, 0.0, 1.0, "top_p");
    range(request.frequency_penalty, -2.0, 2.0, "frequency_penalty");
    range(request.presence_penalty, -2.0, 2.0, "presence_penalty");
    range<std::int64_t>(request.n, 1, 128, "n");
    stop(request.stop);
    const auto fair = [](auto& bias) { return bias.second >= -100 && bias.second <= 100; };
    const auto& biases = request.logit_bias;
    require(!biases || std::all_of(biases->items.begin(), biases->items.end(), fair), "logit_bias",
            "be from -100 to 100");
  }
  std::optional<Error> wrong() { return std::move(wrong_); }

 private:
  std::optional<Error> wrong_;
};

constexpr std::int64_t most_tokens = 1 << 30;

}  // namespace

std::optional<Error> check(const ChatRequest& request) {
  Checks checks;
  checks.require(!request.messages.empty(), "messages", "hold a message");
  checks.sampling(request);
  checks.range<std::int64_t>(request.max_completion_tokens, 1, most_tokens, "max_completion_tokens");
  checks.range<std::int64_t>(request.max_tokens, 1, most_tokens, "max_tokens");
  checks.range<std::int64_t>(request.top_logprobs, 0, 20, "top_logprobs");
  checks.require(!request.top_logprobs || request.logprobs.value_or(false), "top_logprobs", "come with logprobs");
  return checks.wrong();
}

std::optional<Error> check(const CompletionRequest& request) {
  Checks checks;
  checks.sampling(request);
  checks.range<std::int64_t>(request.max_tokens, 0, most_tokens, "max_tokens");
  checks.range<std::int64_t>(request.logprobs, 0, 5, "logprobs");
  checks.range<std::int64_t>(request.best_of, 0, 20, "best_of");
  const auto best_of = request.best_of.value_or(0);
  checks.require(best_of == 0 || best_of >= request.n.value_or(1), "best_of", "be n at least");
  const bool choosing = request.best_of && *request.best_of > request.n.value_or(1);
  checks.require(!choosing || !request.stream.value_or(false), "best_of", "be n where the answer is streamed");
  return checks.wrong();
}

}  // namespace demo
