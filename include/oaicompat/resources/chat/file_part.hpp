// Content parts made of files of this machine's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/resources/chat/content_part.hpp>

#include <string_view>

namespace oaicompat::inline v1 {

/// What a file that goes into a message may be by default: 50 MiB, as base64 makes it a third larger.
inline constexpr FileOptions part_file_options{.max_bytes = std::size_t{50} << 20};

/// An image as a part: the file's bytes as a `data:` URL. The path is UTF-8.
///
///     auto photo = image_file("cat.png");
///     if (!photo) return report(photo.error());
///     request.messages = {user({text_part("What is this?"), *photo})};
///
/// **Errors**: as `read_file`; and of kind `invalid_argument` with code `unsupported_file` where it is no image.
OAICOMPAT_API Result<ContentPart> image_file(std::string_view path, const FileOptions& options = part_file_options);

/// Audio as a part: the file's bytes in base64. It must be WAV or MP3, which are all that the part has words for. The
/// path is UTF-8. **Errors**: as of `image_file`.
OAICOMPAT_API Result<ContentPart> audio_file(std::string_view path, const FileOptions& options = part_file_options);

/// A file of any kind, a PDF, as a part: its name, and its bytes as a `data:` URL. The path is UTF-8. **Errors**: as
/// `read_file`.
OAICOMPAT_API Result<ContentPart> document_file(std::string_view path, const FileOptions& options = part_file_options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/file_part.ipp>
#endif
