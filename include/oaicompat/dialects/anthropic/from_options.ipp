// How a chat request asks to be answered, as Anthropic's request says it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/from_parts.ipp>
#include <oaicompat/dialects/anthropic/models.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

// Members of engines' own that Anthropic's API refuses.
inline bool is_engines_own(std::string_view name) {
  constexpr std::array<std::string_view, 24> names{"min_p",
                                                   "typical_p",
                                                   "top_n_sigma",
                                                   "repetition_penalty",
                                                   "repeat_penalty",
                                                   "repeat_last_n",
                                                   "length_penalty",
                                                   "use_beam_search",
                                                   "min_tokens",
                                                   "stop_token_ids",
                                                   "ignore_eos",
                                                   "skip_special_tokens",
                                                   "mirostat",
                                                   "n_predict",
                                                   "chat_template",
                                                   "chat_template_kwargs",
                                                   "add_generation_prompt",
                                                   "include_reasoning",
                                                   "reasoning_format",
                                                   "enable_thinking",
                                                   "provider",
                                                   "models",
                                                   "cache_prompt",
                                                   "id_slot"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

class AnthropicWays {
 public:
  // The messages and tools stand in `out`.
  AnthropicWays(const ChatRequest& from, const AnthropicModelRules& rules, LossReport& losses, AnthropicRequest& out)
      : from_{from}, rules_{rules}, losses_{losses}, out_{out} {}

  // What the choice of tools depends on.
  void begin() {
    thinking();
    prefill();
    limit();
    format();
  }
  void finish() {
    options();
    dropped();
  }
  bool thinks() const { return out_.thinking && !(out_.thinking->type == "disabled"); }

 private:
  void lose(std::string path, std::string why, LossKind kind = LossKind::dropped) {
    losses_.add(std::move(path), kind, std::move(why));
  }

  // Where the model begins every answer itself, it is asked to go on from what is there.
  void prefill() {
    if (out_.messages.empty() || !(out_.messages.back().role == "assistant")) return;
    if (rules_.prefill && !(thinks() && !rules_.name.empty())) return;
    const auto last = std::to_string(from_.messages.size() - 1);
    lose("messages[" + last + "]", "the model is asked to go on, as it takes no beginning", LossKind::emulated);
    out_.messages.push_back({Text::literal("user"), AnthropicContent{Text::literal(go_on)}, {}});
  }

  void thinking() {
    if (const auto* given = from_.extra.find(ext::thinking.name); given && given->is_object()) {
      AnthropicThinkingOptions made;
      made.type = Text{given->at("type").as_string().value_or("enabled")};
      made.budget_tokens = given->at("budget_tokens").as_integer();
      for (const auto& [key, value] : given->members()) {
        if (key != "type" && key != "budget_tokens") made.extra.set(key, value);
      }
      out_.thinking = std::move(made);
    }
    const auto implied = out_.thinking ? implied_effort(*out_.thinking) : std::nullopt;
    const bool changed = out_.thinking && fit_thinking(*out_.thinking);
    if (from_.reasoning_effort && !(implied && !changed && *from_.reasoning_effort == *implied))
      effort(from_.reasoning_effort->word());
  }
  // A way of thinking that the model refuses becomes the one that it takes.
  bool fit_thinking(AnthropicThinkingOptions& how) {
    if (how.type == "disabled" && !rules_.can_disable) {
      lose("thinking", "the model always thinks");
      return out_.thinking.reset(), true;
    }
    if (how.type == "enabled" && !rules_.budget && rules_.adaptive) {
      lose("thinking", "the model itself decides how much it thinks", LossKind::approximated);
      how.type = Text::literal("adaptive");
      return how.budget_tokens.reset(), true;
    }
    if (how.type == "adaptive" && !rules_.adaptive && rules_.budget) {
      lose("thinking", "the model takes a budget of tokens", LossKind::emulated);
      how.type = Text::literal("enabled");
      return how.budget_tokens = 8192, true;
    }
    return false;
  }
  void effort(std::string_view word) {
    if (word == "none") {
      if (rules_.can_disable) return think(AnthropicThinkingOptions{Text::literal("disabled"), {}, {}});
      return lose("reasoning_effort", "the model always thinks", LossKind::approximated);
    }
    if (!rules_.effort) return think_by_budget(word);
    auto taken = word;
    if (word == "minimal") taken = "low";
    if (word == "xhigh" && !rules_.xhigh) taken = "high";
    if (taken != word) lose("reasoning_effort", "the model's efforts are others", LossKind::clamped);
    if (!out_.output_config) out_.output_config.emplace();
    out_.output_config->effort = Text{taken};
    if (rules_.adaptive) think(AnthropicThinkingOptions{Text::literal("adaptive"), {}, {}});
  }
  void think(AnthropicThinkingOptions how) {
    if (!out_.thinking) out_.thinking = std::move(how);
  }
  void think_by_budget(std::string_view word) {
    if (!rules_.budget) return lose("reasoning_effort", "the model does not think");
    AnthropicThinkingOptions how;
    how.type = Text::literal("enabled");
    how.budget_tokens = word == "minimal"  ? 1024
                        : word == "low"    ? 2048
                        : word == "medium" ? 8192
                        : word == "high"   ? 16384
                                           : 31999;
    lose("reasoning_effort", "the model takes a budget of tokens", LossKind::emulated);
    think(std::move(how));
  }
  // Answers must have a bound, which must leave room for what is thought.
  void limit() {
    const auto asked = from_.max_completion_tokens ? *from_.max_completion_tokens
                       : from_.max_tokens          ? *from_.max_tokens
                                                   : std::min<std::int64_t>(rules_.max_tokens, 32'000);
    out_.max_tokens = asked;
    if (!thinks() || !out_.thinking->budget_tokens || *out_.thinking->budget_tokens < asked) return;
    constexpr std::int64_t least = 1024;
    lose("max_completion_tokens", "it bounds what is thought too", LossKind::clamped);
    if (asked > least)
      out_.thinking->budget_tokens = std::max(least, asked - 1);
    else
      out_.thinking.reset();
  }
  void format() {
    if (!from_.response_format) return;
    const auto& format = *from_.response_format;
    if (format.get_if<JsonObjectFormat>()) {
      lose("response_format", "the model is told to", LossKind::emulated);
      return tell("Answer with one JSON object, and with nothing before or after it.");
    }
    const auto* schema = format.get_if<JsonSchemaFormat>();
    if (!schema) return;
    const auto& asked = schema->json_schema;
    const auto json = asked.schema ? *asked.schema : Json{Text::literal(R"({"type":"object"})")};
    if (rules_.schema) {
      if (!out_.output_config) out_.output_config.emplace();
      out_.output_config->format = JsonObjectText{}.add("type", "json_schema").raw("schema", json.view()).take();
      return;
    }
    lose("response_format", "a tool is called with the answer", LossKind::emulated);
    AnthropicTool tool;
    tool.name = Text::literal(schema_tool);
    tool.description = Text::literal("Answers the user. Call it with the whole answer.");
    tool.input_schema = json;
    (out_.tools ? *out_.tools : out_.tools.emplace()).push_back(std::move(tool));
    if (thinks() || !rules_.forced_tool || out_.tools->size() > 1)
      tell("Give the answer by calling the tool " + std::string{schema_tool} + ".");
    if (out_.tools->size() == 1)
      out_.tool_choice = AnthropicToolChoice{Text::literal("tool"), Text::literal(schema_tool), {}, {}};
  }
  void tell(std::string_view words) {
    if (!out_.system) return void(out_.system = AnthropicContent{Text{words}});
    auto blocks = ChatParts::as_blocks(*std::move(out_.system));
    blocks.emplace_back(AnthropicText{Text{words}, {}, {}});
    out_.system = AnthropicContent{std::move(blocks)};
  }

  void options() {
    if (from_.stream) out_.stream = *from_.stream;
    sampling("temperature", from_.temperature, out_.temperature);
    sampling("top_p", from_.top_p, out_.top_p);
    if (from_.stop) {
      const auto* one = from_.stop->get_if<Text>();
      out_.stop_sequences = one ? std::vector<Text>{*one} : *from_.stop->get_if<std::vector<Text>>();
    }
    const auto user = from_.user ? from_.user->str() : from_.safety_identifier ? from_.safety_identifier->str() : "";
    if (!user.empty()) out_.metadata = JsonObjectText{}.add("user_id", user).take();
    if (from_.service_tier) {
      const bool standard = *from_.service_tier == ServiceTier::default_;
      const bool known = standard || *from_.service_tier == ServiceTier::auto_;
      out_.service_tier = Text{standard ? "standard_only" : "auto"};
      if (!known) lose("service_tier", "it is auto or default", LossKind::clamped);
    }
    for (const auto& each : from_.extra) extra(each);
  }
  void sampling(const char* name, const Maybe<double>& from, Maybe<double>& to) {
    if (!from) return;
    const bool budget = thinks() && out_.thinking->type == "enabled" && !rules_.name.empty();
    if ((!rules_.sampling || budget) && *from != 1.0) return lose(name, "the model takes none");
    to = std::min(*from, 1.0);
    if (*from > 1.0) lose(name, "it is at most 1", LossKind::clamped);
  }
  void extra(const Extra& each) {
    if (each.read_as != 0 || each.key == ext::thinking.name) return;
    if (each.key == "output_config") {
      if (!out_.output_config) out_.output_config.emplace();
      for (const auto& [key, value] : each.json.members()) {
        if (key == "effort") {
          effort(value.as_string().value_or(""));
        } else {
          out_.output_config->extra.set(key, value);
        }
      }
    } else if (is_engines_own(each.key) || (each.key == "top_k" && !rules_.sampling)) {
      lose(each.key.str(), "the provider does not take it");
    } else {
      out_.extra.add(each);
    }
  }

  void dropped() {
    const std::pair<const char*, bool> members[] = {
        {"seed", from_.seed.has_value()},
        {"frequency_penalty", from_.frequency_penalty.value_or(0) != 0},
        {"presence_penalty", from_.presence_penalty.value_or(0) != 0},
        {"logit_bias", from_.logit_bias.has_value() && !from_.logit_bias->items.empty()},
        {"logprobs", from_.logprobs.value_or(false)},
        {"top_logprobs", from_.top_logprobs.value_or(0) != 0},
        {"verbosity", from_.verbosity.has_value()},
        {"modalities", from_.modalities && std::find(from_.modalities->begin(), from_.modalities->end(),
                                                     Modality::audio) != from_.modalities->end()},
        {"audio", from_.audio.has_value()},
        {"prediction", from_.prediction.has_value()},
        {"web_search_options", from_.web_search_options.has_value()},
        {"moderation", from_.moderation.has_value()},
        {"store", from_.store.value_or(false)},
        {"metadata", from_.metadata.has_value() && !from_.metadata->items.empty()},
        {"prompt_cache_key", from_.prompt_cache_key.has_value()},
        {"prompt_cache_retention", from_.prompt_cache_retention.has_value()},
        {"prompt_cache_options", from_.prompt_cache_options.has_value()}};
    for (const auto& [name, given] : members) {
      if (given) lose(name, "the provider does not take it");
    }
  }

  const ChatRequest& from_;
  const AnthropicModelRules& rules_;
  LossReport& losses_;
  AnthropicRequest& out_;
};

}  // namespace oaicompat::inline v1::detail
