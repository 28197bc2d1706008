// A backend that follows a script.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::test {

/// A step of a script: nothing yet.
struct Wait {};

/// What a backend's one stream gives, step by step, and what became of it. An error is the last step.
template <Operation Op>
struct Script {
  using Step = std::variant<Event<Op>, Wait, Error>;

  std::vector<Step> steps{};
  bool holds_wakes = false;  ///< What waits is woken by `ring`, else at once.
  std::string request{};     ///< As it came, as JSON.
  Context context{};
  int runs = 0;
  std::size_t pulled = 0;  ///< Events given.
  bool dropped = false;
  Wake wake{};

  /// What the backend has waited for comes.
  void ring() {
    if (auto due = std::exchange(wake, nullptr)) due();
  }
  /// The events of the script.
  std::vector<Event<Op>> events() const {
    std::vector<Event<Op>> out;
    for (const auto& step : steps) {
      if (const auto* event = std::get_if<0>(&step)) out.push_back(*event);
    }
    return out;
  }
  /// The error that it ends with.
  std::optional<Error> error() const {
    if (steps.empty() || !std::holds_alternative<Error>(steps.back())) return std::nullopt;
    return std::get<Error>(steps.back());
  }
};

template <Operation Op>
class ScriptedStream final : public Stream<Event<Op>> {
 public:
  explicit ScriptedStream(std::shared_ptr<Script<Op>> script) : script_{std::move(script)} {}
  ~ScriptedStream() override {
    script_->dropped = true;
    script_->wake = nullptr;
  }
  Pull pull(Event<Op>& out) override {
    script_->wake = nullptr;
    if (at_ == script_->steps.size()) return Pull::end;
    const auto& step = script_->steps[at_];
    if (std::holds_alternative<Error>(step)) return Pull::fail;
    ++at_;
    if (std::holds_alternative<Wait>(step)) return Pull::wait;
    ++script_->pulled;
    out = std::get<0>(step);
    return Pull::some;
  }
  void when_ready(Wake wake) override {
    if (!script_->holds_wakes) return wake();
    script_->wake = std::move(wake);
  }
  Error error() const override { return std::get<Error>(script_->steps[at_]); }

 private:
  std::shared_ptr<Script<Op>> script_;
  std::size_t at_ = 0;
};

}  // namespace oaicompat::test
