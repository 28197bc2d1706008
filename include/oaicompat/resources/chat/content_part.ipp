// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/content_part.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ContentPart text_part(Text text) {
  TextPart part;
  part.text = std::move(text);
  return part;
}

OAICOMPAT_INLINE ContentPart image_part(Text url) {
  ImagePart part;
  part.image_url.url = std::move(url);
  return part;
}

OAICOMPAT_INLINE ContentPart audio_part(Text base64, OpenEnum<InputAudioFormat> format) {
  AudioPart part;
  part.input_audio.data = std::move(base64);
  part.input_audio.format = std::move(format);
  return part;
}

OAICOMPAT_INLINE ContentPart file_part(Text filename, Text data_url) {
  FilePart part;
  part.file.filename = std::move(filename);
  part.file.file_data = std::move(data_url);
  return part;
}

OAICOMPAT_INLINE ContentPart file_id_part(Text id) {
  FilePart part;
  part.file.file_id = std::move(id);
  return part;
}

}  // namespace oaicompat::inline v1
