// call(serve(b)) is b, for the operations on what a server keeps, on models, and for moderation.
// SPDX-License-Identifier: MIT
#include "backends.hpp"

#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>
#include <oaicompat/resources/uploads/operations.hpp>

using namespace laws;

namespace {

// The same response behind proxies, and the same request: what stands in its path, its query and its body.
template <Operation Op>
void same_behind_proxies(const char* request_json, const char* response_json) {
  const auto request = parse_owned<typename Op::Request>(request_json).value();
  const auto response = parse_owned<typename Op::Response>(response_json, {.reading = Reading::lenient}).value();
  for (const std::size_t proxies : {1u, 3u}) {
    CAPTURE(Op::endpoint.id);
    CAPTURE(proxies);
    const auto script = script_of<Op>({Event<Op>{response}});
    const auto got = drained(stacked(script, proxies), *script, request);
    REQUIRE_MESSAGE(got.last == Pull::end, got.error.message);
    CHECK(to_json(got.events.at(0)) == to_json(response));
    CHECK(script->request == to_json(request));
  }
  const auto script = script_of<Op>({}, api_error(404, "Not found.", "", "id"));
  const auto got = drained(stacked(script, 2), *script, request);
  CHECK(got.last == Pull::fail);
  CHECK(got.error.status == 404);
  CHECK(got.error.param == "id");
}

constexpr auto kept_conversation = R"({"id":"conv_1","created_at":7,"metadata":{"a":"b"}})";
constexpr auto kept_item =
    R"({"type":"message","id":"msg_1","role":"user","content":[{"type":"input_text","text":"Hi"}]})";
constexpr auto kept_page =
    R"({"data":[{"type":"message","id":"msg_1","role":"user","content":"Hi"}],"first_id":"msg_1","last_id":"msg_1"})";
constexpr auto kept_completion =
    R"({"id":"c/ 1","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"metadata":{"a":"b"}})";

}  // namespace

TEST_CASE("kept completions are the same behind proxies") {
  const auto list =
      R"({"data":[)" + std::string{kept_completion} + R"(],"first_id":"c","last_id":"c","has_more":true})";
  same_behind_proxies<ListChatCompletions>("{}", list.c_str());
  same_behind_proxies<ListChatCompletions>(
      R"({"model":"a/b c","metadata":{"a b":"ü&=[]","k":"v"},"limit":7,"order":"desc","after":"c 1"})", list.c_str());
  same_behind_proxies<RetrieveChatCompletion>(R"({"completion_id":"c/ 1?"})", kept_completion);
  same_behind_proxies<UpdateChatCompletion>(R"({"completion_id":"c1","metadata":{"a":"b"}})", kept_completion);
  same_behind_proxies<UpdateChatCompletion>(R"({"completion_id":"c1","metadata":null})", kept_completion);
  same_behind_proxies<DeleteChatCompletion>(R"({"completion_id":"c1"})", R"({"id":"c1","deleted":true})");
  same_behind_proxies<ListChatMessages>(
      R"({"completion_id":"c1","limit":2,"order":"asc","after":"m"})",
      R"({"data":[{"id":"m","role":"user","content":"Hi","refusal":null}],"first_id":"m","last_id":"m","has_more":false})");
}

TEST_CASE("conversations are the same behind proxies") {
  same_behind_proxies<CreateConversation>("{}", kept_conversation);
  same_behind_proxies<CreateConversation>(
      R"({"metadata":{"a":"b"},"items":[{"type":"message","role":"user","content":"Hi"}]})", kept_conversation);
  same_behind_proxies<RetrieveConversation>(R"({"conversation_id":"conv/ 1"})", kept_conversation);
  same_behind_proxies<UpdateConversation>(R"({"conversation_id":"conv_1","metadata":{"a":"b"}})", kept_conversation);
  same_behind_proxies<DeleteConversation>(R"({"conversation_id":"conv_1"})", R"({"id":"conv_1","deleted":true})");
  same_behind_proxies<ListConversationItems>(
      R"({"conversation_id":"conv_1","limit":3,"order":"asc","after":"msg_0","include":["message.output_text.logprobs"]})",
      kept_page);
  same_behind_proxies<CreateConversationItems>(
      R"({"conversation_id":"conv_1","include":["reasoning.encrypted_content","message.output_text.logprobs"],"items":[{"type":"message","role":"user","content":"Hi"}]})",
      kept_page);
  same_behind_proxies<RetrieveConversationItem>(R"({"conversation_id":"conv_1","item_id":"msg/1"})", kept_item);
  same_behind_proxies<DeleteConversationItem>(R"({"conversation_id":"conv_1","item_id":"msg_1"})", kept_conversation);
}

TEST_CASE("moderation and the deletion of models are the same behind proxies") {
  const std::string zeros =
      R"({"hate":0,"hate/threatening":0,"harassment":0,"harassment/threatening":0,"illicit":0,"illicit/violent":0,"self-harm":0,)"
      R"("self-harm/intent":0,"self-harm/instructions":0,"sexual":0,"sexual/minors":0,"violence":0.5,"violence/graphic":0})";
  const auto found = R"({"id":"modr-1","model":"m","results":[{"flagged":true,"category_scores":)" + zeros + "}]}";
  same_behind_proxies<CreateModeration>(R"({"input":"x"})", found.c_str());
  same_behind_proxies<CreateModeration>(
      R"({"input":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:,"}}],"model":"m"})",
      found.c_str());
  same_behind_proxies<DeleteModel>(R"({"model":"ft:a/b c:1"})", R"({"id":"ft:a/b c:1","deleted":true})");
}

TEST_CASE("files and uploads are the same behind proxies") {
  const std::string file =
      R"({"id":"file-1","bytes":3,"created_at":7,"filename":"a \u00e4","purpose":"vision","status":"processed"})";
  const std::string upload =
      R"({"id":"upload_1","bytes":3,"created_at":7,"expires_at":8,"filename":"a","purpose":"x","status":"completed","file":)" +
      file + "}";
  const auto page = R"({"data":[)" + file + R"(],"first_id":"file-1","last_id":"file-1","has_more":true})";
  same_behind_proxies<CreateFile>(
      R"({"file":"data:text/plain;name=a%20b;base64,AP8=","purpose":"vision","expires_after":{"anchor":"created_at","seconds":3600}})",
      file.c_str());
  same_behind_proxies<ListFiles>(R"({"purpose":"a b","limit":3,"order":"asc","after":"file-0"})", page.c_str());
  same_behind_proxies<RetrieveFile>(R"({"file_id":"file/ 1"})", file.c_str());
  same_behind_proxies<DeleteFile>(R"({"file_id":"file-1"})", R"({"id":"file-1","deleted":true})");
  same_behind_proxies<CreateUpload>(R"({"filename":"a","purpose":"evals","bytes":3,"mime_type":"x"})", upload.c_str());
  same_behind_proxies<AddUploadPart>(R"({"upload_id":"upload/ 1%","data":"data:text/plain;name=p;base64,AP8="})",
                                     R"({"id":"part_1","created_at":7,"upload_id":"upload/ 1%"})");
  same_behind_proxies<CompleteUpload>(R"({"upload_id":"upload_1","part_ids":["b","a"],"md5":"00"})", upload.c_str());
  same_behind_proxies<CancelUpload>(R"({"upload_id":"upload_1"})", upload.c_str());
}

TEST_CASE("the bytes of a file are the same behind proxies, piece for piece") {
  const DownloadFileRequest request{.file_id = Text{"file-1"}};
  const auto script = script_of<DownloadFile>({BinaryContent{"text/plain", "ab"}, BinaryContent{"", "c"}});
  const auto got = drained(stacked(script, 2), *script, request);
  REQUIRE_MESSAGE(got.last == Pull::end, got.error.message);
  Bytes all;
  for (const auto& piece : got.events) all += piece.body;
  CHECK(all == "abc");
  CHECK(got.events.at(0).content_type == "text/plain");
}
