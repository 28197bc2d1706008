// Every struct against the specification: names, required keys, nullability, kinds, words, constants, tags.
// SPDX-License-Identifier: MIT
#include "check.hpp"
#include "data.hpp"

#include <oaicompat/json/read.hpp>

#include <doctest/doctest.h>

namespace {

struct Exception {
  const char* difference;
  const char* why;
};

// Where the wire is at odds with the specification we follow the wire.
constexpr Exception exceptions[] = {
    {"MultiGrader.graders: the specification says what it holds",
     "the API takes graders by their names, the specification shows one of them"},
    {"Embedding.embedding: the specification has other alternatives",
     "a request with encoding_format base64, as the official clients send, is answered with a string"},
    {"Completion.usage: should not be nullable", "the pieces of a stream with include_usage carry null"},
    {"CompletionChoice.finish_reason: should not be nullable", "the pieces of a stream carry null until the last"},
    {"CompletionLogprobs.token_logprobs[]: should not be nullable", "the first token of an echoed prompt has none"},
    {"CompletionLogprobs.top_logprobs[]: should not be nullable", "the first token of an echoed prompt has none"},
    {"Response.output_text: the struct has no such member", "the official clients make it; it does not travel"},
    {"FileSearchCall.id: should be required", "only servers make it"},
    {"FileSearchCall.status: should be required", "only servers make it"},
    {"FileSearchCall.queries: should be required", "only servers make it"},
    {"WebSearchCall.id: should be required", "only servers make it"},
    {"WebSearchCall.status: should be required", "only servers make it"},
    {"CodeInterpreterCall.id: should be required", "only servers make it"},
    {"CodeInterpreterCall.status: should be required", "only servers make it"},
    {"CodeInterpreterCall.container_id: should be required", "only servers make it"},
    {"CodeInterpreterCall.code: should be required", "only servers make it"},
    {"CodeInterpreterCall.outputs: should be required", "only servers make it"},
    {"ImageCall.id: should be required", "only servers make it"},
    {"ImageCall.status: should be required", "only servers make it"},
    {"ImageCall.result: should be required", "only servers make it"},
    {"ProgramItem.id: should be required", "only servers make it"},
    {"ProgramOutput.id: should be required", "only servers make it"},
    {"ProgramOutput.status: should be required", "only servers make it"},
    {"LocalShellCall.id: should be required", "only servers make it"},
    {"LocalShellCall.status: should be required", "only servers make it"},
    {"LocalShellOutput.id: should be required", "only servers make it"},
    {"ApplyPatchCall.status: should be required", "only servers make it"},
    {"McpCall.id: should be required", "only servers make it"},
    {"McpToolList.id: should be required", "only servers make it"},
    {"McpApprovalRequest.id: should be required", "only servers make it"},
    {"ComputerCall.id: should be required", "only servers make it"},
    {"ComputerCall.status: should be required", "only servers make it"},
    {"ComputerCall.pending_safety_checks: should be required", "only servers make it"},
    {"ReasoningItem.id: should be required", "only servers make it"},
    {"ReasoningItem.summary: should be required", "only servers make it"},
    {"CompactRequest.model: should be required", "callers need not say one"},
    {"Response.usage: should not be nullable", "other servers have null until the response is whole"},
    {"Response.user: should not be nullable", "the specification's examples carry null"},
    {"OutputTextPart.annotations: should be required", "callers leave it out of what they send back"},
    {"OutputTextPart.logprobs: should be required", "callers leave it out, and so do the specification's examples"},
    {"WebSearchCall.action: should be required", "the specification's examples leave it out"},
    {"TranscriptionLogprob.bytes[]: the specification has other kinds than integer", "events say integers"},
    {"ImageEditRequest.image: the specification has other kinds than array", "in a form one file is a list of one"},
    {"ImageVariationRequest.size: should be an enumeration", "newer models take any size"},
    {"ImageList.size: should be an enumeration", "newer models make any size"},
    {"PartialImageEvent.size: should be an enumeration", "newer models make any size"},
    {"CompletedImageEvent.size: should be an enumeration", "newer models make any size"},
    {"UpdateVectorStoreRequest.expires_after: should not be nullable",
     "null clears it; the specification says so oddly"},
    {"ImageUsage.output_tokens_details: the specification has no such member", "one of two schemas has it"},
    {"CreateBatchRequest.completion_window: should be an enumeration", "other servers have other windows"},
};

std::vector<std::string> differences_from(const facts::File& file) {
  facts::Check check{file};
  check.structures(facts::Structs{});
  facts::check_responses(check);
  facts::check_media(check);
  facts::check_kept(check);
  facts::check_batches(check);
  facts::check_fine_tuning(check);
  facts::check_webhooks(check);
  facts::check_vector_stores(check);
  return check.differences();
}

}  // namespace

TEST_CASE("every struct is what the specification says") {
  const auto file = oaicompat::parse_owned<facts::File>(test_data("facts.json"));
  REQUIRE_MESSAGE(file, file.error().message);
  REQUIRE(file->schemas.size() > 320);
  auto differences = differences_from(*file);
  for (const auto& each : exceptions) {
    INFO(each.difference, " (", each.why, ")");
    CHECK(std::erase(differences, each.difference) == 1);
  }
  for (const auto& each : differences) FAIL_CHECK(each);
}

TEST_CASE("a specification that says otherwise is noticed") {
  const auto file = oaicompat::parse_owned<facts::File>(test_data("facts.json"));
  REQUIRE(file);
  const auto differences_after = [&](auto change) {
    auto changed = *file;
    change(changed.schemas);
    const auto count = differences_from(changed).size();
    return count - std::size(exceptions);
  };
  CHECK(differences_after([](auto&) {}) == 0);
  CHECK(differences_after([](auto& s) { s["CompletionUsage"]["new_tokens"] = s["CompletionUsage"]["total_tokens"]; }) ==
        1);
  CHECK(differences_after([](auto& s) { s["CompletionUsage"].erase("total_tokens"); }) == 1);
  CHECK(differences_after([](auto& s) { s["Model"]["id"].required = false; }) == 1);
  CHECK(differences_after([](auto& s) { s["Model"]["id"].type.nullable = true; }) == 1);
  CHECK(differences_after([](auto& s) { s["Model"]["object"].type.constant = "car"; }) == 1);
  CHECK(differences_after([](auto& s) { s["Model"]["created"].type.kinds = {"number"}; }) == 1);
  CHECK(differences_after([](auto& s) { s["ChatCompletionAllowedTools"]["mode"].type.words->push_back("never"); }) ==
        1);
  CHECK(differences_after([](auto& s) { s["CreateChatCompletionRequest"]["tools"].type.items[0].cases.pop_back(); }) ==
        1);
  CHECK(differences_after([](auto& s) { s["CreateChatCompletionRequest"]["stop"].type.kinds.pop_back(); }) == 1);
  CHECK(differences_after([](auto& s) { s["Unheard"]; }) == 1);
  CHECK(differences_after([](auto& s) { s.erase("Model"); }) == 1);
}
