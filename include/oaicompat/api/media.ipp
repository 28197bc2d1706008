// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/media.hpp>
#include <oaicompat/base/file.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<void> BinaryContent::save(std::string_view path) const { return write_file(path, body); }

}  // namespace oaicompat::inline v1
