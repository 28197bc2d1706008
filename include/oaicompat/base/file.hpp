// Files: read whole within a bound, and written so that a reader never sees half of one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The bounds of reading a file.
struct FileOptions {
  /// How large it may be, in bytes. Default 512 MiB.
  std::size_t max_bytes = std::size_t{512} << 20;
};

/// The bytes of a file. The path is UTF-8.
///
/// **Errors**: of kind `invalid_argument`, with `param` the path and code `file_not_found`, `file_not_readable` (a
/// directory, or one that may not be read) or `file_too_large`.
OAICOMPAT_API Result<Bytes> read_file(std::string_view path, const FileOptions& options = {});

/// Makes a file of bytes, in place of an earlier one. They are written to a new file beside it, which is then renamed:
/// who reads the path sees the earlier file or the whole new one, and a failure leaves the earlier one as it was. The
/// new one has the permissions of the earlier one; of a link the file that it leads to is replaced.
/// Whether it outlives a loss of power is the system's affair. The path is UTF-8; its directory must exist.
///
/// **Errors**: of kind `invalid_argument`, with `param` the path and code `file_not_written`.
OAICOMPAT_API Result<void> write_file(std::string_view path, std::string_view bytes);

namespace detail {
// An error of a file: "The file 'a.txt' is not found.", with the path as its param.
OAICOMPAT_API Error file_error(std::string_view path, std::string_view what, const char* code);
// What follows the last separator of a path.
OAICOMPAT_API std::string file_name_of(std::string_view path);
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/file.ipp>
#endif
