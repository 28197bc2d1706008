// Upload: a file that a request carries.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// A file that a request carries as a part of its form. Mirrors strings of format `binary`.
///
/// Where it has to stand in JSON it is a data URL (`data:audio/wav;name=a.wav;base64,...`), and any other string is
/// read as the body.
/// **Lifetime**: the body borrows like any `Text`: a parsed one from its request, one made with `Text::borrowed` from
/// the caller, for as long as the call that it is given to runs. That copies it, as a transport may still send when the
/// caller has given up; `Parsed{request, keeper}`, given to a backend, spares the copy.
struct Upload {
  /// Its name; what it ends in may tell the format.
  Text filename{};
  /// Its media type: `audio/wav`. May be empty.
  Text content_type{};
  /// Its bytes.
  Text body{};

  /// A file of this machine's: its name without the folder, its media type by content and by name, and its bytes, which
  /// the upload owns. The path is UTF-8. **Errors**: as `read_file`.
  OAICOMPAT_API static Result<Upload> from_file(std::string_view path, const FileOptions& options = {});

  bool operator==(const Upload&) const = default;
};

template <>
inline constexpr bool compiled_apart<Upload> = true;
template <>
OAICOMPAT_API bool Codec<Upload>::read_inside(detail::Reader& reader, detail::JsonCursor& json, Upload& out);
template <>
OAICOMPAT_API void Codec<Upload>::write_inside(detail::JsonWriter& writer, const Upload& value);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/upload.ipp>
#endif
