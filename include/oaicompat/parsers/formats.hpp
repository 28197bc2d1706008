// The formats that the library knows, and which one a model speaks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/parsers/format.hpp>

#include <span>
#include <string_view>

namespace oaicompat::inline v1 {

/// All formats, in no order that means anything. **Lifetime**: for ever.
OAICOMPAT_API std::span<const Format* const> formats();
/// The format of that name; null when there is none.
OAICOMPAT_API const Format* find_format(std::string_view name);
/// The format that a model of this name speaks: `Qwen/Qwen3-8B`. Of the globs that match the longest counts; null when
/// none does.
OAICOMPAT_API const Format* format_for_model(std::string_view model);
/// The format whose markers a chat template holds; null when it holds none.
OAICOMPAT_API const Format* format_for_template(std::string_view chat_template);
/// The format of a model, told by its name, else by its chat template; null when neither tells.
OAICOMPAT_API const Format* format_for(std::string_view model, std::string_view chat_template = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/formats.ipp>
#endif
