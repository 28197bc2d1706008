// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/resources/graders/ask_model.ipp>
#include <oaicompat/resources/graders/checks.ipp>
#include <oaicompat/resources/graders/codec.hpp>
#include <oaicompat/resources/graders/formula.hpp>
#include <oaicompat/resources/graders/similarity.hpp>
#include <oaicompat/resources/graders/template.ipp>

#include <algorithm>
#include <charconv>
#include <map>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string json_number(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}
inline std::string lower_ascii(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}
// A number in an answer that is not of the form that was asked for.
inline std::optional<double> lone_number(std::string_view text) {
  const auto begin = text.find_first_of("-0123456789");
  if (begin == text.npos) return std::nullopt;
  double out = 0;
  const auto read = std::from_chars(text.data() + begin, text.data() + text.size(), out);
  return read.ec == std::errc{} ? std::optional{out} : std::nullopt;
}

// Grades one sample; what goes wrong is noted in the metadata.
class Grading {
 public:
  Grading(const GradedSample& sample, const Backend& backend, const GradersOptions& options, const Context& context)
      : sample_{sample}, backend_{backend}, options_{options}, context_{context} {
    const auto latest = real_clock()->now() + bounded_span(options.timeout);
    context_.deadline = std::min(context_.deadline.value_or(latest), latest);
    context_.on_passed = nullptr;
  }

  double reward_of(const Grader& grader) {
    if (const auto* check = grader.get_if<StringCheckGrader>()) return string_check(*check);
    if (const auto* similar = grader.get_if<TextSimilarityGrader>()) return similarity(*similar);
    if (const auto* model = grader.get_if<ScoreModelGrader>()) return score(*model);
    if (const auto* model = grader.get_if<LabelModelGrader>()) return label(*model);
    if (const auto* multi = grader.get_if<MultiGrader>()) return formula(*multi);
    if (const auto* python = grader.get_if<PythonGrader>()) return program(*python);
    errors.other_error = true;
    return 0;
  }
  Json sub_rewards() const { return object_of(sub_rewards_); }
  Json tokens_by_model() const { return object_of(tokens_); }
  Maybe<std::int64_t> tokens() const {
    if (tokens_.empty()) return null;
    double sum = 0;
    for (const auto& [model, count] : tokens_) sum += count;
    return static_cast<std::int64_t>(sum);
  }
  Maybe<Text> model() const { return model_.empty() ? Maybe<Text>{null} : Maybe<Text>{Text{model_}}; }

  GraderErrors errors{};

 private:
  using Numbers = std::map<std::string, double>;
  static Json object_of(const Numbers& numbers) {
    std::string out{"{"};
    for (const auto& [name, value] : numbers) {
      if (out.size() > 1) out += ',';
      out.append(Json::string(name).view()).append(":").append(json_number(value));
    }
    return Json{Text{out + "}"}};
  }

  // Nothing where the template names what is not there.
  std::optional<std::string> filled(std::string_view text) {
    auto out = fill_template(text, sample_);
    if (out) return *std::move(out);
    note_template(out.error());
    return std::nullopt;
  }
  void note_template(const Error& error) {
    (error.code == "invalid_variable" ? errors.invalid_variable_error : errors.other_error) = true;
  }
  double string_check(const StringCheckGrader& grader) {
    auto input = filled(grader.input), reference = filled(grader.reference);
    if (!input || !reference) return 0;
    switch (grader.operation.known().value_or(StringCheckOperation::eq)) {
      case StringCheckOperation::eq: return *input == *reference;
      case StringCheckOperation::ne: return *input != *reference;
      case StringCheckOperation::like: return input->find(*reference) != input->npos;
      case StringCheckOperation::ilike: return lower_ascii(*input).find(lower_ascii(*reference)) != input->npos;
    }
    return 0;
  }
  double similarity(const TextSimilarityGrader& grader) {
    auto input = filled(grader.input), reference = filled(grader.reference);
    if (!input || !reference) return 0;
    for (auto* text : {&*input, &*reference}) {
      if (text->size() <= options_.max_text_bytes) continue;
      auto end = options_.max_text_bytes;
      while (end > 0 && ((*text)[end] & 0xC0) == 0x80) --end;
      text->resize(end);
      errors.truncated_observation_error = true;
    }
    const auto metric = grader.evaluation_metric.known().value_or(SimilarityMetric::fuzzy_match);
    if (metric != SimilarityMetric::cosine) return text_similarity(metric, *input, *reference);
    const auto cosine = cosine_of(backend_, options_.embedding_model, *input, *reference, context_);
    if (cosine) return *cosine;
    note_model(cosine.error());
    return 0;
  }

  // --- models ---

  void note_model(const Error& error) {
    errors.model_grader_server_error = true;
    errors.model_grader_server_error_details = Text{error.message};
  }
  // The text of the answer; nothing where there is none.
  std::optional<std::string> ask(const Text& model, const std::vector<GraderMessage>& input, ChatRequest request) {
    request.model = model;
    for (const auto& each : input) {
      auto made = chat_message(each, sample_);
      if (!made) {
        note_template(made.error());
        return std::nullopt;
      }
      request.messages.push_back(*std::move(made));
    }
    const auto got = whole_completion(backend_, std::move(request), context_);
    if (!got) {
      note_model(got.error());
      return std::nullopt;
    }
    model_ = got->model.str();
    if (got->usage) tokens_[model_] += static_cast<double>(got->usage->total_tokens);
    if (got->choices.empty()) {
      errors.unresponsive_reward_error = true;
      return std::nullopt;
    }
    const auto& message = got->choices.front().message;
    if (message.refusal && !message.refusal->empty()) {
      errors.model_grader_refusal_error = true;
      return std::nullopt;
    }
    return message.content.value_or(Text{}).str();
  }
  static ChatRequest sampled(const std::optional<GraderSampling>& sampling) {
    ChatRequest out;
    if (!sampling) return out;
    out.seed = sampling->seed;
    out.top_p = sampling->top_p;
    out.temperature = sampling->temperature;
    out.max_completion_tokens = sampling->max_completions_tokens;
    out.reasoning_effort = sampling->reasoning_effort;
    return out;
  }
  double score(const ScoreModelGrader& grader) {
    auto request = sampled(grader.sampling_params);
    request.response_format = json_schema_format(
        "grade", Json{Text{R"({"type":"object","properties":{"steps":{"type":"array","items":{"type":"object",)"
                           R"("properties":{"description":{"type":"string"},"conclusion":{"type":"string"}},)"
                           R"("required":["description","conclusion"],"additionalProperties":false}},)"
                           R"("result":{"type":"number"}},"required":["steps","result"],)"
                           R"("additionalProperties":false})"}});
    const auto said = ask(grader.model, grader.input, std::move(request));
    if (!said) return 0;
    auto value = lone_number(*said);
    if (const auto json = Json::checked(*said); json && json->is_object()) value = json->at("result").as_number();
    if (!value) {
      errors.model_grader_parse_error = true;
      return 0;
    }
    const auto& range = grader.range;
    const bool own = range && range->size() == 2;
    const auto least = own ? (*range)[0] : 0.0, most = own ? (*range)[1] : 1.0;
    return std::min(std::max(*value, least), most);
  }
  double label(const LabelModelGrader& grader) {
    std::string words;
    for (const auto& each : grader.labels) words.append(words.empty() ? "" : ",").append(Json::string(each).view());
    ChatRequest request;
    request.response_format =
        json_schema_format("label", Json{Text{R"({"type":"object","properties":{"label":{"type":"string","enum":[)" +
                                              words + R"(]}},"required":["label"],"additionalProperties":false})"}});
    const auto said = ask(grader.model, grader.input, std::move(request));
    if (!said) return 0;
    std::string found{without_spaces(*said)};
    if (const auto json = Json::checked(*said); json && json->is_object())
      found = json->at("label").as_string().value_or("");
    const auto among = [&](const std::vector<Text>& labels) {
      return std::any_of(labels.begin(), labels.end(), [&](const Text& each) { return each.view() == found; });
    };
    if (!among(grader.labels)) errors.model_grader_parse_error = true;
    return among(grader.passing_labels) ? 1 : 0;
  }

  // --- the rest ---

  double formula(const MultiGrader& multi) {
    const auto graders = sub_graders(multi);
    if (!graders) {
      errors.other_error = true;
      return 0;
    }
    for (const auto& [name, each] : *graders) sub_rewards_[name] = each.get_if<MultiGrader>() ? 0 : reward_of(each);
    const auto value = evaluate_formula(multi.calculate_output, [&](std::string_view name) -> std::optional<double> {
      const auto found = sub_rewards_.find(std::string{name});
      return found == sub_rewards_.end() ? std::nullopt : std::optional{found->second};
    });
    if (!value || !std::isfinite(*value)) {
      errors.formula_parse_error = true;
      return 0;
    }
    return *value;
  }
  double program(const PythonGrader& grader) {
    if (!options_.python) {
      errors.python_grader_server_error = true;
      errors.python_grader_server_error_type = Text::literal("not_supported");
      return 0;
    }
    const auto got = guarded([&] { return options_.python(grader, sample_, context_); },
                             []() -> Result<double> { return api_error(500, "The runner failed."); });
    if (got && std::isfinite(*got)) return *got;
    errors.python_grader_runtime_error = true;
    errors.python_grader_runtime_error_details = Text{got ? "It gave no finite number." : got.error().message};
    return 0;
  }

  const GradedSample& sample_;
  const Backend& backend_;
  const GradersOptions& options_;
  Context context_;
  Numbers sub_rewards_, tokens_;
  std::string model_;
};

}  // namespace detail

OAICOMPAT_INLINE RunGraderResponse grade(const Grader& grader, const GradedSample& sample, const Backend& backend,
                                         const GradersOptions& options, const Context& context) {
  const auto clock = real_clock();
  const auto began = clock->now();
  detail::Grading grading{sample, backend, options, context};
  RunGraderResponse out;
  out.reward = grading.reward_of(grader);
  auto& about = out.metadata;
  about.errors = grading.errors;
  about.type = Text{grader.tag()};
  grader.visit([&]<class T>(const T& each) {
    if constexpr (requires { each.name; }) about.name = each.name;
  });
  about.execution_time = std::chrono::duration<double>(clock->now() - began).count();
  about.scores =
      Json{Text{"{" + std::string{Json::string(about.name).view()} + ":" + detail::json_number(out.reward) + "}"}};
  about.token_usage = grading.tokens();
  about.sampled_model_name = grading.model();
  out.sub_rewards = grading.sub_rewards();
  out.model_grader_token_usage_per_model = grading.tokens_by_model();
  return out;
}

}  // namespace oaicompat::inline v1
