// SPDX-License-Identifier: MIT
#include "faults.hpp"

#include "plan.hpp"
#include "words.hpp"

#include <oaicompat/types/codec.hpp>

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace demo {

using namespace oaicompat;

void throw_at_once(const ChatRequest&, ChatWriter&) { throw std::runtime_error{"this model always throws"}; }

void fail_midstream(const ChatRequest& request, ChatWriter& out) {
  const auto plan = plan_answer(request);
  if (!plan) return void(out.fail(plan.error()));
  std::string_view words = plan->choices.front().passages.front().text;
  for (int i = 0; i < 3; ++i) {
    const auto word = first_word(words);
    if (!out.text(word)) return;
    words.remove_prefix(word.size());
  }
  out.fail(api_error(500, "The engine failed in the middle of its answer.", "engine_failure"));
}

Backend error_models() {
  return Backend{}.on<CreateChatCompletion>([](Parsed<ChatRequest> request, const Context&) {
    constexpr std::string_view prefix = "demo-error-";
    const auto model = request->model.view();
    int status = 0;
    if (model.starts_with(prefix)) std::from_chars(model.data() + prefix.size(), model.data() + model.size(), status);
    if (status < 400 || status > 599) {
      return failed<Event<CreateChatCompletion>>(
          api_error(404, fmt::format("The model '{}' does not exist.", model), "model_not_found", "model"));
    }
    return failed<Event<CreateChatCompletion>>(
        api_error(status, fmt::format("This model always fails with {}.", status), "as_asked"));
  });
}

}  // namespace demo
