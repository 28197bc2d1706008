// Who may use fine-tuning jobs, their models and checkpoints, and which servers offer them.
// SPDX-License-Identifier: MIT
#include "fine_tuning.hpp"

#include <oaicompat/server.hpp>

TEST_CASE("projects may use a checkpoint until they may not") {
  using namespace fine_tuning;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.start();
  const auto job = serving.ended(serving.create());
  const auto path =
      "/fine_tuning/checkpoints/" + serving.checkpoints(job).data[0].fine_tuned_model_checkpoint.str() + "/permissions";
  const auto listed = [&](const std::string& query = "") {
    return kept::told<CheckpointPermissionList>(serving.handler, "GET", path, query);
  };
  CHECK(listed().data.empty());
  const auto made = kept::told<CheckpointPermissionList>(serving.handler, "POST", path, "",
                                                         R"({"project_ids":["proj_1","proj_2","proj_3"]})");
  REQUIRE(made.data.size() == 3);
  CHECK(made.data[0].id.view().starts_with("cp_"));
  CHECK(listed().data[0].project_id == "proj_3");
  CHECK(listed("order=ascending&limit=2").data[0].project_id == "proj_1");
  CHECK(listed("order=ascending&limit=2").has_more);
  CHECK(listed("project_id=proj_2").data.size() == 1);
  CHECK(kept::refused(kept::tell(serving.handler, "GET", path, "order=sideways")) == "400 order");
  const auto one = path + "/" + made.data[0].id.str();
  const auto gone = kept::told<DeletedCheckpointPermission>(serving.handler, "DELETE", one);
  CHECK(gone.object == "checkpoint.permission");
  CHECK(kept::refused(kept::tell(serving.handler, "DELETE", one)) == "404 permission_id");
  CHECK(listed().data.size() == 2);
  CHECK(kept::refused(kept::tell(serving.handler, "GET", "/fine_tuning/checkpoints/ft:none/permissions")) ==
        "404 fine_tuned_model_checkpoint");
}

TEST_CASE("another tenant's fine-tuning jobs are not there, whatever is asked of them") {
  using namespace fine_tuning;
  Serving serving;
  serving.put("file-1", chat_examples(10));
  serving.start();
  const auto job = serving.ended(serving.create());
  const auto model = job.fine_tuned_model->str();
  const auto permissions = "/fine_tuning/checkpoints/" + model + "/permissions";
  const auto made =
      kept::told<CheckpointPermissionList>(serving.handler, "POST", permissions, "", R"({"project_ids":["p"]})");
  const auto as = [&](const std::string& tenant, const std::string& method, const std::string& path,
                      const std::string& body = "") {
    Request request{.method = method, .path = "/v1" + path, .body = body};
    request.context.tenant = tenant;
    return play::answer(serving.handler, std::move(request)).head.status;
  };
  const std::pair<const char*, std::string> asked[] = {
      {"GET", Serving::path(job)},
      {"POST", Serving::path(job) + "/cancel"},
      {"POST", Serving::path(job) + "/pause"},
      {"POST", Serving::path(job) + "/resume"},
      {"GET", Serving::path(job) + "/events"},
      {"GET", Serving::path(job) + "/checkpoints"},
      {"GET", "/models/" + model},
      {"DELETE", "/models/" + model},
      {"GET", permissions},
      {"DELETE", permissions + "/" + made.data[0].id.str()},
  };
  for (const auto& each : asked) {
    CAPTURE(each.second);
    CHECK(as("other", each.first, each.second) == 404);
  }
  CHECK(as("other", "POST", permissions, R"({"project_ids":["p"]})") == 404);
  CHECK(as("other", "POST", "/fine_tuning/jobs", R"({"model":"base","training_file":"file-1"})") == 400);
  Request list{.path = "/v1/fine_tuning/jobs"};
  list.context.tenant = "other";
  CHECK(play::read<FineTuningJobList>(play::answer(serving.handler, std::move(list)).body).data.empty());
  CHECK(serving.get(job) == job);
  CHECK(kept::told<Model>(serving.handler, "GET", "/models/" + model).id == model);
}

TEST_CASE("a server with a trainer offers fine-tuning, and every server graders over its chats") {
  using namespace fine_tuning;
  Trainer trainer;
  trainer.train = [](TrainingRun& run) { return Result<TrainedModel>{TrainedModel{.name = run.model_name()}}; };
  Server tuning{{.trainer = std::make_shared<const Trainer>(trainer)}};
  CHECK(kept::told<FineTuningJobList>(tuning.handler(), "GET", "/fine_tuning/jobs").data.empty());
  Server plain;
  plain.chat("judge", [](const ChatRequest&, ChatWriter& out) {
    out.text("0.5");
    out.finish(FinishReason::stop);
  });
  const auto handler = plain.handler();
  CHECK(kept::tell(handler, "GET", "/fine_tuning/jobs").status == 404);
  const auto ran = kept::told<RunGraderResponse>(
      handler, "POST", "/fine_tuning/alpha/graders/run", "",
      R"({"grader":{"type":"score_model","name":"s","model":"judge","input":[{"role":"user","content":"?"}]},"model_sample":""})");
  CHECK(ran.reward == 0.5);
}
