// Media types by content and by name.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/media_type.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

namespace media_type_test {

struct Row {
  std::string_view bytes, type;
};
using namespace std::string_view_literals;

constexpr Row rows[] = {
    {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv, "image/png"},
    {"\xFF\xD8\xFF\xE0\0\x10JFIF"sv, "image/jpeg"},
    {"GIF89a..", "image/gif"},
    {"GIF87a..", "image/gif"},
    {"RIFF\x10\0\0\0WEBPVP8 "sv, "image/webp"},
    {"RIFF\x10\0\0\0WAVEfmt "sv, "audio/wav"},
    {"ID3\x04\0\0"sv, "audio/mpeg"},
    {"\xFF\xFB\x90\x64\0"sv, "audio/mpeg"},
    {"\xFF\xF3\x40\xC0\0"sv, "audio/mpeg"},
    {"\xFF\xF1\x50\x80\0"sv, "audio/aac"},
    {"fLaC\0\0\0\""sv, "audio/flac"},
    {"OggS\0\x02"sv, "audio/ogg"},
    {"\0\0\0\x20"
     "ftypM4A \0\0\0\0"sv,
     "audio/mp4"},
    {"\0\0\0\x20"
     "ftypisom\0\0\0\0"sv,
     "video/mp4"},
    {"\0\0\0\x20"
     "ftypavif\0\0\0\0"sv,
     "image/avif"},
    {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"},
    {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x88matroska", "video/x-matroska"},
    {"%PDF-1.7\n", "application/pdf"},
};

}  // namespace media_type_test

TEST_CASE("a media type is told by how the bytes begin, whatever the name") {
  for (const auto& each : media_type_test::rows) {
    CHECK(media_type_of(each.bytes) == each.type);
    CHECK(media_type_of(each.bytes, "wrong.txt") == each.type);
  }
}

TEST_CASE("bytes that are cut off tell nothing, and are not read beyond their end") {
  for (const auto& each : media_type_test::rows) {
    for (std::size_t size = 0; size < 3; ++size) {
      const std::string cut{each.bytes.substr(0, size)};
      CHECK(media_type_of(cut) == "application/octet-stream");
    }
  }
  using namespace std::string_view_literals;
  // The first bytes of UTF-16 text and of a broken frame are no audio.
  CHECK(media_type_of("\xFF\xFEh\0"sv) == "application/octet-stream");
  CHECK(media_type_of("\xFF\xFB\xF0\x64") == "application/octet-stream");
}

TEST_CASE("a name tells the media type where the bytes do not") {
  CHECK(media_type_of("plain", "notes.TXT") == "text/plain");
  CHECK(media_type_of("", "a/b.c/data.jsonl") == "application/jsonl");
  CHECK(media_type_of("PK\x03\x04", "letter.docx") ==
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  CHECK(media_type_of("plain", "txt") == "application/octet-stream");
  CHECK(media_type_of("plain", "name.") == "application/octet-stream");
  CHECK(media_type_of("plain", "name.unheard") == "application/octet-stream");
  using namespace std::string_view_literals;
  CHECK(media_type_of("\0\0\0\x20"
                      "ftypisom"sv,
                      "voice.m4a") == "audio/mp4");
}

TEST_CASE("a data URL holds the type and the bytes") {
  CHECK(data_url("\xFF", "image/png") == "data:image/png;base64,/w==");
  CHECK(data_url("", "text/plain") == "data:text/plain;base64,");
}
