// SPDX-License-Identifier: MIT
#include "faults.hpp"

#include "images.hpp"
#include "plan.hpp"
#include "speech.hpp"
#include "words.hpp"

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/images/operations.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
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

namespace {

std::string_view model_of(const Text& model) { return model; }
std::string_view model_of(const Maybe<Text>& model) { return model ? model->view() : std::string_view{}; }

constexpr std::string_view models[] = {"demo",       "demo-embed",        "demo-throw", "demo-fail-midstream",
                                       speech_model, transcription_model, image_model};

template <Operation Op>
StreamPtr<Event<Op>> fail_as_named(const Parsed<typename Op::Request>& request, const Context&) {
  constexpr std::string_view prefix = "demo-error-";
  const auto model = model_of(request->model);
  int status = 0;
  if (model.starts_with(prefix)) std::from_chars(model.data() + prefix.size(), model.data() + model.size(), status);
  if (status >= 400 && status <= 599) {
    return failed<Event<Op>>(api_error(status, fmt::format("This model always fails with {}.", status), "as_asked"));
  }
  const bool known = std::find(std::begin(models), std::end(models), model) != std::end(models);
  const auto why = known ? fmt::format("is for something else: it does not answer POST {}", Op::endpoint.path)
                         : std::string{"does not exist"};
  return failed<Event<Op>>(api_error(404, fmt::format("The model '{}' {}.", model, why),
                                     known ? "model_not_supported" : "model_not_found", "model"));
}

}  // namespace

Backend error_models() {
  return Backend{}
      .on<CreateChatCompletion>(fail_as_named<CreateChatCompletion>)
      .on<CreateCompletion>(fail_as_named<CreateCompletion>)
      .on<CreateEmbedding>(fail_as_named<CreateEmbedding>)
      .on<CreateSpeech>(fail_as_named<CreateSpeech>)
      .on<CreateTranscription>(fail_as_named<CreateTranscription>)
      .on<CreateTranslation>(fail_as_named<CreateTranslation>)
      .on<CreateImage>(fail_as_named<CreateImage>)
      .on<CreateImageEdit>(fail_as_named<CreateImageEdit>)
      .on<CreateImageVariation>(fail_as_named<CreateImageVariation>);
}

}  // namespace demo
