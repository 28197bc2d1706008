// Uploads, parts and images from files and to files.
// SPDX-License-Identifier: MIT
#include "support/temp_folder.hpp"

#include <oaicompat/api/media.hpp>
#include <oaicompat/api/upload.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/file_part.hpp>
#include <oaicompat/resources/images/codec.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

namespace files_test {

const std::string png = "\x89PNG\r\n\x1A\n";
const std::string wav{"RIFF\x04\0\0\0WAVE", 12};

}  // namespace files_test

TEST_CASE("an upload is made of a file, with its name and its type") {
  using namespace files_test;
  const TempFolder folder;
  const auto upload = Upload::from_file(folder.make("voice.mp3", wav));
  REQUIRE(upload);
  CHECK(upload->filename == "voice.mp3");
  CHECK(upload->content_type == "audio/wav");
  CHECK(upload->body == wav);
  CHECK_FALSE(upload->body.is_borrowed());
  CHECK(Upload::from_file(folder.make("train.jsonl", "{}"))->content_type == "application/jsonl");
  CHECK(Upload::from_file(folder.make("unheard", "x"))->content_type == "application/octet-stream");
  CHECK(Upload::from_file(folder.make("a", "xx"), {.max_bytes = 1}).error().code == "file_too_large");
  CHECK(Upload::from_file(folder.path("missing")).error().code == "file_not_found");
}

TEST_CASE("a message takes images, audio and documents from files") {
  using namespace files_test;
  const TempFolder folder;
  const auto image = image_file(folder.make("cat", png));
  const auto audio = audio_file(folder.make("voice", wav));
  const auto mp3 = audio_file(folder.make("voice.mp3", "ID3"));
  const auto document = document_file(folder.make("a.pdf", "%PDF-"));
  REQUIRE((image && audio && mp3 && document));
  CHECK(to_json(user({*image})) ==
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]})");
  CHECK(
      to_json(user({*audio})) ==
      R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRgQAAABXQVZF","format":"wav"}}]})");
  CHECK(mp3->get_if<AudioPart>()->input_audio.format == InputAudioFormat::mp3);
  CHECK(to_json(user({*document})) == R"({"role":"user","content":[{"type":"file","file":{"filename":"a.pdf",)"
                                      R"("file_data":"data:application/pdf;base64,JVBERi0="}}]})");
}

TEST_CASE("a file of another kind than the part is refused") {
  using namespace files_test;
  const TempFolder folder;
  const auto path = folder.make("notes.txt", "text");
  const auto image = image_file(path);
  REQUIRE_FALSE(image);
  CHECK(image.error().code == "unsupported_file");
  CHECK(image.error().param == path);
  CHECK(audio_file(path).error().code == "unsupported_file");
  CHECK(audio_file(folder.make("a.flac", "fLaC")).error().code == "unsupported_file");
  for (const auto& missing :
       {image_file(folder.path("x")), audio_file(folder.path("x")), document_file(folder.path("x"))})
    CHECK(missing.error().code == "file_not_found");
  CHECK(image_file(folder.make("cat", png), {.max_bytes = 7}).error().code == "file_too_large");
}

TEST_CASE("what came as bytes is saved") {
  const TempFolder folder;
  const BinaryContent speech{.content_type = "audio/mpeg", .body = "ID3\xFF"};
  CHECK(speech.save(folder.path("speech.mp3")));
  CHECK(folder.read("speech.mp3") == "ID3\xFF");
  CHECK(speech.save(folder.path("missing/speech.mp3")).error().code == "file_not_written");
}

TEST_CASE("an image gives its bytes, or says why it has none") {
  Image image;
  CHECK(image.bytes().error().code == "no_image");
  image.url = "https://example.com/cat.png";
  CHECK(image.bytes().error().message.find("URL") != std::string::npos);
  image.b64_json = "iVBORw0KGgo=";
  REQUIRE(image.bytes());
  CHECK(*image.bytes() == files_test::png);
  image.b64_json = "iVBORw0KGgo";
  CHECK(image.bytes().error().code == "invalid_base64");
  CHECK(image.bytes().error().kind == ErrorKind::parse);
  image.b64_json = "";
  CHECK(image.bytes()->empty());
}
