// The JSON forms of methods.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/fine_tuning/method.hpp>
#include <oaicompat/resources/graders/json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<SupervisedHyperparameters>) {
  return object(
      "SupervisedHyperparameters",
      field("batch_size", &SupervisedHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
      field("learning_rate_multiplier", &SupervisedHyperparameters::learning_rate_multiplier,
            "What the learning rate is multiplied with."),
      field("n_epochs", &SupervisedHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."));
}
constexpr auto describe(Type<DpoHyperparameters>) {
  return object("DpoHyperparameters",
                field("beta", &DpoHyperparameters::beta, "How near it stays to the model before, 0 to 2."),
                field("batch_size", &DpoHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
                field("learning_rate_multiplier", &DpoHyperparameters::learning_rate_multiplier,
                      "What the learning rate is multiplied with."),
                field("n_epochs", &DpoHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."));
}
constexpr auto describe(Type<ReinforcementHyperparameters>) {
  return object(
      "ReinforcementHyperparameters",
      field("batch_size", &ReinforcementHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
      field("learning_rate_multiplier", &ReinforcementHyperparameters::learning_rate_multiplier,
            "What the learning rate is multiplied with."),
      field("n_epochs", &ReinforcementHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."),
      field("reasoning_effort", &ReinforcementHyperparameters::reasoning_effort, "How much it thinks."),
      field("compute_multiplier", &ReinforcementHyperparameters::compute_multiplier,
            "How much is explored, 0.00001 to 10."),
      field("eval_interval", &ReinforcementHyperparameters::eval_interval, "After how many steps it is evaluated."),
      field("eval_samples", &ReinforcementHyperparameters::eval_samples, "How many samples an evaluation has."));
}
constexpr auto describe(Type<SupervisedMethod>) {
  return object("SupervisedMethod",
                field("hyperparameters", &SupervisedMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<DpoMethod>) {
  return object("DpoMethod", field("hyperparameters", &DpoMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<ReinforcementMethod>) {
  return object("ReinforcementMethod",
                field("grader", &ReinforcementMethod::grader, "What gives a number to what the model says."),
                field("hyperparameters", &ReinforcementMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<FineTuneMethod>) {
  return object("FineTuneMethod", field("type", &FineTuneMethod::type, "Which method."),
                field("supervised", &FineTuneMethod::supervised, "Where it is `supervised`."),
                field("dpo", &FineTuneMethod::dpo, "Where it is `dpo`."),
                field("reinforcement", &FineTuneMethod::reinforcement, "Where it is `reinforcement`."));
}

}  // namespace oaicompat::inline v1
