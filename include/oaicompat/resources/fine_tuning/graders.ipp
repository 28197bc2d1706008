// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Backend with_graders(Backend beside, GradersOptions options, std::shared_ptr<WorkerPool> pool) {
  if (!pool) pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 16});
  const auto models = beside;
  beside.on<RunGrader>([models, options, pool](Parsed<RunGraderRequest> request, const Context& context) {
    return detail::ask_store<RunGraderResponse>(
        *pool, context, [models, options, request, context]() -> Result<RunGraderResponse> {
          if (auto error = bad_grader(request->grader, options, "grader")) return *std::move(error);
          const auto item = request->item.value_or(Json{Text::literal("{}")});
          return grade(request->grader, graded_sample(item, request->model_sample), models, options, context);
        });
  });
  beside.on<ValidateGrader>([options](Parsed<ValidateGraderRequest> request, const Context&) {
    if (auto error = bad_grader(request->grader, options, "grader"))
      return failed<ValidateGraderResponse>(*std::move(error));
    ValidateGraderResponse out;
    out.grader = request->grader;
    return one_item(std::move(out));
  });
  return beside;
}

}  // namespace oaicompat::inline v1
