// The client's calls for audio and images, against a served backend.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/serve.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>

#include <doctest/doctest.h>

#include <deque>

using namespace oaicompat;

namespace {

template <class T>
class GivenInTurn final : public Stream<T> {
 public:
  explicit GivenInTurn(std::deque<T> items) : items_{std::move(items)} {}
  Pull pull(T& out) override {
    if (items_.empty()) return Pull::end;
    out = std::move(items_.front());
    items_.pop_front();
    return Pull::some;
  }

 private:
  std::deque<T> items_;
};
template <Operation Op>
void give(Backend& backend, std::deque<Event<Op>> events) {
  backend.on<Op>([events](const auto&, const Context&) { return std::make_unique<GivenInTurn<Event<Op>>>(events); });
}

ImageList one_picture() {
  ImageList out;
  out.data.emplace_back().b64_json = Text{"UE5H"};
  return out;
}

Client media_client() {
  Backend backend;
  give<CreateSpeech>(backend, {BinaryContent{"audio/wav", "RI"}, BinaryContent{{}, "FF"}});
  give<CreateTranscription>(backend, {Transcription{.text = "Hello there."}});
  give<CreateTranslation>(backend, {Transcription{.text = "Hello."}});
  give<CreateImage>(backend, {one_picture()});
  give<CreateImageEdit>(backend, {one_picture()});
  give<CreateImageVariation>(backend, {one_picture()});
  return Client{{.base_url = "http://host/v1", .api_key = "k", .transport = serve(backend)}};
}

const Upload some_file{.filename = "a", .content_type = {}, .body = "x"};

}  // namespace

TEST_CASE("speech is waited for in whole, or taken as it comes") {
  const auto client = media_client();
  const SpeechRequest request{.model = "m", .input = "x", .voice = Text{"v"}};
  const auto speech = client.speech(request);
  REQUIRE(speech);
  CHECK(*speech == BinaryContent{"audio/wav", "RIFF"});
  auto stream = client.speech_stream(request);
  const auto whole = stream.collect();
  REQUIRE(whole);
  CHECK(whole->body == "RIFF");
}

TEST_CASE("recordings become text, whole and as they are understood, in any format") {
  const auto client = media_client();
  TranscriptionRequest request{.file = some_file, .model = "m"};
  CHECK(client.transcription(request)->text == "Hello there.");
  request.response_format = TranscriptionFormat::text;
  CHECK(client.transcription(request)->text == "Hello there.");
  std::string text;
  for (const auto& event : client.transcription_stream({.file = some_file, .model = "m"})) {
    if (const auto* delta = event.get_if<TranscriptDelta>()) text += delta->delta;
  }
  CHECK(text == "Hello there.");
  CHECK(client.translation({.file = some_file, .model = "m"})->text == "Hello.");
}

TEST_CASE("images are made, edited and varied, whole and streamed") {
  const auto client = media_client();
  CHECK(*client.images({.prompt = "x"}) == one_picture());
  ImageEditRequest edit{.prompt = "x"};
  CHECK(client.image_edits(edit).error().param == "image");
  edit.image = {some_file};
  CHECK(*client.image_edits(edit) == one_picture());
  CHECK(*client.image_variations({.image = some_file}) == one_picture());
  auto stream = client.images_stream({.prompt = "x"});
  CHECK(stream.collect()->data == one_picture().data);
  auto edits = client.image_edits_stream(edit);
  CHECK(edits.collect()->data == one_picture().data);
}
