// What graders give: templates, formulas, similarity, and models that grade.
// SPDX-License-Identifier: MIT
#include "kept.hpp"

#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/graders/codec.hpp>
#include <oaicompat/resources/graders/formula.hpp>
#include <oaicompat/resources/graders/similarity.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

using namespace oaicompat;

namespace graders_test {

const Json item{Text{R"({"label":"Yes","n":3,"list":[{"x":"deep"}]})"}};

std::string filled(const std::string& text, std::string_view said = "Yes") {
  const auto out = fill_template(text, graded_sample(item, said));
  return out ? *out : out.error().code + ": " + out.error().message;
}
std::string value_of(const std::string& formula) {
  const auto out = evaluate_formula(formula, [](std::string_view name) -> std::optional<double> {
    return name == "a" ? std::optional{2.0} : name == "b_1" ? std::optional{3.0} : std::nullopt;
  });
  return out ? std::to_string(*out) : out.error().message;
}
double similar(SimilarityMetric metric, std::string_view a, std::string_view b) {
  return text_similarity(metric, a, b);
}

// A model that says the same to all, and embeds a text as its length and 1.
Backend model(std::string says) {
  Backend out;
  out.on<CreateChatCompletion>([says](Parsed<ChatRequest> request, Context context) {
    auto whole = play::read<ChatCompletion>(play::whole_hi);
    whole.model = Text{request->model.str() + "-of-" + context.principal};
    whole.choices.front().message.content =
        Text{says == "echo" ? request->messages.back().text() + "|" + std::string{request->messages.back().role.word()}
                            : says};
    whole.usage = Usage{.prompt_tokens = 3, .completion_tokens = 2, .total_tokens = 5};
    return one_item(Event<CreateChatCompletion>{std::move(whole)});
  });
  out.on<CreateEmbedding>([](Parsed<EmbeddingRequest> request, const Context&) {
    EmbeddingList list;
    for (const auto& each : *request->input.get_if<std::vector<PromptItem>>()) {
      Embedding made;
      made.embedding = std::vector<float>{static_cast<float>(each.get_if<Text>()->size()), 1.0F};
      list.data.push_back(std::move(made));
    }
    return one_item(std::move(list));
  });
  return out;
}
Grader grader_of(const std::string& json) { return play::read<Grader>(json); }
RunGraderResponse run(const std::string& grader, const std::string& said = "Yes", const Backend& backend = model("0.5"),
                      const GradersOptions& options = {}) {
  const auto read = grader_of(grader);
  CHECK_FALSE(bad_grader(read, options, "grader"));
  Context context;
  context.principal = "me";
  return grade(read, graded_sample(item, said), backend, options, context);
}
std::string refusal(const std::string& grader) {
  const auto error = bad_grader(grader_of(grader), {}, "grader");
  return error ? error->param : "none";
}
std::string check(const std::string& operation, const std::string& reference) {
  return R"({"type":"string_check","name":"c","input":"{{sample.output_text}}","reference":")" + reference +
         R"(","operation":")" + operation + "\"}";
}
const std::string score_grader =
    R"({"type":"score_model","name":"s","model":"judge","input":[{"role":"user","content":"Rate {{item.label}}"}])";

}  // namespace graders_test
using namespace graders_test;

TEST_CASE("a template takes what it names out of the item and the sample") {
  CHECK(filled("{{item.label}} and {{ sample.output_text }}!") == "Yes and Yes!");
  CHECK(filled("{{item.n}} {{item.list[0].x}} {{item.list}}") == R"(3 deep [{"x":"deep"}])");
  CHECK(filled("{{sample.choices[0].message.content}}", "Hi") == "Hi");
  CHECK(filled("{{sample.output_json.a}}", R"({"a":[1]})") == "[1]");
  CHECK(filled("a {{b") == "a {{b");
  CHECK(filled("") == "");
  CHECK(filled("{{item.none}}").starts_with("invalid_variable: The template names 'item.none'"));
  CHECK(filled("{{item.list[1]}}").starts_with("invalid_variable"));
  CHECK(filled("{{item.list[x]}}").starts_with("invalid_variable"));
  CHECK(filled("{{sample.output_json}}", "no json").starts_with("invalid_variable"));
  CHECK(bad_template("{{other.x}}", "input")->param == "input");
  CHECK_FALSE(bad_template("{{item.x}} {{sample.y}} {{open", "input"));
}

TEST_CASE("a formula is calculated as it is in mathematics") {
  CHECK(value_of("1 + 2 * 3") == "7.000000");
  CHECK(value_of("(1 + 2) * 3") == "9.000000");
  CHECK(value_of("2 ^ 3 ^ 2") == "512.000000");
  CHECK(value_of("-2 ^ 2") == "-4.000000");
  CHECK(value_of("10 - 2 - 3") == "5.000000");
  CHECK(value_of("8 / 2 / 2") == "2.000000");
  CHECK(value_of("a * b_1") == "6.000000");
  CHECK(value_of("min(a, b_1, 1) + max(4, 2)") == "5.000000");
  CHECK(value_of("abs(-1.5) + floor(1.9) + ceil(0.1) + sqrt(4) + exp(0) + log(1)") == "6.500000");
  CHECK(value_of("c").starts_with("Invalid formula: Unknown name 'c' at character 2"));
  for (const auto* wrong : {"", "1 +", "(1", "1)", "min()", "min(1", "sqrt(1, 2)", "sin(1)", "1 1", "$", ".", "a(1)"}) {
    CAPTURE(wrong);
    CHECK(value_of(wrong).starts_with("Invalid formula: "));
  }
  CHECK(value_of(std::string(10'000, '(')).starts_with("Invalid formula: Too many levels"));
  CHECK(value_of(std::string(10'000, '-') + "1") == "1.000000");
}

TEST_CASE("texts that are equal are wholly similar, and texts that share nothing are not") {
  for (const auto& each : describe(Type<SimilarityMetric>{})) {
    if (each.value == SimilarityMetric::cosine) continue;
    CAPTURE(each.word);
    const std::string text = "the quick brown fox jumps over the lazy dog";
    CHECK(similar(each.value, text, text) > 0.99);
    CHECK(similar(each.value, text, text) <= 1);
    CHECK(similar(each.value, "aaa", "zzz") == 0);
    CHECK(similar(each.value, "", "words") == 0);
    const auto part = similar(each.value, "the quick brown fox jumps high and far", text);
    CHECK(part > 0.1);
    CHECK(part < 0.9);
  }
}

TEST_CASE("similarity is what its formulas say") {
  using Metric = SimilarityMetric;
  CHECK(similar(Metric::fuzzy_match, "kitten", "sitting") == doctest::Approx(2 * 4 / 13.0));
  CHECK(similar(Metric::fuzzy_match, "\xC3\xA4\xC3\xB6", "\xC3\xA4") == doctest::Approx(2.0 / 3));
  CHECK(similar(Metric::fuzzy_match, std::string(200, 'a') + "b", std::string(200, 'a')) ==
        doctest::Approx(400.0 / 401));
  CHECK(similar(Metric::rouge_1, "The cat sat", "the cat lay down") == doctest::Approx(2 * 2 / 7.0));
  CHECK(similar(Metric::rouge_2, "the cat sat", "the cat lay down") == doctest::Approx(2 * 1 / 5.0));
  CHECK(similar(Metric::rouge_l, "a x b y c", "a b c") == doctest::Approx(2 * 3 / 8.0));
  CHECK(similar(Metric::gleu, "a b", "a b c") == doctest::Approx(3.0 / 6));
  // Brevity costs exp(1 - 3/2); all counts are whole.
  CHECK(similar(Metric::bleu, "a b", "a b c") == doctest::Approx(std::exp(-0.5)));
  // One chunk of two matches.
  CHECK(similar(Metric::meteor, "a b", "a b c") == doctest::Approx(10 * (2.0 / 3) / (2.0 / 3 + 9) * (1 - 0.5 / 8)));
}

TEST_CASE("a string check gives 1 or 0") {
  CHECK(run(check("eq", "{{item.label}}")).reward == 1);
  CHECK(run(check("eq", "No")).reward == 0);
  CHECK(run(check("ne", "No")).reward == 1);
  CHECK(run(check("like", "es")).reward == 1);
  CHECK(run(check("like", "ES")).reward == 0);
  CHECK(run(check("ilike", "ES")).reward == 1);
  const auto got = run(check("eq", "Yes"));
  CHECK(got.metadata.name == "c");
  CHECK(got.metadata.type == "string_check");
  CHECK(got.metadata.token_usage.is_null());
  CHECK(got.metadata.sampled_model_name.is_null());
  CHECK(got.metadata.errors == GraderErrors{});
  CHECK(got.metadata.scores.view() == R"({"c":1})");
  CHECK(got.sub_rewards.view() == "{}");
}

TEST_CASE("a variable that is not there is an error of the grading, not of the request") {
  const auto got = run(check("eq", "{{item.other}}"));
  CHECK(got.reward == 0);
  CHECK(got.metadata.errors.invalid_variable_error);
}

TEST_CASE("a text that is too long is compared by its beginning") {
  const std::string grader =
      R"({"type":"text_similarity","name":"t","input":"{{sample.output_text}}","reference":"aaaa","evaluation_metric":"fuzzy_match"})";
  const auto got = run(grader, "aaaabbbb", model(""), {.max_text_bytes = 4});
  CHECK(got.reward == 1);
  CHECK(got.metadata.errors.truncated_observation_error);
  CHECK_FALSE(run(grader, "aaaa").metadata.errors.truncated_observation_error);
}

TEST_CASE("the cosine of texts is that of their embeddings") {
  const auto got = run(
      R"({"type":"text_similarity","name":"t","input":"x","reference":"yyyyyyy","evaluation_metric":"cosine"})", "");
  CHECK(got.reward == doctest::Approx(8 / std::sqrt(2.0 * 50)));
  const auto none =
      run(R"({"type":"text_similarity","name":"t","input":"x","reference":"y","evaluation_metric":"cosine"})", "",
          Backend{});
  CHECK(none.reward == 0);
  CHECK(none.metadata.errors.model_grader_server_error);
}

TEST_CASE("a model's score is the number that it gives, within its range") {
  const auto said = [&](const std::string& says, const std::string& more = "") {
    return run(score_grader + more + "}", "Yes", model(says));
  };
  CHECK(said("0.25").reward == 0.25);
  CHECK(said(R"({"steps":[],"result":0.75})").reward == 0.75);
  CHECK(said("7").reward == 1);
  CHECK(said("-7").reward == 0);
  CHECK(said("7", R"(,"range":[1,10])").reward == 7);
  const auto got = said("0.5");
  CHECK(got.metadata.token_usage.value_or(0) == 5);
  CHECK(got.metadata.sampled_model_name.value_or(Text{}) == "judge-of-me");
  CHECK(got.model_grader_token_usage_per_model.view() == R"({"judge-of-me":5})");
  const auto none = said("I cannot say");
  CHECK(none.reward == 0);
  CHECK(none.metadata.errors.model_grader_parse_error);
  const auto failed = run(score_grader + "}", "Yes", Backend{});
  CHECK(failed.metadata.errors.model_grader_server_error);
  CHECK(failed.metadata.errors.model_grader_server_error_details.has_value());
}

TEST_CASE("a label passes where it is among those that do") {
  const std::string grader =
      R"({"type":"label_model","name":"l","model":"judge","labels":["good","bad"],"passing_labels":["good"],)"
      R"("input":[{"role":"user","content":{"type":"input_text","text":"{{item.label}}?"}}]})";
  CHECK(run(grader, "Yes", model(R"({"label":"good"})")).reward == 1);
  CHECK(run(grader, "Yes", model(" good\n")).reward == 1);
  CHECK(run(grader, "Yes", model("bad")).reward == 0);
  CHECK_FALSE(run(grader, "Yes", model("bad")).metadata.errors.model_grader_parse_error);
  CHECK(run(grader, "Yes", model("unheard")).metadata.errors.model_grader_parse_error);
}

TEST_CASE("a multi grader gives what its formula makes of the others") {
  const auto multi = [](const std::string& graders, const std::string& formula) {
    return R"({"type":"multi","name":"m","graders":)" + graders + R"(,"calculate_output":")" + formula + "\"}";
  };
  const auto two = R"({"a":)" + check("eq", "Yes") + R"(,"b":)" + score_grader + "}}";
  const auto got = run(multi(two, "0.5 * a + b"));
  CHECK(got.reward == 1);
  CHECK(got.sub_rewards.view() == R"({"a":1,"b":0.5})");
  CHECK(run(multi(check("eq", "Yes"), "c * 2")).reward == 2);  // one grader, by its own name
  const auto infinite = run(multi(two, "a / 0"));
  CHECK(infinite.reward == 0);
  CHECK(infinite.metadata.errors.formula_parse_error);
  CHECK(refusal(multi(two, "a + d")) == "grader.calculate_output");
  CHECK(refusal(multi("{}", "1")) == "grader.graders");
  CHECK(refusal(multi(R"({"a":)" + multi(two, "a") + "}", "a")) == "grader.graders.a");
  CHECK(refusal(multi(R"({"a":)" + check("near", "x") + "}", "a")) == "grader.graders.a.operation");
  CHECK(refusal(multi(R"({"a":{"type":"string_check"}})", "a")) == "grader.graders.a");
}

TEST_CASE("Python is refused, unless the host runs it") {
  const std::string grader = R"({"type":"python","name":"p","source":"def grade(sample, item): return 1"})";
  CHECK(refusal(grader) == "grader.type");
  CHECK(bad_grader(grader_of(grader), {}, "grader")->message.find("no sandbox") != std::string::npos);
  GradersOptions options;
  options.python = [](const PythonGrader&, const GradedSample& sample, const Context&) -> Result<double> {
    if (sample.item.at("n").as_integer() != 3) return api_error(500, "not so");
    return 0.5;
  };
  CHECK(run(grader, "Yes", model(""), options).reward == 0.5);
  options.python = [](const PythonGrader&, const GradedSample&, const Context&) -> Result<double> {
    return api_error(500, "ZeroDivisionError");
  };
  const auto failed = run(grader, "Yes", model(""), options);
  CHECK(failed.metadata.errors.python_grader_runtime_error);
  CHECK(failed.metadata.errors.python_grader_runtime_error_details.value_or(Text{}) == "ZeroDivisionError");
}

TEST_CASE("what a grader cannot be is refused with its place") {
  CHECK(refusal(check("near", "x")) == "grader.operation");
  CHECK(refusal(check("eq", "{{who.x}}")) == "grader.reference");
  CHECK(refusal(R"({"type":"text_similarity","name":"t","input":"","reference":"","evaluation_metric":"x"})") ==
        "grader.evaluation_metric");
  CHECK(refusal(R"({"type":"score_model","name":"s","model":"","input":[]})") == "grader.model");
  CHECK(refusal(R"({"type":"score_model","name":"s","model":"m","input":[]})") == "grader.input");
  CHECK(refusal(
            R"({"type":"score_model","name":"s","model":"m","range":[2,1],"input":[{"role":"user","content":""}]})") ==
        "grader.range");
  CHECK(refusal(R"({"type":"score_model","name":"s","model":"m","input":[{"role":"user","content":["{{x}}"]}]})") ==
        "grader.input[0].content[0]");
  CHECK(
      refusal(
          R"({"type":"label_model","name":"l","model":"m","labels":["a"],"passing_labels":["b"],"input":[{"role":"user","content":""}]})") ==
      "grader.passing_labels");
  CHECK(refusal(R"({"type":"unheard","x":1})") == "grader.type");
}

TEST_CASE("graders are run and validated over the wire") {
  const auto http = serve(with_graders(model("0.5")));
  const auto ran = kept::told<RunGraderResponse>(
      http, "POST", "/fine_tuning/alpha/graders/run", "",
      R"({"grader":)" + check("eq", "{{item.label}}") + R"(,"item":{"label":"Yes"},"model_sample":"Yes"})");
  CHECK(ran.reward == 1);
  const auto valid = kept::told<ValidateGraderResponse>(http, "POST", "/fine_tuning/alpha/graders/validate", "",
                                                        R"({"grader":)" + check("eq", "x") + "}");
  CHECK(valid.grader->tag() == "string_check");
  for (const auto* what : {"run", "validate"}) {
    const auto body = R"({"grader":)" + check("near", "x") + R"(,"model_sample":"Yes"})";
    CHECK(kept::refused(kept::tell(http, "POST", std::string{"/fine_tuning/alpha/graders/"} + what, "", body)) ==
          "400 grader.operation");
  }
}
