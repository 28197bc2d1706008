// SPDX-License-Identifier: MIT
#include "training.hpp"

#include "words.hpp"

#include <oaicompat/api/offload.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace demo {

using namespace oaicompat;

namespace {

constexpr std::string_view prefix = "ft:demo:";

// A file of examples as it was read.
struct Lesson {
  TrainedModels::Answers answers;
  std::int64_t examples = 0, words = 0;
};
void learn(const std::vector<ChatMessage>& messages, const std::vector<ChatMessage>& wanted, Lesson& lesson) {
  std::string question;
  for (const auto& each : messages) {
    lesson.words += count_words(each.text());
    if (each.role == Role::user) question = each.text();
  }
  for (const auto& each : wanted) lesson.words += count_words(each.text());
  if (!wanted.empty()) lesson.answers[question] = wanted.back().text();
}
void learn(const std::string& line, FineTuneMethodType method, Lesson& lesson) {
  ++lesson.examples;
  if (method == FineTuneMethodType::dpo) {
    if (const auto read = parse_owned<DpoExample>(line)) learn(read->input.messages, read->preferred_output, lesson);
    return;
  }
  const auto read = parse_owned<SupervisedExample>(line);
  if (!read || !read->messages || read->messages->empty()) return;
  auto messages = *read->messages;
  std::vector<ChatMessage> wanted;
  if (messages.back().role == Role::assistant) {
    wanted.push_back(std::move(messages.back()));
    messages.pop_back();
  }
  learn(messages, wanted, lesson);
}
Result<Lesson> read_lesson(const TrainingRun& run) {
  auto examples = run.training();
  if (!examples) return examples.error();
  Lesson out;
  std::string line;
  while (true) {
    const auto more = (*examples)->next(line);
    if (!more) return more.error();
    if (!*more) return out;
    learn(line, run.job().method->type.known().value_or(FineTuneMethodType::supervised), out);
  }
}

std::int64_t number_or(const std::optional<AutoInteger>& value, std::int64_t other) {
  const auto* number = value ? value->get_if<std::int64_t>() : nullptr;
  return number ? *number : other;
}
// Numbers in the place of `auto`.
template <class Hyperparameters>
void settle(Hyperparameters& of, const Lesson& lesson) {
  of.n_epochs = number_or(of.n_epochs, 3);
  of.batch_size = number_or(of.batch_size, std::max<std::int64_t>(1, lesson.examples / 500));
  if (!of.learning_rate_multiplier || !of.learning_rate_multiplier->template get_if<double>())
    of.learning_rate_multiplier = 1.0;
}
struct Pace {
  std::int64_t epochs = 1, steps_in_epoch = 1;
};
Pace settle(FineTuneMethod& method, const Lesson& lesson) {
  Pace out;
  const auto take = [&](auto& of) {
    if (!of || !of->hyperparameters) return;
    settle(*of->hyperparameters, lesson);
    out.epochs = number_or(of->hyperparameters->n_epochs, 3);
    const auto batch = number_or(of->hyperparameters->batch_size, 1);
    out.steps_in_epoch = (lesson.examples + batch - 1) / batch;
  };
  const auto type = method.type.known().value_or(FineTuneMethodType::supervised);
  if (type == FineTuneMethodType::supervised) take(method.supervised);
  if (type == FineTuneMethodType::dpo) take(method.dpo);
  if (type == FineTuneMethodType::reinforcement) take(method.reinforcement);
  return out;
}

// A loss that falls, with a little noise that the seed gives.
FineTuningMetrics metrics_at(std::int64_t at_step, std::int64_t total, std::int64_t seed, bool validated) {
  const auto noise = static_cast<double>(hash(std::to_string(seed), static_cast<std::uint64_t>(at_step)) % 100) / 1000;
  FineTuningMetrics out;
  out.step = static_cast<double>(at_step);
  out.train_loss = 2 * std::exp(-4.0 * static_cast<double>(at_step) / static_cast<double>(total)) + noise;
  out.train_mean_token_accuracy = 1 / (1 + *out.train_loss);
  if (!validated) return out;
  out.valid_loss = *out.train_loss + 0.1;
  out.valid_mean_token_accuracy = 1 / (1 + *out.valid_loss);
  return out;
}

Result<TrainedModel> train(const Engine& engine, TrainedModels& models, TrainingRun& run) {
  const auto lesson = read_lesson(run);
  if (!lesson) return lesson.error();
  auto method = *run.job().method;
  const auto pace = settle(method, *lesson);
  if (auto set = run.set_method(std::move(method)); !set) return set.error();
  const auto answers = std::make_shared<const TrainedModels::Answers>(lesson->answers);
  const auto total = pace.epochs * pace.steps_in_epoch;
  std::int64_t done = 0;
  std::from_chars(run.state().data(), run.state().data() + run.state().size(), done);
  for (auto at_step = done + 1; at_step <= total; ++at_step) {
    if (!engine.pause(run.stop_token())) return local_error(ErrorKind::cancelled, "The training was stopped.");
    auto metrics = metrics_at(at_step, total, run.job().seed, run.job().validation_file.has_value());
    if (auto told = run.measured(metrics, total); !told) return told.error();
    if (at_step % pace.steps_in_epoch != 0) continue;
    metrics.full_valid_loss = metrics.valid_loss;
    metrics.full_valid_mean_token_accuracy = metrics.valid_mean_token_accuracy;
    const auto made = run.checkpoint(metrics, std::to_string(at_step));
    if (!made) return made.error();
    models.put(*made, answers);
  }
  models.put(run.model_name(), answers);
  return TrainedModel{.name = run.model_name(), .trained_tokens = lesson->words * pace.epochs};
}

}  // namespace

void TrainedModels::put(const std::string& model, std::shared_ptr<const Answers> answers) {
  std::lock_guard lock{mutex_};
  models_[model] = std::move(answers);
}
std::optional<std::string> TrainedModels::answer(const std::string& model, const std::string& question) const {
  std::lock_guard lock{mutex_};
  const auto found = models_.find(model);
  if (found == models_.end()) return std::nullopt;
  const auto taught = found->second->find(question);
  return taught == found->second->end() ? std::nullopt : std::optional{taught->second};
}

TrainerPtr trainer(const Engine& engine, std::shared_ptr<TrainedModels> models) {
  Trainer out;
  out.train = [&engine, models](TrainingRun& run) { return train(engine, *models, run); };
  out.refuse = [](const CreateFineTuningJobRequest& request, const Context&) -> std::optional<Error> {
    if (request.model == "demo" || request.model.view().starts_with(prefix)) return std::nullopt;
    return api_error(400, "Model " + request.model.str() + " is not available for fine-tuning or does not exist.",
                     "model_not_available", "model");
  };
  return std::make_shared<const Trainer>(std::move(out));
}

void offer_trained_models(Backend& to, Engine& engine, const std::shared_ptr<TrainedModels>& models) {
  const auto others = to;
  const auto pool = std::make_shared<WorkerPool>();
  to.on<CreateChatCompletion>([others, pool, &engine, models](Parsed<ChatRequest> request, Context context) {
    using Told = Event<CreateChatCompletion>;
    if (!request->model.view().starts_with(prefix))
      return others.run<CreateChatCompletion>(std::move(request), std::move(context));
    return offload_stream<Told>(*pool, [request, &engine, models](ChannelWriter<Told>& out) {
      ChatWriter writer{[&out](ChatChunk chunk) { return out.send(Told{std::move(chunk)}); }, request->model.str(), 1};
      const auto taught = request->messages.empty()
                              ? std::nullopt
                              : models->answer(request->model.str(), request->messages.back().text());
      if (taught) {
        writer.text(*taught);
        writer.finish(FinishReason::stop);
      } else {
        engine.chat(*request, writer);
      }
      if (const auto error = writer.close()) return out.fail(*error);
      out.end();
    });
  });
}

}  // namespace demo
