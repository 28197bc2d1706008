// The specification's own examples come back as they were.
// SPDX-License-Identifier: MIT
#include "data.hpp"
#include "round_trip.hpp"

#include <oaicompat/json/read.hpp>

#include <doctest/doctest.h>

#include <algorithm>

namespace {

struct Example {
  std::string name, type, body;
};
constexpr auto describe(oaicompat::Type<Example>) {
  return oaicompat::object("Example", oaicompat::field("name", &Example::name),
                           oaicompat::field("type", &Example::type), oaicompat::field("body", &Example::body));
}
struct Examples {
  std::string comment;
  std::vector<Example> examples;
};
constexpr auto describe(oaicompat::Type<Examples>) {
  return oaicompat::object("Examples", oaicompat::field("comment", &Examples::comment),
                           oaicompat::field("examples", &Examples::examples));
}

// Examples that break the specification they stand in: what becomes of them. A key that is required but missing is
// added where it may be null; a strict reader names the first.
struct Broken {
  const char* name;
  const char* differences;
};
constexpr auto stored = "+choices[0].message.refusal = null\n";
constexpr Broken broken[] = {
    {"POST /chat/completions Functions", "+choices[0].message.refusal = null\n"},
    {"POST /chat/completions Logprobs", "+choices[0].logprobs.refusal = null\n+choices[0].message.refusal = null\n"},
    {"GET /chat/completions", stored},
    {"GET /chat/completions/{completion_id}", stored},
    {"POST /chat/completions/{completion_id}", stored},
};

template <class T>
void check(const Example& example) {
  INFO(example.name);
  const auto flaw =
      std::find_if(std::begin(broken), std::end(broken), [&](auto& each) { return each.name == example.name; });
  const bool valid = flaw == std::end(broken);
  CHECK(joined(round_trip<T>(example.body, oaicompat::Reading::lenient)) == (valid ? "" : flaw->differences));
  if (valid) {
    CHECK(joined(round_trip<T>(example.body, oaicompat::Reading::strict)) == "");
  } else {
    const auto strict = oaicompat::parse_owned<T>(example.body);
    REQUIRE(!strict);
    CHECK(strict.error().param == "choices[0].message.refusal");
  }
}

// The examples of responses, and of events with images, lack keys that the specification requires; those that may be
// null are added, so is a tag that other members imply, and nothing is lost.
template <class T>
void check_gains(const Example& example) {
  INFO(example.name);
  for (const auto& difference : round_trip<T>(example.body, oaicompat::Reading::lenient)) {
    const bool gained = difference.ends_with(" = null") || difference == "+usage.type = \"tokens\"";
    CHECK_MESSAGE((difference[0] == '+' && gained), difference);
  }
}

// Older examples lack whole members of today's: nothing is lost. An error without members gains them.
template <class T>
void check_lossless(const Example& example) {
  INFO(example.name);
  for (const auto& difference : round_trip<T>(example.body, oaicompat::Reading::lenient))
    CHECK_MESSAGE((difference[0] == '+' || difference == "-error = {}"), difference);
}

}  // namespace

TEST_CASE("the specification's examples come back as they were") {
  using namespace oaicompat;
  const auto file = parse_owned<Examples>(test_data("examples.json"));
  REQUIRE_MESSAGE(file, file.error().message);
  REQUIRE(file->examples.size() >= 89);
  for (const auto& example : file->examples) {
    if (example.type == "ChatCompletion") {
      check<ChatCompletion>(example);
    } else if (example.type == "ChatChunk") {
      check<ChatChunk>(example);
    } else if (example.type == "Completion") {
      check<Completion>(example);
    } else if (example.type == "EmbeddingList") {
      check<EmbeddingList>(example);
    } else if (example.type == "ModelList") {
      check<ModelList>(example);
    } else if (example.type == "Model") {
      check<Model>(example);
    } else if (example.type == "Response") {
      check_gains<Response>(example);
    } else if (example.type == "ResponseEvent") {
      check_gains<ResponseEvent>(example);
    } else if (example.type == "ResponseItemList") {
      check_gains<ResponseItemList>(example);
    } else if (example.type == "DeletedResponse") {
      check<DeletedResponse>(example);
    } else if (example.type == "InputTokenCount") {
      check<InputTokenCount>(example);
    } else if (example.type == "Transcription") {
      check<Transcription>(example);
    } else if (example.type == "TranscriptionEvent") {
      check_gains<TranscriptionEvent>(example);
    } else if (example.type == "ImageList") {
      check<ImageList>(example);
    } else if (example.type == "ImageEvent") {
      check_gains<ImageEvent>(example);
    } else if (example.type == "ImageEditEvent") {
      check_gains<ImageEditEvent>(example);
    } else if (example.type == "CompactedResponse") {
      check_gains<CompactedResponse>(example);
    } else if (example.type == "DeletedModel") {
      check<DeletedModel>(example);
    } else if (example.type == "Moderation") {
      check_lossless<Moderation>(example);
    } else if (example.type == "ChatMessageList") {
      check_lossless<ChatMessageList>(example);
    } else if (example.type == "DeletedChatCompletion") {
      check<DeletedChatCompletion>(example);
    } else if (example.type == "Batch") {
      check_lossless<Batch>(example);
    } else if (example.type == "FineTuningJob") {
      check_lossless<FineTuningJob>(example);
    } else if (example.type == "FineTuningJobList") {
      check_lossless<FineTuningJobList>(example);
    } else if (example.type == "FineTuningJobEventList") {
      check_lossless<FineTuningJobEventList>(example);
    } else if (example.type == "FineTuningJobCheckpointList") {
      check<FineTuningJobCheckpointList>(example);
    } else if (example.type == "CheckpointPermissionList") {
      check<CheckpointPermissionList>(example);
    } else if (example.type == "DeletedCheckpointPermission") {
      check<DeletedCheckpointPermission>(example);
    } else if (example.type == "RunGraderResponse") {
      check_lossless<RunGraderResponse>(example);
    } else if (example.type == "ValidateGraderResponse") {
      check<ValidateGraderResponse>(example);
    } else if (example.type == "Conversation") {
      check<Conversation>(example);
    } else if (example.type == "DeletedConversation") {
      check<DeletedConversation>(example);
    } else if (example.type == "ConversationItemList") {
      check_gains<ConversationItemList>(example);
    } else if (example.type == "ResponseItem") {
      check_gains<ResponseItem>(example);
    } else if (example.type == "FileObject") {
      check_lossless<FileObject>(example);
    } else if (example.type == "FileList") {
      check_lossless<FileList>(example);
    } else if (example.type == "DeletedFile") {
      check<DeletedFile>(example);
    } else if (example.type == "UploadObject") {
      check_lossless<UploadObject>(example);
    } else if (example.type == "Batch") {
      check_lossless<Batch>(example);
    } else if (example.type == "UploadPart") {
      check<UploadPart>(example);
    } else {
      FAIL_CHECK("no type for ", example.name);
    }
  }
}
