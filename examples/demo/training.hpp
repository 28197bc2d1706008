// Training: what trains the demo's models. The same file and seed give the same model, always.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine.hpp"

#include <oaicompat/resources/fine_tuning/trainer.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// The models that were trained in this process: what each one answers to what it was shown. **Threads**: safe to use
/// from many.
class TrainedModels {
 public:
  using Answers = std::map<std::string, std::string>;
  void put(const std::string& model, std::shared_ptr<const Answers> answers);
  /// What a model was taught to answer; nothing where it was not, or was trained by a process before.
  std::optional<std::string> answer(const std::string& model, const std::string& question) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Answers>> models_;
};

/// Trains `demo` and models that came of it. A step takes as long as a word of the engine.
oaicompat::TrainerPtr trainer(const Engine& engine, std::shared_ptr<TrainedModels> models);

/// Offers chats with models named `ft:demo:...`: they answer as they were taught, and all else as `demo` does. Other
/// models are left to `to`.
void offer_trained_models(oaicompat::Backend& to, Engine& engine, const std::shared_ptr<TrainedModels>& models);

}  // namespace demo
