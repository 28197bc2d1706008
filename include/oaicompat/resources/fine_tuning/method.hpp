// How a model is trained: methods and their hyperparameters.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/graders/types.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// The word that leaves a hyperparameter to the server.
enum class AutoValue {
  automatic,  ///< `auto`: a number once the job runs.
};
constexpr auto describe(Type<AutoValue>) { return std::array<Word<AutoValue>, 1>{{{"auto", AutoValue::automatic}}}; }
/// A whole number, or `auto`.
using AutoInteger = OneOf<OpenEnum<AutoValue>, std::int64_t>;
/// A number, or `auto`.
using AutoNumber = OneOf<OpenEnum<AutoValue>, double>;

/// How a model is trained.
enum class FineTuneMethodType {
  supervised,     ///< By what it should have said.
  dpo,            ///< By what is preferred to what.
  reinforcement,  ///< By what a grader gives.
};
constexpr auto describe(Type<FineTuneMethodType>) {
  return std::array<Word<FineTuneMethodType>, 3>{{{"supervised", FineTuneMethodType::supervised},
                                                  {"dpo", FineTuneMethodType::dpo},
                                                  {"reinforcement", FineTuneMethodType::reinforcement}}};
}

/// Mirrors `FineTuneSupervisedHyperparameters`.
struct SupervisedHyperparameters {
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  Extras extra{};
  bool operator==(const SupervisedHyperparameters&) const = default;
};

/// Mirrors `FineTuneDPOHyperparameters`.
struct DpoHyperparameters {
  /// How near it stays to the model before, 0 to 2.
  std::optional<AutoNumber> beta{};
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  Extras extra{};
  bool operator==(const DpoHyperparameters&) const = default;
};

/// How much a model thinks while it is trained by reinforcement.
enum class TrainingEffort {
  standard,  ///< As the model does.
  low,       ///< Little.
  medium,    ///< Some.
  high,      ///< Much.
};
constexpr auto describe(Type<TrainingEffort>) {
  return std::array<Word<TrainingEffort>, 4>{{{"default", TrainingEffort::standard},
                                              {"low", TrainingEffort::low},
                                              {"medium", TrainingEffort::medium},
                                              {"high", TrainingEffort::high}}};
}

/// Mirrors `FineTuneReinforcementHyperparameters`.
struct ReinforcementHyperparameters {
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  /// How much it thinks.
  std::optional<OpenEnum<TrainingEffort>> reasoning_effort{};
  /// How much is explored, 0.00001 to 10.
  std::optional<AutoNumber> compute_multiplier{};
  /// After how many steps it is evaluated.
  std::optional<AutoInteger> eval_interval{};
  /// How many samples an evaluation has.
  std::optional<AutoInteger> eval_samples{};
  Extras extra{};
  bool operator==(const ReinforcementHyperparameters&) const = default;
};

/// Mirrors `FineTuneSupervisedMethod`.
struct SupervisedMethod {
  /// Its hyperparameters.
  std::optional<SupervisedHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const SupervisedMethod&) const = default;
};

/// Mirrors `FineTuneDPOMethod`.
struct DpoMethod {
  /// Its hyperparameters.
  std::optional<DpoHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const DpoMethod&) const = default;
};

/// Mirrors `FineTuneReinforcementMethod`.
struct ReinforcementMethod {
  /// What gives a number to what the model says.
  Grader grader{};
  /// Its hyperparameters.
  std::optional<ReinforcementHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const ReinforcementMethod&) const = default;
};

/// How a model is trained, and with which hyperparameters. Mirrors `FineTuneMethod`.
struct FineTuneMethod {
  /// Which method.
  OpenEnum<FineTuneMethodType> type{};
  /// Where it is `supervised`.
  std::optional<SupervisedMethod> supervised{};
  /// Where it is `dpo`.
  std::optional<DpoMethod> dpo{};
  /// Where it is `reinforcement`.
  std::optional<ReinforcementMethod> reinforcement{};
  Extras extra{};
  bool operator==(const FineTuneMethod&) const = default;
};

}  // namespace oaicompat::inline v1
