// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/part.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ResponsePart input_text(Text text) {
  InputTextPart part;
  part.text = std::move(text);
  return part;
}

OAICOMPAT_INLINE ResponsePart input_image(Text url) {
  InputImagePart part;
  part.image_url = std::move(url);
  part.detail = ImageDetail::auto_;
  return part;
}

OAICOMPAT_INLINE ResponsePart input_file(Text filename, Text data_url) {
  InputFilePart part;
  part.filename = std::move(filename);
  part.file_data = std::move(data_url);
  return part;
}

OAICOMPAT_INLINE ResponsePart input_file_id(Text id) {
  InputFilePart part;
  part.file_id = std::move(id);
  return part;
}

OAICOMPAT_INLINE ResponsePart output_text(Text text) {
  OutputTextPart part;
  part.text = std::move(text);
  return part;
}

}  // namespace oaicompat::inline v1
