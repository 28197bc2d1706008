// whole_answer: an answer as one JSON object, and what it says.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The events of a streamed chat completion or response as the object that they come to; any other body as it is, and
/// so is one that was cut off before its first chunk.
OAICOMPAT_API Bytes whole_answer(Bytes body);
/// The text that an answer says, of chat completions, completions, responses and the dialects' answers, of these as a
/// stream, too; calls as `name(arguments)`.
OAICOMPAT_API std::string answer_text(std::string_view whole);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/whole_answer.ipp>
#endif
