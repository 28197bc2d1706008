// Fine-tuning jobs train to their end, and are refused, cancelled, paused and resumed as the API says.
// SPDX-License-Identifier: MIT
#include "fine_tuning.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>

#include <algorithm>
#include <stdexcept>

namespace fine_tuning_test {

using namespace fine_tuning;

// The error of a job whose training file is this: `code param: message`.
std::string failure(const std::string& input, const std::string& method = "", const FineTuningOptions& options = {}) {
  Serving serving;
  serving.options = options;
  serving.put("file-1", input);
  serving.start();
  const auto job = serving.ended(serving.create(method));
  CHECK(serving.steps->seen().empty() == (job.status == FineTuningJobStatus::failed));
  if (!job.error) return "none";
  return job.error->code.str() + " " + job.error->param.value_or(Text{}).str() + ": " + job.error->message.str();
}
const FineTuningOptions few{.min_examples = 1};
const std::string dpo = R"(,"method":{"type":"dpo"})";
const std::string check_grader =
    R"({"type":"string_check","name":"c","input":"{{sample.output_text}}","reference":"{{item.label}}","operation":"eq"})";
const std::string reinforcement =
    R"(,"method":{"type":"reinforcement","reinforcement":{"grader":)" + check_grader + "}}";

}  // namespace fine_tuning_test

TEST_CASE("a fine-tuning job is made, trained, and ends in a model that is listed") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.put("file-2", chat_examples(2));
  serving.start();
  const auto made = serving.create(R"(,"validation_file":"file-2","suffix":"mine","seed":7,"metadata":{"a":"b"})");
  CHECK(made.id.view().starts_with("ftjob-"));
  CHECK(made.status == FineTuningJobStatus::validating_files);
  CHECK(made.seed == 7);
  CHECK(made.error.is_null());
  CHECK(made.method->type == FineTuneMethodType::supervised);
  CHECK(made.hyperparameters.n_epochs->get_if<OpenEnum<AutoValue>>());
  const auto job = serving.ended(made);
  CHECK(job.status == FineTuningJobStatus::succeeded);
  const auto tail = made.id.str().substr(6);
  const auto name = "ft:base:local:mine:" + tail;
  CHECK(job.fine_tuned_model.value_or(Text{}) == name);
  CHECK(job.trained_tokens.value_or(0) == 100);
  CHECK(job.metadata == made.metadata);
  CHECK(serving.get(job) == job);
  CHECK(serving.events(job) ==
        std::vector<std::string>{
            "Created fine-tuning job: " + made.id.str(), "Validating training file: file-1 and validation file: file-2",
            "Files validated, moving job to queued state", "Fine-tuning job started", "Step 1/4: training loss=1.00",
            "Step 2/4: training loss=0.50", "Checkpoint created at step 2 with Snapshot ID: " + name + ":ckpt-step-2",
            "Step 3/4: training loss=0.33", "Step 4/4: training loss=0.25",
            "Checkpoint created at step 4 with Snapshot ID: " + name + ":ckpt-step-4",
            "New fine-tuned model created: " + name, "The job has successfully completed"});
  const auto checkpoints = serving.checkpoints(job);
  REQUIRE(checkpoints.data.size() == 2);
  CHECK(checkpoints.data[0].step_number == 4);
  CHECK(checkpoints.data[0].metrics.train_loss == 0.25);
  CHECK(checkpoints.data[0].fine_tuning_job_id == job.id);
  CHECK(checkpoints.last_id.value_or(Text{}) == checkpoints.data[1].id);
  // What was measured, as a CSV in base64.
  REQUIRE(job.result_files.size() == 1);
  const auto file = serving.files->open("", job.result_files[0]).value();
  CHECK(file.file.purpose == FilePurpose::fine_tune_results);
  CHECK(from_base64(file.bytes->read(0, 1 << 20).value()).value() ==
        "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n"
        "1,1,,,\n2,0.5,,,\n3,0.3333333333333333,,,\n4,0.25,,,\n");
  // The model, its checkpoints, and that it can be removed.
  CHECK(kept::told<ModelList>(serving.handler, "GET", "/models").data.size() == 3);
  CHECK(kept::told<Model>(serving.handler, "GET", "/models/" + name).owned_by == "org-local");
  CHECK(kept::told<DeletedModel>(serving.handler, "DELETE", "/models/" + name).deleted);
  CHECK(kept::tell(serving.handler, "GET", "/models/" + name).status == 404);
  CHECK(serving.store->list("jobs/fine_tune", {}).value().records.empty());
}

TEST_CASE("files of examples fail the job with the line and the path that are wrong") {
  using namespace fine_tuning_test;
  CHECK(failure(chat_examples(7)) ==
        "invalid_n_examples training_file: Training file has 7 example(s), but must have at least 10 examples");
  CHECK(failure(chat_example() + "\n" + R"({"messages":[{"role":"user","content":"x"}]})", "", few) ==
        "invalid_file_format training_file: Invalid file format. Line 3, 'messages[0].role': The last message must be "
        "from the assistant");
  CHECK(failure("{", "", few) ==
        "invalid_file_format training_file: Invalid file format. Line 1: This line is not parseable as valid JSON");
  CHECK(failure(R"({"messages":[{"role":"king","content":"x"}]})", "", few).find("'messages[0].role'") !=
        std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"user"}]})", "", few).find("'messages[0].content'") != std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"user","content":7}]})", "", few).find("'messages[0].content'") !=
        std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"assistant","content":"x","weight":2}]})", "", few)
            .find("'messages[0].weight': A weight must be 0 or 1") != std::string::npos);
  CHECK(
      failure(R"({"messages":[{"role":"user","content":"x","weight":1},{"role":"assistant","content":"x"}]})", "", few)
          .find("'messages[0].weight'") != std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"tool","content":"x"}]})", "", few).find("'messages[0].tool_call_id'") !=
        std::string::npos);
  CHECK(failure("{}", "", few).find("Missing key 'messages'") != std::string::npos);
  CHECK(failure(R"({"prompt":"a"})", "", few).find("Missing key 'completion'") != std::string::npos);
  CHECK(failure(R"({"prompt":"a","completion":"b"})", "", few) == "none");
  CHECK(failure(R"({"messages":[{"role":"assistant","content":"x","weight":0}]})", "", few) == "none");
  CHECK(failure(chat_examples(10), "", {.max_file_bytes = 100}).starts_with("invalid_file_size"));
  CHECK(failure(chat_examples(10), "", {.max_example_bytes = 20}).find("Line 1 has more than 20 bytes") !=
        std::string::npos);
}

TEST_CASE("each method has examples of its own") {
  using namespace fine_tuning_test;
  const std::string good =
      R"({"input":{"messages":[{"role":"user","content":"x"}]},"preferred_output":[{"role":"assistant","content":"a"}],)"
      R"("non_preferred_output":[{"role":"assistant","content":"b"}]})";
  CHECK(failure(good, dpo, few) == "none");
  auto two = good;
  two.replace(two.find(R"("content":"b"}])"), 15, R"("content":"b"},{"role":"assistant","content":"c"}])");
  CHECK(failure(two, dpo, few).find("'non_preferred_output': There must be exactly one message") != std::string::npos);
  CHECK(failure(chat_example(), dpo, few).find("Line 1, 'input'") != std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"user","content":"x"}],"label":"y"})", reinforcement, few) == "none");
  CHECK(
      failure(chat_example(), reinforcement, few).find("'messages[1].role': The last message must be from the user") !=
      std::string::npos);
  CHECK(failure(R"({"messages":[{"role":"user","content":"x"}]})"
                "\n"
                R"({"messages":[{"role":"user","content":"x"}]})",
                reinforcement, {.min_examples = 1, .max_reinforcement_examples = 1})
            .starts_with("invalid_n_examples"));
}

TEST_CASE("what a fine-tuning job cannot be is refused at once") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.put("file-other", "x", FilePurpose::assistants);
  serving.trainer.refuse = [](const CreateFineTuningJobRequest& request, const Context&) -> std::optional<Error> {
    if (request.model == "base") return std::nullopt;
    return api_error(400, "Not this model.", "model_not_available", "model");
  };
  const auto handler = serving.start();
  const auto refused = [&](const std::string& body) {
    return kept::refused(kept::tell(handler, "POST", "/fine_tuning/jobs", "", body));
  };
  const auto with = [&](const std::string& more) {
    return refused(R"({"model":"base","training_file":"file-1")" + more + "}");
  };
  CHECK(refused("{}") == "400 model");
  CHECK(refused(R"({"model":"","training_file":"file-1"})") == "400 model");
  CHECK(refused(R"({"model":"other","training_file":"file-1"})") == "400 model");
  CHECK(refused(R"({"model":"base","training_file":"file-none"})") == "400 training_file");
  CHECK(refused(R"({"model":"base","training_file":"file-other"})") == "400 training_file");
  CHECK(with(R"(,"validation_file":"file-none")") == "400 validation_file");
  CHECK(with(R"(,"suffix":"")") == "400 suffix");
  CHECK(with(R"(,"suffix":")" + std::string(65, 'a') + "\"") == "400 suffix");
  CHECK(with(R"(,"seed":-1)") == "400 seed");
  CHECK(with(R"(,"integrations":[{"type":"other","wandb":{"project":"p"}}])") == "400 integrations[0].type");
  CHECK(with(R"(,"method":{"type":"magic"})") == "400 method.type");
  CHECK(with(R"(,"method":{"type":"reinforcement"})") == "400 method.reinforcement.grader");
  CHECK(with(R"(,"hyperparameters":{"n_epochs":51})") == "400 hyperparameters.n_epochs");
  CHECK(with(R"(,"hyperparameters":{"n_epochs":"often"})") == "400 hyperparameters.n_epochs");
  CHECK(with(R"(,"method":{"type":"dpo","dpo":{"hyperparameters":{"beta":3}}})") ==
        "400 method.dpo.hyperparameters.beta");
  CHECK(
      with(
          R"(,"method":{"type":"reinforcement","reinforcement":{"grader":{"type":"python","name":"p","source":""}}})") ==
      "400 method.reinforcement.grader.type");
  CHECK(with(R"(,"metadata":{")" + std::string(65, 'k') + R"(":"v"})") == "400 metadata");
  CHECK(serving.store->list("fine_tuning_jobs", {}).value().records.empty());
}

TEST_CASE("a fine-tuning job that is paused stops, and goes on from its last checkpoint") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.steps->allow(2);
  serving.start();
  const auto made = serving.create();
  serving.steps->wait_for(3);
  const auto paused = serving.post(made, "pause");
  CHECK(paused.status.word() == paused_job);
  CHECK(serving.post(made, "pause").status.word() == paused_job);
  // It can be resumed once its trainer has stopped; until then the answer is a 409 that may be tried again.
  kept::Told got;
  for (int i = 0; i < 2'000; ++i) {
    got = kept::tell(serving.handler, "POST", Serving::path(made) + "/resume");
    if (got.status != 409) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  CHECK(got.status == 200);
  CHECK(play::read<FineTuningJob>(got.body).status == FineTuningJobStatus::queued);
  serving.steps->allow(4);
  const auto job = serving.ended(made);
  CHECK(job.status == FineTuningJobStatus::succeeded);
  CHECK(serving.steps->seen() == std::vector<int>{1, 2, 3, 3, 4});
  const auto refused = [&](const std::string& what) {
    return kept::tell(serving.handler, "POST", Serving::path(made) + "/" + what).status;
  };
  CHECK(refused("pause") == 400);
  CHECK(refused("resume") == 400);
  CHECK(refused("cancel") == 400);
}

TEST_CASE("a fine-tuning job that is cancelled ends at once, and its trainer is told") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.steps->allow(2);
  serving.start();
  const auto made = serving.create();
  serving.steps->wait_for(3);
  const auto job = serving.post(made, "cancel");
  CHECK(job.status == FineTuningJobStatus::cancelled);
  CHECK(job.finished_at.has_value());
  CHECK(serving.post(made, "cancel").status == FineTuningJobStatus::cancelled);
  serving.stop();  // it waits for the trainer, which nobody lets go on
  CHECK(serving.steps->seen() == std::vector<int>{1, 2, 3});
  serving.start();
  CHECK(serving.get(made) == job);
  CHECK(serving.checkpoints(made).data.size() == 1);
}

TEST_CASE("the next process goes on with a fine-tuning job from its last checkpoint") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.steps->allow(3);
  serving.start();
  const auto made = serving.create();
  serving.steps->wait_for(4);
  serving.stop();
  serving.steps->allow(4);
  serving.start();
  const auto job = serving.ended(made);
  CHECK(job.status == FineTuningJobStatus::succeeded);
  CHECK(serving.steps->seen() == std::vector<int>{1, 2, 3, 4, 3, 4});
  // The step that was done twice is one row.
  const auto file = serving.files->open("", job.result_files[0]).value();
  const auto csv = from_base64(file.bytes->read(0, 1 << 20).value()).value();
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 5);
}

TEST_CASE("a fine-tuning job fails when its trainer does, or throws, or its time runs out") {
  using namespace fine_tuning_test;
  Serving failing;
  failing.put("file-1", chat_examples(10));
  failing.trainer.train = [](TrainingRun&) -> Result<TrainedModel> { return api_error(500, "No more memory.", "oom"); };
  failing.start();
  const auto failed = failing.ended(failing.create());
  CHECK(failed.status == FineTuningJobStatus::failed);
  CHECK(failed.error->code == "oom");
  CHECK(failing.events(failed).back() == "No more memory.");

  Serving throwing;
  throwing.put("file-1", chat_examples(10));
  throwing.trainer.train = [](TrainingRun&) -> Result<TrainedModel> { throw std::runtime_error{"secret"}; };
  throwing.start();
  const auto thrown = throwing.ended(throwing.create());
  CHECK(thrown.error->code == "server_error");
  CHECK(thrown.error->message == "The trainer failed.");

  Serving late;
  late.put("file-1", chat_examples(10));
  late.steps->allow(2);
  late.start();
  const auto made = late.create();
  late.steps->wait_for(3);
  late.clock->advance(std::chrono::hours{24 * 7});
  const auto expired = late.ended(made);
  CHECK(expired.status == FineTuningJobStatus::failed);
  CHECK(expired.error->code == "job_expired");
}

TEST_CASE("a fine-tuning job that stays paused too long has failed") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.steps->allow(0);
  serving.start();
  const auto made = serving.create();
  serving.steps->wait_for(1);
  serving.post(made, "pause");
  serving.clock->advance(std::chrono::hours{24 * 7});
  const auto job = serving.get(made);
  CHECK(job.status == FineTuningJobStatus::failed);
  CHECK(job.error->code == "job_expired");
}

TEST_CASE("a trainer puts numbers in the place of auto, and old checkpoints go") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.steps = std::make_shared<Steps>(12);
  serving.trainer.train = [steps = serving.steps](TrainingRun& run) -> Result<TrainedModel> {
    auto method = *run.job().method;
    method.supervised->hyperparameters->n_epochs = std::int64_t{3};
    if (auto set = run.set_method(std::move(method)); !set) return set.error();
    auto examples = run.training();
    if (!examples) return examples.error();
    std::string line;
    int count = 0;
    while ((*examples)->next(line).value()) ++count;
    CHECK(count == 10);
    CHECK_FALSE(run.validation().value());
    CHECK(run.context().principal.empty());
    return steps->train(run);
  };
  serving.start();
  const auto job = serving.ended(serving.create());
  CHECK(*job.hyperparameters.n_epochs->get_if<std::int64_t>() == 3);
  std::vector<std::int64_t> kept_steps;
  for (const auto& each : serving.checkpoints(job).data) kept_steps.push_back(each.step_number);
  CHECK(kept_steps == std::vector<std::int64_t>{12, 10, 8});
  CHECK(kept::told<ModelList>(serving.handler, "GET", "/models").data.size() == 4);
}

TEST_CASE("fine-tuning jobs are listed by their labels, page by page") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.start();
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const auto labels = i % 2 == 0 ? std::string{} : R"(,"metadata":{"k":"v"})";
    ids.insert(ids.begin(), serving.ended(serving.create(labels)).id.str());
  }
  const auto listed = [&](const std::string& query) {
    return kept::told<FineTuningJobList>(serving.handler, "GET", "/fine_tuning/jobs", query);
  };
  const auto first = listed("limit=3");
  CHECK(first.has_more);
  CHECK(first.data.size() == 3);
  const auto rest = listed("limit=3&after=" + first.data.back().id.str());
  CHECK_FALSE(rest.has_more);
  CHECK(rest.data.back().id == ids.back());
  CHECK(listed("metadata[k]=v").data.size() == 2);
  CHECK(listed("metadata[k]=w").data.empty());
  CHECK(listed("metadata=null").data.size() == 3);
  // A client, and so a proxy by types, asks for the same.
  const auto asked = play::run<ListFineTuningJobs>(call(serving.handler), {.metadata = null});
  REQUIRE(asked.events.size() == 1);
  CHECK(asked.events[0].data.size() == 3);
  CHECK(kept::refused(kept::tell(serving.handler, "GET", "/fine_tuning/jobs", "metadata=words")) == "400 metadata");
  CHECK(listed("limit=0").data.empty());
  CHECK(kept::refused(kept::tell(serving.handler, "GET", "/fine_tuning/jobs", "limit=101")) == "400 limit");
}

TEST_CASE("of a fine-tuning job's events the last ones are kept, and the result file has their rows") {
  using namespace fine_tuning_test;
  Serving serving;
  serving.options.max_events = 30;
  serving.steps = std::make_shared<Steps>(100);
  serving.put("file-1", chat_examples(10));
  serving.start();
  const auto job = serving.ended(serving.create());
  CHECK(job.status == FineTuningJobStatus::succeeded);
  const auto events = serving.events(job);
  CHECK(events.size() <= 30);
  CHECK(events.size() >= 27);
  CHECK(events.back() == "The job has successfully completed");
  CHECK(serving.checkpoints(job).data[0].step_number == 100);
  const auto csv =
      from_base64(serving.files->open("", job.result_files[0]).value().bytes->read(0, 1 << 20).value()).value();
  CHECK(csv.find("\n100,0.01,,,\n") != std::string::npos);
  CHECK(csv.find("\n1,") == std::string::npos);
}
