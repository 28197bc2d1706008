// SPDX-License-Identifier: MIT
#include "plan.hpp"

#include "checks.hpp"
#include "schema/instance.hpp"
#include "tools.hpp"
#include "words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <limits>

namespace demo {
namespace {

using namespace oaicompat;

constexpr std::string_view openings[] = {
    "You said: ", "I heard: ", "Your words were: ", "As you put it: ", "This is what you told me: "};

std::string_view kind_of(const ContentPart& part) {
  if (part.get_if<ImagePart>()) return "image";
  if (part.get_if<AudioPart>()) return "audio";
  if (part.get_if<FilePart>()) return "file";
  return part.tag();
}

// What a message says, with every part that is no text named in brackets.
std::string said_in(const ChatMessage& message) {
  auto said = message.text();
  const auto* parts = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr;
  if (!parts) return said;
  for (const auto& part : *parts) {
    if (!part.get_if<TextPart>()) said += fmt::format("{}[{}]", said.empty() ? "" : " ", kind_of(part));
  }
  return said;
}

std::string answer_in_words(const ChatRequest& request, std::uint64_t variant) {
  const auto results = tool_results(request);
  if (!results.empty())
    return fmt::format("{}{}", variant == 0 ? "The tools said: " : opening(variant), fmt::join(results, "; "));
  const auto* message = last_user_message(request);
  return opening(variant) + (message ? said_in(*message) : std::string{});
}

Result<std::string> answer_in_form(const ChatRequest& request, std::uint64_t variant) {
  auto words = answer_in_words(request, variant);
  if (!request.response_format) return words;
  const auto* form = request.response_format->get_if<JsonSchemaFormat>();
  if (form && form->json_schema.schema) {
    return schema_instance(*form->json_schema.schema, variant, "response_format.json_schema.schema");
  }
  if (!form && !request.response_format->get_if<JsonObjectFormat>()) return words;
  return fmt::format(R"({{"answer": {}}})", Json::string(words).view());
}

std::string reasoning(const ChatRequest& request) {
  constexpr std::string_view thoughts[] = {"Somebody wants an answer.", " I could say a great many things.",
                                           " Saying back what I heard is the surest.", " So that is what I shall do."};
  const auto effort =
      request.reasoning_effort.value_or(ReasoningEffort::none).known().value_or(ReasoningEffort::medium);
  const auto count = std::min(std::size(thoughts), static_cast<std::size_t>(effort));
  return fmt::format("{}", fmt::join(std::begin(thoughts), std::begin(thoughts) + count, ""));
}

Result<Choice> plan_choice(const ChatRequest& request, const std::vector<std::size_t>& calls, std::uint64_t variant) {
  Choice choice;
  if (auto thoughts = reasoning(request); !thoughts.empty()) {
    choice.passages.push_back({Passage::Kind::reasoning, std::move(thoughts)});
  }
  for (const auto i : calls) {
    const auto& tool = (*request.tools)[i];
    const bool custom = tool.get_if<CustomTool>() != nullptr;
    auto text = custom ? custom_input(request, i, variant, answer_in_words(request, variant))
                       : tool_arguments(request, i, variant);
    if (!text) return text.error();
    const auto kind = custom ? Passage::Kind::custom_call : Passage::Kind::function_call;
    choice.passages.push_back({kind, *std::move(text), std::string{tool_name(tool)}});
    choice.finish = FinishReason::tool_calls;
  }
  if (!calls.empty()) return choice;
  auto text = answer_in_form(request, variant);
  if (!text) return text.error();
  choice.passages.push_back({Passage::Kind::text, *std::move(text)});
  return choice;
}

std::int64_t count_prompt(const ChatRequest& request) {
  std::int64_t count = 0;
  for (const auto& message : request.messages) count += count_words(said_in(message));
  return count;
}

// The earliest place where one of the stop texts begins.
std::size_t find_stop(std::string_view text, const Stop& stop) {
  if (const auto* one = stop.get_if<Text>()) return text.find(one->view());
  std::size_t first = text.npos;
  for (const auto& each : *stop.get_if<std::vector<Text>>()) first = std::min(first, text.find(each.view()));
  return first;
}

bool is_call(const Passage& passage) {
  return passage.kind == Passage::Kind::function_call || passage.kind == Passage::Kind::custom_call;
}

void end_after(Choice& choice, std::size_t passage, std::size_t length, FinishReason reason) {
  choice.passages.resize(passage + 1);
  choice.passages.back().text.resize(length);
  choice.finish = reason;
}

}  // namespace

Result<Plan> plan_answer(const ChatRequest& request) {
  if (auto wrong = check(request)) return *wrong;
  const auto calls = tools_to_call(request);
  if (!calls) return calls.error();
  constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();
  const Limits limits{std::min(request.max_completion_tokens.value_or(no_limit), request.max_tokens.value_or(no_limit)),
                      request.stop};
  Plan plan;
  for (std::int64_t i = 0; i < request.n.value_or(1); ++i) {
    auto choice = plan_choice(request, *calls, first_variant(request.seed) + static_cast<std::uint64_t>(i));
    if (!choice) return choice.error();
    cut(*choice, limits);
    plan.words += count_words(*choice);
    const auto& first = choice->passages.front();
    if (first.kind == Passage::Kind::reasoning) plan.reasoning_words += count_words(first.text);
    plan.choices.push_back(*std::move(choice));
  }
  plan.prompt_words = count_prompt(request);
  return plan;
}

Usage Plan::usage() const {
  Usage usage;
  usage.prompt_tokens = prompt_words;
  usage.completion_tokens = words;
  usage.total_tokens = prompt_words + words;
  if (reasoning_words > 0) usage.completion_tokens_details.emplace().reasoning_tokens = reasoning_words;
  return usage;
}

std::string opening(std::uint64_t variant) {
  const auto round = variant / std::size(openings);
  const auto again = round == 0 ? std::string{} : fmt::format("Once more ({}): ", round);
  return again + std::string{openings[variant % std::size(openings)]};
}

std::uint64_t first_variant(const Maybe<std::int64_t>& seed) {
  return static_cast<std::uint64_t>(seed.value_or(0)) % std::size(openings);
}

void cut(Choice& choice, const Limits& limits) {
  auto left = limits.most_words;
  for (std::size_t i = 0; i < choice.passages.size(); ++i) {
    auto& passage = choice.passages[i];
    if (is_call(passage) && left-- == 0) {
      choice.passages.resize(i);
      choice.finish = FinishReason::length;
      return;
    }
    const auto fitting = first_words(passage.text, left);
    const auto at =
        passage.kind == Passage::Kind::text && limits.stop ? find_stop(fitting, *limits.stop) : fitting.npos;
    if (at != fitting.npos) return end_after(choice, i, at, FinishReason::stop);
    if (fitting.size() < passage.text.size()) return end_after(choice, i, fitting.size(), FinishReason::length);
    left -= count_words(fitting);
  }
}

std::int64_t count_words(const Choice& choice) {
  std::int64_t count = 0;
  for (const auto& passage : choice.passages) count += count_words(passage.text) + (is_call(passage) ? 1 : 0);
  return count;
}

}  // namespace demo
