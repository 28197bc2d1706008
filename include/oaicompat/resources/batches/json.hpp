// The JSON forms of batches.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/batches/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<BatchError>) {
  return object("BatchError",
                field("code", &BatchError::code, "For programs: `duplicate_custom_id`, `invalid_json_line`, ..."),
                field("message", &BatchError::message, "For people."),
                field("param", &BatchError::param, "The member that is wrong."),
                field("line", &BatchError::line, "The line, from 1 on; none where it is about the file."));
}
constexpr auto describe(Type<BatchErrorList>) {
  return object("BatchErrorList", field("object", &BatchErrorList::object, "Always `list`."),
                field("data", &BatchErrorList::data, "All that is wrong with the file, as far as it is listed."));
}
constexpr auto describe(Type<BatchRequestCounts>) {
  return object(
      "BatchRequestCounts", field("total", &BatchRequestCounts::total, "All."),
      field("completed", &BatchRequestCounts::completed, "Those that were answered with a 2xx."),
      field("failed", &BatchRequestCounts::failed, "Those that were answered with an error, or could not be run."));
}
constexpr auto describe(Type<BatchInputTokens>) {
  return object("BatchInputTokens",
                field("cached_tokens", &BatchInputTokens::cached_tokens, "Tokens that a cache held."));
}
constexpr auto describe(Type<BatchOutputTokens>) {
  return object("BatchOutputTokens",
                field("reasoning_tokens", &BatchOutputTokens::reasoning_tokens, "Tokens of reasoning."));
}
constexpr auto describe(Type<BatchUsage>) {
  return object("BatchUsage", field("input_tokens", &BatchUsage::input_tokens, "Tokens that went in."),
                field("input_tokens_details", &BatchUsage::input_tokens_details, "Which of them."),
                field("output_tokens", &BatchUsage::output_tokens, "Tokens that came out."),
                field("output_tokens_details", &BatchUsage::output_tokens_details, "Which of them."),
                field("total_tokens", &BatchUsage::total_tokens, "Both."));
}
constexpr auto describe(Type<Batch>) {
  return object(
      "Batch", field("id", &Batch::id, "The batch's id."), field("object", &Batch::object, "Always `batch`."),
      field("endpoint", &Batch::endpoint, "Where its requests go: see `BatchEndpoint`."),
      field("model", &Batch::model, "The model of its requests, once they were read."),
      field("errors", &Batch::errors, "What is wrong with its input file."),
      field("input_file_id", &Batch::input_file_id, "The file with its requests."),
      field("completion_window", &Batch::completion_window, "In which time it is worked through: `24h`."),
      field("status", &Batch::status, "How far it has come."),
      field("output_file_id", &Batch::output_file_id, "The file with the answers; none where there are none."),
      field("error_file_id", &Batch::error_file_id,
            "The file with the errors, of requests that were not run too; none where there are none."),
      field("created_at", &Batch::created_at, "When it was made."),
      field("in_progress_at", &Batch::in_progress_at, "When its requests began to be run."),
      field("expires_at", &Batch::expires_at, "When its time runs out."),
      field("finalizing_at", &Batch::finalizing_at, "When all requests had been run."),
      field("completed_at", &Batch::completed_at, "When its files were there."),
      field("failed_at", &Batch::failed_at, "When its input file was found to be wrong."),
      field("expired_at", &Batch::expired_at, "When its time had run out."),
      field("cancelling_at", &Batch::cancelling_at, "When somebody cancelled it."),
      field("cancelled_at", &Batch::cancelled_at, "When it had ended for that."),
      field("request_counts", &Batch::request_counts, "How many requests it has, once they were read."),
      field("usage", &Batch::usage, "The tokens of the requests that were answered."),
      field("metadata", &Batch::metadata, "The labels that it was given."));
}
constexpr auto describe(Type<BatchFileExpiry>) {
  return object("BatchFileExpiry",
                field("anchor", &BatchFileExpiry::anchor, "Always `created_at`: when the file is made."),
                field("seconds", &BatchFileExpiry::seconds, "How many seconds after that, 3,600 to 2,592,000."));
}
constexpr auto describe(Type<CreateBatchRequest>) {
  return object("CreateBatchRequest",
                field("input_file_id", &CreateBatchRequest::input_file_id,
                      "The file with the requests: a line each, see `BatchLine`."),
                field("endpoint", &CreateBatchRequest::endpoint, "Where they go."),
                field("completion_window", &CreateBatchRequest::completion_window, "In which time: `24h`."),
                field("metadata", &CreateBatchRequest::metadata, "Up to 16 labels of the caller's."),
                field("output_expires_after", &CreateBatchRequest::output_expires_after,
                      "How long the files that it makes are kept. Default as long as other files."));
}
constexpr auto describe(Type<RetrieveBatchRequest>) {
  return object("RetrieveBatchRequest",
                field("batch_id", &RetrieveBatchRequest::batch_id, "The batch's id, from the path."));
}
constexpr auto describe(Type<CancelBatchRequest>) {
  return object("CancelBatchRequest",
                field("batch_id", &CancelBatchRequest::batch_id, "The batch's id, from the path."));
}
constexpr auto describe(Type<ListBatchesRequest>) {
  return object("ListBatchesRequest", field("after", &ListBatchesRequest::after, "The id after which the page begins."),
                field("limit", &ListBatchesRequest::limit, "How many batches a page holds, 1 to 100. Default 20."));
}
constexpr auto describe(Type<BatchList>) {
  return object("BatchList", field("data", &BatchList::data, "The batches."),
                field("first_id", &BatchList::first_id, "The first one's id."),
                field("last_id", &BatchList::last_id, "The last one's id."),
                field("has_more", &BatchList::has_more, "Whether more follow."),
                field("object", &BatchList::object, "Always `list`."));
}
constexpr auto describe(Type<BatchLine>) {
  return object("BatchLine",
                field("custom_id", &BatchLine::custom_id,
                      "What the caller calls the request, which no other of the file is called."),
                field("method", &BatchLine::method, "`POST`."), field("url", &BatchLine::url, "The batch's endpoint."),
                field("body", &BatchLine::body, "The request itself: `Json{Text{to_json(request)}}`."));
}
constexpr auto describe(Type<BatchAnswer>) {
  return object("BatchAnswer", field("status_code", &BatchAnswer::status_code, "The HTTP status."),
                field("request_id", &BatchAnswer::request_id, "The id under which it was run."),
                field("body", &BatchAnswer::body, "The answer itself."));
}
constexpr auto describe(Type<BatchLineError>) {
  return object("BatchLineError",
                field("code", &BatchLineError::code, "For programs: `batch_expired`, `batch_cancelled`."),
                field("message", &BatchLineError::message, "For people."));
}
constexpr auto describe(Type<BatchResult>) {
  return object("BatchResult", field("id", &BatchResult::id, "The id of the request in the batch."),
                field("custom_id", &BatchResult::custom_id, "What the caller called it."),
                field("response", &BatchResult::response, "The answer; null where there is none.").require(),
                field("error", &BatchResult::error, "Why there is none; null where there is one.").require());
}

}  // namespace oaicompat::inline v1
