// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

namespace stdy_services {

using namespace oaicompat;
using namespace oaicompat::test;

// stdy's answers are made up, and need not be read: the requests are what is judged.
template <Operation Op>
void send(typename Op::Request request) {
  const auto reply = stdy().send<Op>(std::move(request));
  check_accepted({.status = reply.status(), .headers = reply.headers()}, reply ? "" : reply.error().message);
}
template <Operation Op>
void send_json(std::string_view json) {
  CAPTURE(json);
  const auto request = parse_owned<typename Op::Request>(json);
  REQUIRE(request);
  send<Op>(*request);
}
const FileExpirationAfter an_hour{.seconds = 3600};

}  // namespace stdy_services
using namespace stdy_services;

TEST_CASE("stdy accepts what is asked of files and uploads") {
  send<CreateFile>(
      {.file = {.filename = "a.txt", .body = "x"}, .purpose = FilePurpose::vision, .expires_after = an_hour});
  send_json<ListFiles>("{}");
  send_json<ListFiles>(R"({"purpose":"vision","limit":5,"order":"asc","after":"file-1"})");
  send_json<RetrieveFile>(R"({"file_id":"a b/c?d#e"})");
  send<DownloadFile>({.file_id = "file-1"});
  send_json<DeleteFile>(R"({"file_id":"file-1"})");
  send_json<CreateUpload>(R"({"filename":"a","purpose":"vision","bytes":3,"mime_type":"image/png",)"
                          R"("expires_after":{"anchor":"created_at","seconds":3600}})");
  send<AddUploadPart>({.upload_id = "upload_1", .data = {.filename = "part", .body = "x"}});
  send_json<CompleteUpload>(
      R"({"upload_id":"upload_1","part_ids":["part_1"],"md5":"0cc175b9c0f1b6a831c399e269772661"})");
  send_json<CancelUpload>(R"({"upload_id":"upload_1"})");
}

TEST_CASE("stdy accepts what is asked of batches") {
  send_json<CreateBatch>(R"({"input_file_id":"file-1","endpoint":"/v1/responses","completion_window":"24h",)"
                         R"("metadata":{"a":"b"},"output_expires_after":{"anchor":"created_at","seconds":3600}})");
  send_json<RetrieveBatch>(R"({"batch_id":"batch_1"})");
  send_json<CancelBatch>(R"({"batch_id":"batch_1"})");
  send_json<ListBatches>(R"({"after":"batch_1","limit":5})");
}

TEST_CASE("stdy accepts what is asked of vector stores") {
  send_json<CreateVectorStore>(
      R"({"file_ids":["file-1"],"name":"a","expires_after":{"anchor":"last_active_at","days":1},"metadata":{"a":"b"},)"
      R"("chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":100,"chunk_overlap_tokens":50}}})");
  send_json<ListVectorStores>(R"({"limit":5,"order":"asc","after":"vs_1","before":"vs_2"})");
  send_json<RetrieveVectorStore>(R"({"vector_store_id":"a b/c?d#e"})");
  send_json<UpdateVectorStore>(R"({"vector_store_id":"vs_1","name":"b","metadata":{"a":"b"}})");
  send_json<DeleteVectorStore>(R"({"vector_store_id":"vs_1"})");
  // stdy takes no filter within a filter: it finds no words for the discriminator of a type that refers to itself.
  for (const auto* filter : {R"({"type":"eq","key":"a","value":"b"})", R"({"type":"and","filters":[]})"})
    send_json<SearchVectorStore>(
        std::string{R"({"vector_store_id":"vs_1","query":["a","b"],"max_num_results":5,)"
                    R"("ranking_options":{"ranker":"auto","score_threshold":0.5},"filters":)"} +
        filter + "}");
  send_json<SearchVectorStore>(R"({"vector_store_id":"vs_1","query":"a","rewrite_query":true})");
}

TEST_CASE("stdy accepts what is asked of the files of vector stores, alone and in batches") {
  const std::string_view file = R"({"vector_store_id":"vs_1","file_id":"file-1"})";
  const std::string_view batch = R"({"vector_store_id":"vs_1","batch_id":"vsfb_1"})";
  const std::string_view attributes =
      R"({"vector_store_id":"vs_1","file_id":"file-1","attributes":{"a":"b","c":1,"d":true}})";
  send_json<CreateVectorStoreFile>(attributes);
  send_json<ListVectorStoreFiles>(R"({"vector_store_id":"vs_1","limit":5,"order":"asc","filter":"failed"})");
  send_json<RetrieveVectorStoreFile>(file);
  send_json<UpdateVectorStoreFile>(attributes);
  send_json<DeleteVectorStoreFile>(file);
  send_json<RetrieveVectorStoreFileContent>(file);
  send_json<CreateVectorStoreFileBatch>(
      R"({"vector_store_id":"vs_1","file_ids":["file-1"],"attributes":{"a":1},"chunking_strategy":{"type":"auto"}})");
  send_json<CreateVectorStoreFileBatch>(
      R"({"vector_store_id":"vs_1","files":[{"file_id":"file-1","attributes":{"a":"b"}}]})");
  send_json<RetrieveVectorStoreFileBatch>(batch);
  send_json<CancelVectorStoreFileBatch>(batch);
  send_json<ListFilesInVectorStoreBatch>(
      R"({"vector_store_id":"vs_1","batch_id":"vsfb_1","limit":5,"filter":"completed"})");
}

TEST_CASE("stdy accepts what is asked of fine-tuning jobs") {
  const std::string_view job = R"({"fine_tuning_job_id":"ftjob-1"})";
  for (const auto* method :
       {R"({"type":"supervised","supervised":{"hyperparameters":{"n_epochs":2,"batch_size":"auto"}}})",
        R"({"type":"dpo","dpo":{"hyperparameters":{"beta":0.5}}})",
        R"({"type":"reinforcement","reinforcement":{"grader":{"type":"string_check","name":"c","input":"a",)"
        R"("reference":"b","operation":"eq"},"hyperparameters":{"reasoning_effort":"low"}}})"})
    send_json<CreateFineTuningJob>(
        std::string{R"({"model":"gpt-4o-mini","training_file":"file-1","suffix":"a","seed":1,)"
                    R"("validation_file":"file-2","metadata":{"a":"b"},"method":)"} +
        method + "}");
  send_json<ListFineTuningJobs>(R"({"after":"ftjob-1","limit":5,"metadata":{"a":"b"}})");
  send_json<RetrieveFineTuningJob>(job);
  send_json<CancelFineTuningJob>(job);
  send_json<PauseFineTuningJob>(job);
  send_json<ResumeFineTuningJob>(job);
  send_json<ListFineTuningEvents>(R"({"fine_tuning_job_id":"ftjob-1","after":"ftevent-1","limit":5})");
  send_json<ListFineTuningJobCheckpoints>(R"({"fine_tuning_job_id":"ftjob-1","after":"ftckpt_1","limit":5})");
}

TEST_CASE("stdy accepts what is asked of checkpoints' permissions and of graders") {
  send_json<ListCheckpointPermissions>(
      R"({"fine_tuned_model_checkpoint":"ft:a:b","project_id":"p","limit":5,"order":"ascending"})");
  send_json<CreateCheckpointPermission>(R"({"fine_tuned_model_checkpoint":"ft:a:b","project_ids":["p"]})");
  send_json<DeleteCheckpointPermission>(R"({"fine_tuned_model_checkpoint":"ft:a:b","permission_id":"cp_1"})");
  const std::string grader =
      R"("grader":{"type":"string_check","name":"c","input":"a","reference":"{{item.b}}","operation":"eq"})";
  send_json<RunGrader>("{" + grader + R"(,"item":{"b":"c"},"model_sample":"a"})");
  send_json<ValidateGrader>("{" + grader + "}");
}
