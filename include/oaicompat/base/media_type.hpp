// Media types: told by how bytes begin, and by a file's name.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The media type of a file: `image/png`. How its bytes begin goes first (png, jpeg, gif, webp, avif, heic, wav, mp3,
/// aac, flac, ogg, mp4, webm, pdf), as a name may be wrong; then what its name ends in, without regard to case;
/// `application/octet-stream` where neither tells. The first 64 bytes are enough. Of an MP4 the name `.m4a` says that
/// it is audio. **Lifetime**: of the program.
OAICOMPAT_API std::string_view media_type_of(std::string_view bytes, std::string_view name = {});

/// Bytes as a URL that holds them: `data:image/png;base64,...`, as `ImageUrl::url` and `InputFile::file_data` take it.
OAICOMPAT_API std::string data_url(std::string_view bytes, std::string_view media_type);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/media_type.ipp>
#endif
