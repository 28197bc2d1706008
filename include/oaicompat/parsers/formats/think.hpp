// Markers of reasoning that several formats share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/format.hpp>

namespace oaicompat::inline v1::detail::formats {

inline constexpr std::string_view think_open[] = {"<think>"}, think_close[] = {"</think>"};
inline constexpr ReasoningRule think{.open = think_open, .close = think_close};
inline constexpr ReasoningRule thinking{
    .open = think_open, .close = think_close, .start = ReasoningRule::Start::reasoning};
inline constexpr ReasoningRule think_drafts{
    .open = think_open, .close = think_close, .calls = ReasoningRule::Calls::are_drafts};

}  // namespace oaicompat::inline v1::detail::formats
