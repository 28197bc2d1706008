// Batches: files of requests that the server works through, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// Where the requests of a batch go. The names are those of the API's paths.
enum class BatchEndpoint {
  responses,
  chat_completions,
  embeddings,
  completions,
  moderations,
  image_generations,
  image_edits,
  videos
};
constexpr auto describe(Type<BatchEndpoint>) {
  return std::array<Word<BatchEndpoint>, 8>{{{"/v1/responses", BatchEndpoint::responses},
                                             {"/v1/chat/completions", BatchEndpoint::chat_completions},
                                             {"/v1/embeddings", BatchEndpoint::embeddings},
                                             {"/v1/completions", BatchEndpoint::completions},
                                             {"/v1/moderations", BatchEndpoint::moderations},
                                             {"/v1/images/generations", BatchEndpoint::image_generations},
                                             {"/v1/images/edits", BatchEndpoint::image_edits},
                                             {"/v1/videos", BatchEndpoint::videos}}};
}

/// How far a batch has come.
enum class BatchStatus {
  validating,   ///< Its input file is read.
  failed,       ///< Its input file is not as it should be: nothing was run.
  in_progress,  ///< Its requests are run.
  finalizing,   ///< All were run, and its files are made.
  completed,    ///< Its files are there.
  expired,      ///< Its time ran out: its files hold what was done.
  cancelling,   ///< It is to end, and what runs is waited for.
  cancelled,    ///< It was ended: its files hold what was done.
};
constexpr auto describe(Type<BatchStatus>) {
  return std::array<Word<BatchStatus>, 8>{{{"validating", BatchStatus::validating},
                                           {"failed", BatchStatus::failed},
                                           {"in_progress", BatchStatus::in_progress},
                                           {"finalizing", BatchStatus::finalizing},
                                           {"completed", BatchStatus::completed},
                                           {"expired", BatchStatus::expired},
                                           {"cancelling", BatchStatus::cancelling},
                                           {"cancelled", BatchStatus::cancelled}}};
}

/// What is wrong with the input file of a batch. Mirrors `BatchError`.
struct BatchError {
  /// For programs: `duplicate_custom_id`, `invalid_json_line`, ...
  std::optional<Text> code{};
  /// For people.
  std::optional<Text> message{};
  /// The member that is wrong.
  Maybe<Text> param{};
  /// The line, from 1 on; none where it is about the file.
  Maybe<std::int64_t> line{};
  Extras extra{};
  bool operator==(const BatchError&) const = default;
};

/// Mirrors `Batch.errors`.
struct BatchErrorList {
  /// Always `list`.
  std::optional<Text> object = Text::literal("list");
  /// All that is wrong with the file, as far as it is listed.
  std::optional<std::vector<BatchError>> data{};
  Extras extra{};
  bool operator==(const BatchErrorList&) const = default;
};

/// How many requests a batch has. Mirrors `BatchRequestCounts`.
struct BatchRequestCounts {
  /// All.
  std::int64_t total = 0;
  /// Those that were answered with a 2xx.
  std::int64_t completed = 0;
  /// Those that were answered with an error, or could not be run.
  std::int64_t failed = 0;
  Extras extra{};
  bool operator==(const BatchRequestCounts&) const = default;
};

/// Mirrors `Batch.usage.input_tokens_details`.
struct BatchInputTokens {
  /// Tokens that a cache held.
  std::int64_t cached_tokens = 0;
  Extras extra{};
  bool operator==(const BatchInputTokens&) const = default;
};
/// Mirrors `Batch.usage.output_tokens_details`.
struct BatchOutputTokens {
  /// Tokens of reasoning.
  std::int64_t reasoning_tokens = 0;
  Extras extra{};
  bool operator==(const BatchOutputTokens&) const = default;
};
/// The tokens of all requests of a batch. Mirrors `Batch.usage`.
struct BatchUsage {
  /// Tokens that went in.
  std::int64_t input_tokens = 0;
  /// Which of them.
  BatchInputTokens input_tokens_details{};
  /// Tokens that came out.
  std::int64_t output_tokens = 0;
  /// Which of them.
  BatchOutputTokens output_tokens_details{};
  /// Both.
  std::int64_t total_tokens = 0;
  Extras extra{};
  bool operator==(const BatchUsage&) const = default;
};

/// A file of requests that the server works through. Mirrors `Batch`. Times are in seconds since 1970.
struct Batch {
  /// The batch's id.
  Text id{};
  /// Always `batch`.
  Text object = Text::literal("batch");
  /// Where its requests go: see `BatchEndpoint`.
  Text endpoint{};
  /// The model of its requests, once they were read.
  std::optional<Text> model{};
  /// What is wrong with its input file.
  std::optional<BatchErrorList> errors{};
  /// The file with its requests.
  Text input_file_id{};
  /// In which time it is worked through: `24h`.
  Text completion_window{};
  /// How far it has come.
  OpenEnum<BatchStatus> status = BatchStatus::validating;
  /// The file with the answers; none where there are none.
  std::optional<Text> output_file_id{};
  /// The file with the errors, of requests that were not run too; none where there are none.
  std::optional<Text> error_file_id{};
  /// When it was made.
  std::int64_t created_at = 0;
  /// When its requests began to be run.
  std::optional<std::int64_t> in_progress_at{};
  /// When its time runs out.
  std::optional<std::int64_t> expires_at{};
  /// When all requests had been run.
  std::optional<std::int64_t> finalizing_at{};
  /// When its files were there.
  std::optional<std::int64_t> completed_at{};
  /// When its input file was found to be wrong.
  std::optional<std::int64_t> failed_at{};
  /// When its time had run out.
  std::optional<std::int64_t> expired_at{};
  /// When somebody cancelled it.
  std::optional<std::int64_t> cancelling_at{};
  /// When it had ended for that.
  std::optional<std::int64_t> cancelled_at{};
  /// How many requests it has, once they were read.
  std::optional<BatchRequestCounts> request_counts{};
  /// The tokens of the requests that were answered.
  std::optional<BatchUsage> usage{};
  /// The labels that it was given.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const Batch&) const = default;
};

/// How long the files that a batch makes are kept. Mirrors `BatchFileExpirationAfter`.
struct BatchFileExpiry {
  /// Always `created_at`: when the file is made.
  Text anchor = Text::literal("created_at");
  /// How many seconds after that, 3,600 to 2,592,000.
  std::int64_t seconds = 0;
  Extras extra{};
  bool operator==(const BatchFileExpiry&) const = default;
};

/// Asks for a file of requests to be worked through. Mirrors `CreateBatchRequest`.
struct CreateBatchRequest {
  /// The file with the requests: a line each, see `BatchLine`.
  Text input_file_id{};
  /// Where they go.
  OpenEnum<BatchEndpoint> endpoint{};
  /// In which time: `24h`.
  Text completion_window = Text::literal("24h");
  /// Up to 16 labels of the caller's.
  Maybe<Map<Text>> metadata{};
  /// How long the files that it makes are kept. Default as long as other files.
  std::optional<BatchFileExpiry> output_expires_after{};
  Extras extra{};
  bool operator==(const CreateBatchRequest&) const = default;
};

/// Asks for a batch. The parameters of `GET /batches/{batch_id}`.
struct RetrieveBatchRequest {
  /// The batch's id, from the path.
  Text batch_id{};
  Extras extra{};
  bool operator==(const RetrieveBatchRequest&) const = default;
};

/// Asks to end a batch early. The parameters of `POST /batches/{batch_id}/cancel`.
struct CancelBatchRequest {
  /// The batch's id, from the path.
  Text batch_id{};
  Extras extra{};
  bool operator==(const CancelBatchRequest&) const = default;
};

/// Asks for a page of batches, the newest first. The parameters of `GET /batches`.
struct ListBatchesRequest {
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// How many batches a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  Extras extra{};
  bool operator==(const ListBatchesRequest&) const = default;
};

/// A page of batches. Mirrors `ListBatchesResponse`.
struct BatchList {
  /// The batches.
  std::vector<Batch> data{};
  /// The first one's id.
  std::optional<Text> first_id{};
  /// The last one's id.
  std::optional<Text> last_id{};
  /// Whether more follow.
  bool has_more = false;
  /// Always `list`.
  Text object = Text::literal("list");
  Extras extra{};
  bool operator==(const BatchList&) const = default;
};

/// A line of a batch's input file: `to_json(line) + "\n"`.
struct BatchLine {
  /// What the caller calls the request, which no other of the file is called.
  std::optional<Text> custom_id{};
  /// `POST`.
  std::optional<Text> method{};
  /// The batch's endpoint.
  std::optional<Text> url{};
  /// The request itself: `Json{Text{to_json(request)}}`.
  std::optional<Json> body{};
  Extras extra{};
  bool operator==(const BatchLine&) const = default;
};

/// The answer to a request of a batch.
struct BatchAnswer {
  /// The HTTP status.
  std::int64_t status_code = 0;
  /// The id under which it was run.
  Text request_id{};
  /// The answer itself.
  Json body{};
  Extras extra{};
  bool operator==(const BatchAnswer&) const = default;
};
/// Why a request of a batch has no answer.
struct BatchLineError {
  /// For programs: `batch_expired`, `batch_cancelled`.
  Text code{};
  /// For people.
  Text message{};
  Extras extra{};
  bool operator==(const BatchLineError&) const = default;
};
/// A line of a batch's output file, and of its error file, in any order. `parse_owned<BatchResult>(line)` reads one.
struct BatchResult {
  /// The id of the request in the batch.
  Text id{};
  /// What the caller called it.
  Text custom_id{};
  /// The answer; null where there is none.
  Maybe<BatchAnswer> response{};
  /// Why there is none; null where there is one.
  Maybe<BatchLineError> error{};
  Extras extra{};
  bool operator==(const BatchResult&) const = default;
};

}  // namespace oaicompat::inline v1
