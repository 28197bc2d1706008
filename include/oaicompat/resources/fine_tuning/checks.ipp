// What a fine-tuning job cannot be, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <limits>

namespace oaicompat::inline v1::detail {

// The first thing that is wrong with a request, but for its files.
class FineTuneChecker {
 public:
  explicit FineTuneChecker(const GradersOptions& graders) : graders_{graders} {}

  std::optional<Error> look(const CreateFineTuningJobRequest& request) const {
    if (request.model.empty()) return missing("model");
    if (request.training_file.empty()) return missing("training_file");
    if (auto error = bad_labels(request.metadata)) return error;
    if (request.suffix && (request.suffix->empty() || request.suffix->size() > 64))
      return wrong("suffix", "'suffix' must have 1 to 64 characters.");
    if (request.seed && (*request.seed < 0 || *request.seed > std::numeric_limits<std::int32_t>::max()))
      return wrong("seed", "'seed' must be 0 to 2147483647.");
    if (auto error = bad_integrations(request)) return error;
    if (request.hyperparameters) {
      if (auto error = bad_common(*request.hyperparameters, "hyperparameters")) return error;
    }
    return request.method ? bad_method(*request.method) : std::nullopt;
  }

 private:
  static Error wrong(std::string param, std::string why) {
    return api_error(400, std::move(why), "invalid_value", std::move(param));
  }
  static Error missing(const std::string& param) {
    return api_error(400, "Missing required parameter: '" + param + "'.", "missing_required_parameter", param);
  }
  static std::optional<Error> bad_integrations(const CreateFineTuningJobRequest& request) {
    if (!request.integrations) return std::nullopt;
    if (request.integrations->size() > 5)
      return api_error(400, "Invalid 'integrations': array too long. Expected an array with maximum length 5.",
                       "array_above_max_length", "integrations");
    for (std::size_t i = 0; i < request.integrations->size(); ++i) {
      const auto& type = (*request.integrations)[i].type;
      if (type != "wandb")
        return wrong("integrations[" + std::to_string(i) + "].type",
                     "Invalid value: '" + type.str() + "'. Supported values are: 'wandb'.");
    }
    return std::nullopt;
  }

  // `auto`, or a number within its bounds.
  template <class Number>
  static std::optional<Error> bad_number(const std::optional<OneOf<OpenEnum<AutoValue>, Number>>& value,
                                         const std::string& at, double least, double most) {
    if (!value) return std::nullopt;
    if (const auto* word = value->template get_if<OpenEnum<AutoValue>>()) {
      if (word->known()) return std::nullopt;
      return wrong(at,
                   "Invalid value: '" + std::string{word->word()} + "'. Supported values are: 'auto', or a number.");
    }
    const auto number = static_cast<double>(*value->template get_if<Number>());
    if (number >= least && number <= most) return std::nullopt;
    return wrong(at, "'" + at + "' must be 'auto' or a number within its bounds.");
  }
  template <class Hyperparameters>
  static std::optional<Error> bad_common(const Hyperparameters& of, const std::string& at) {
    if (auto error = bad_number(of.batch_size, at + ".batch_size", 1, 256)) return error;
    if (auto error = bad_number(of.learning_rate_multiplier, at + ".learning_rate_multiplier", 0, 1e300)) return error;
    return bad_number(of.n_epochs, at + ".n_epochs", 1, 50);
  }

  std::optional<Error> bad_method(const FineTuneMethod& method) const {
    if (!method.type.known())
      return wrong("method.type", "Invalid value: '" + std::string{method.type.word()} +
                                      "'. Supported values are: 'supervised', 'dpo', and 'reinforcement'.");
    if (method.supervised && method.supervised->hyperparameters) {
      if (auto error = bad_common(*method.supervised->hyperparameters, "method.supervised.hyperparameters"))
        return error;
    }
    if (method.dpo && method.dpo->hyperparameters) {
      const std::string at{"method.dpo.hyperparameters"};
      if (auto error = bad_common(*method.dpo->hyperparameters, at)) return error;
      if (auto error = bad_number(method.dpo->hyperparameters->beta, at + ".beta", 0, 2)) return error;
    }
    if (method.type != FineTuneMethodType::reinforcement) return std::nullopt;
    if (!method.reinforcement) return missing("method.reinforcement.grader");
    if (method.reinforcement->hyperparameters) {
      if (auto error = bad_reinforcement_numbers(*method.reinforcement->hyperparameters)) return error;
    }
    return bad_grader(method.reinforcement->grader, graders_, "method.reinforcement.grader");
  }
  static std::optional<Error> bad_reinforcement_numbers(const ReinforcementHyperparameters& of) {
    const std::string at{"method.reinforcement.hyperparameters"};
    constexpr double any = 9e15;
    if (auto error = bad_common(of, at)) return error;
    if (auto error = bad_number(of.compute_multiplier, at + ".compute_multiplier", 1e-5, 10)) return error;
    if (auto error = bad_number(of.eval_interval, at + ".eval_interval", 1, any)) return error;
    if (auto error = bad_number(of.eval_samples, at + ".eval_samples", 1, any)) return error;
    if (!of.reasoning_effort || of.reasoning_effort->known()) return std::nullopt;
    return wrong(at + ".reasoning_effort", "Invalid value: '" + std::string{of.reasoning_effort->word()} +
                                               "'. Supported values are: 'default', 'low', 'medium', and 'high'.");
  }

  const GradersOptions& graders_;
};

// A method with `auto` wherever nothing was said.
template <class Hyperparameters>
void fill_common(Hyperparameters& of) {
  if (!of.batch_size) of.batch_size = OpenEnum{AutoValue::automatic};
  if (!of.learning_rate_multiplier) of.learning_rate_multiplier = OpenEnum{AutoValue::automatic};
  if (!of.n_epochs) of.n_epochs = OpenEnum{AutoValue::automatic};
}
inline FineTuneMethod whole_method(const CreateFineTuningJobRequest& request) {
  FineTuneMethod out = request.method.value_or(FineTuneMethod{});
  switch (out.type.known().value_or(FineTuneMethodType::supervised)) {
    case FineTuneMethodType::supervised: {
      if (!out.supervised) out.supervised.emplace();
      auto& numbers = out.supervised->hyperparameters;
      if (!numbers) numbers = request.hyperparameters.value_or(SupervisedHyperparameters{});
      fill_common(*numbers);
      break;
    }
    case FineTuneMethodType::dpo: {
      if (!out.dpo) out.dpo.emplace();
      auto& numbers = out.dpo->hyperparameters;
      if (!numbers) numbers.emplace();
      fill_common(*numbers);
      if (!numbers->beta) numbers->beta = OpenEnum{AutoValue::automatic};
      break;
    }
    case FineTuneMethodType::reinforcement: {
      auto& numbers = out.reinforcement->hyperparameters;
      if (!numbers) numbers.emplace();
      fill_common(*numbers);
      break;
    }
  }
  return out;
}
// The old members of a job, which say what its method says.
inline FineTuningJobHyperparameters old_hyperparameters(const FineTuneMethod& method) {
  FineTuningJobHyperparameters out;
  const auto copy = [&](const auto& method_of) {
    if (!method_of || !method_of->hyperparameters) return;
    const auto& numbers = *method_of->hyperparameters;
    if (numbers.batch_size) out.batch_size = *numbers.batch_size;
    out.learning_rate_multiplier = numbers.learning_rate_multiplier;
    out.n_epochs = numbers.n_epochs;
  };
  if (method.type == FineTuneMethodType::supervised) copy(method.supervised);
  if (method.type == FineTuneMethodType::dpo) copy(method.dpo);
  if (method.type == FineTuneMethodType::reinforcement) copy(method.reinforcement);
  return out;
}

}  // namespace oaicompat::inline v1::detail
