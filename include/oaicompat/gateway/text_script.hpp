// In which script a text is written, which can be told without knowing its language.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// The scripts that are told apart, by their names in lower case: `latin`, `greek`, `cyrillic`, `han`, `kana`, ...
OAICOMPAT_API const std::vector<std::string>& known_scripts();
/// The script that most letters of a text are of; `kana` where a tenth of Japanese is. Empty where there are fewer than
/// four letters. What stands between backquotes, as code does, is passed over. **Threads**: any.
OAICOMPAT_API std::string_view main_script(std::string_view text);
/// The share of a text's letters that are of a script: for `kana` Chinese characters are, too, and for `hangul`.
/// Nothing where there are fewer than four letters.
OAICOMPAT_API std::optional<double> script_share(std::string_view text, std::string_view script);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/text_script.ipp>
#endif
