// What is refused of files, sent in one piece or in parts. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/resources/files/types.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

inline Error file_too_large(std::uint64_t most, std::string param) {
  return api_error(413, "The file is too large: at most " + std::to_string(most) + " bytes are taken.",
                   "file_too_large", std::move(param));
}

// A purpose that callers may not give.
OAICOMPAT_API std::optional<Error> bad_purpose(const OpenEnum<FilePurpose>& purpose);
// A time that is out of its bounds.
OAICOMPAT_API std::optional<Error> bad_expiry(const std::optional<FileExpirationAfter>& after);
// A name, or a size, that a file of its purpose does not have.
OAICOMPAT_API std::optional<Error> bad_form_of(FilePurpose purpose, std::string_view filename, std::uint64_t size);
// A first line that no batch has. Looks at the file's first bytes.
OAICOMPAT_API std::optional<Error> bad_first_line(FilePurpose purpose, std::string_view begin);

// How long a file is kept; nothing for ever.
inline std::optional<std::chrono::seconds> expiry_of(const std::optional<FileExpirationAfter>& after,
                                                     FilePurpose purpose,
                                                     std::optional<std::chrono::seconds> of_batches) {
  if (after) return std::chrono::seconds{after->seconds};
  return purpose == FilePurpose::batch ? of_batches : std::nullopt;
}

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/files/checks.ipp>
#endif
