// The specification's own examples come back as they were.
// SPDX-License-Identifier: MIT
#include "data.hpp"
#include "round_trip.hpp"

#include <oaicompat/json/read.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

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

namespace examples_test {

using namespace oaicompat;

namespace {

// How the examples of each type are checked.
struct Checked {
  std::string_view type;
  void (*check)(const Example&);
};
const Checked checked[] = {
    {"ChatCompletion", check<ChatCompletion>},
    {"ChatChunk", check<ChatChunk>},
    {"Completion", check<Completion>},
    {"EmbeddingList", check<EmbeddingList>},
    {"ModelList", check<ModelList>},
    {"Model", check<Model>},
    {"Response", check_gains<Response>},
    {"ResponseEvent", check_gains<ResponseEvent>},
    {"ResponseItemList", check_gains<ResponseItemList>},
    {"DeletedResponse", check<DeletedResponse>},
    {"InputTokenCount", check<InputTokenCount>},
    {"Transcription", check<Transcription>},
    {"TranscriptionEvent", check_gains<TranscriptionEvent>},
    {"ImageList", check<ImageList>},
    {"ImageEvent", check_gains<ImageEvent>},
    {"ImageEditEvent", check_gains<ImageEditEvent>},
    {"CompactedResponse", check_gains<CompactedResponse>},
    {"DeletedModel", check<DeletedModel>},
    {"Moderation", check_lossless<Moderation>},
    {"ChatMessageList", check_lossless<ChatMessageList>},
    {"DeletedChatCompletion", check<DeletedChatCompletion>},
    {"Batch", check_lossless<Batch>},
    {"FineTuningJob", check_lossless<FineTuningJob>},
    {"FineTuningJobList", check_lossless<FineTuningJobList>},
    {"FineTuningJobEventList", check_lossless<FineTuningJobEventList>},
    {"FineTuningJobCheckpointList", check<FineTuningJobCheckpointList>},
    {"CheckpointPermissionList", check<CheckpointPermissionList>},
    {"DeletedCheckpointPermission", check<DeletedCheckpointPermission>},
    {"RunGraderResponse", check_lossless<RunGraderResponse>},
    {"ValidateGraderResponse", check<ValidateGraderResponse>},
    {"Conversation", check<Conversation>},
    {"DeletedConversation", check<DeletedConversation>},
    {"ConversationItemList", check_gains<ConversationItemList>},
    {"ResponseItem", check_gains<ResponseItem>},
    {"FileObject", check_lossless<FileObject>},
    {"FileList", check_lossless<FileList>},
    {"DeletedFile", check<DeletedFile>},
    {"UploadObject", check_lossless<UploadObject>},
    {"UploadPart", check<UploadPart>},
};

}  // namespace

TEST_CASE("the specification's examples come back as they were") {
  const auto file = parse_owned<Examples>(test_data("examples.json"));
  REQUIRE_MESSAGE(file, file.error().message);
  REQUIRE(file->examples.size() >= 89);
  for (const auto& example : file->examples) {
    const auto* found = std::find_if(std::begin(checked), std::end(checked),
                                     [&](const Checked& each) { return example.type == each.type; });
    REQUIRE_MESSAGE(found != std::end(checked), example.name);
    found->check(example);
  }
}

}  // namespace examples_test
