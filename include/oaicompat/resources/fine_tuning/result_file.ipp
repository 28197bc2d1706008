// The end of a fine-tuning job, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/fine_tuning/run.ipp>

#include <map>

namespace oaicompat::inline v1::detail {

// A number as JSON has it; nothing where there is none.
inline std::string csv_number(const std::optional<double>& value) {
  return value ? std::string{Json{Text{to_json(FineTuningMetrics{.step = value})}}.at("step").view()} : std::string{};
}

// What was measured, a row a step; of a step that was done again what was measured last. Its id is made of the job's:
// it is there once, however often it is made.
inline Result<Text> FineTuneRun::make_result_file() {
  std::map<double, FineTuningMetrics> steps;
  const auto read = repository_.each_event(name_.key, [&](const FineTuningJobEvent& event) {
    if (!event.type || *event.type != FineTuningEventType::metrics || !event.data) return;
    auto metrics = parse_owned<FineTuningMetrics>(event.data->view(), {.reading = Reading::lenient});
    if (metrics && metrics->step) steps[*metrics->step] = *std::move(metrics);
  });
  if (!read) return read.error();
  std::string csv{"step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n"};
  for (const auto& [step, each] : steps) {
    csv += std::to_string(static_cast<std::int64_t>(step)) + "," + csv_number(each.train_loss) + "," +
           csv_number(each.train_mean_token_accuracy) + "," + csv_number(each.valid_loss) + "," +
           csv_number(each.valid_mean_token_accuracy) + "\n";
  }
  auto made = work_->files->create(name_.tenant,
                                   {.filename = "step_metrics.csv",
                                    .purpose = FilePurpose::fine_tune_results,
                                    .id = "file-" + std::string{job_tail(name_.key)}},
                                   to_base64(csv));
  if (!made) return made.error();
  return made->id;
}

inline Result<void> FineTuneRun::succeed(const TrainedModel& model) {
  const auto name = model.name.empty() ? model_name_ : model.name;
  const auto results = make_result_file();
  if (!results) return results.error();
  return update(
      [&](FineTuneRecord& record) {
        record.job.status = Status::succeeded;
        record.job.finished_at = now();
        record.job.estimated_finish = null;
        record.job.fine_tuned_model = Text{name};
        record.job.trained_tokens = model.trained_tokens;
        record.job.result_files = {*results};
      },
      {repository_.put_model(model_of(name)), event("New fine-tuned model created: " + name),
       event("The job has successfully completed")},
      Last::yes);
}

}  // namespace oaicompat::inline v1::detail
