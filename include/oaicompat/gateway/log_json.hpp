// Records of a log as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/log_sink.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// A record as one JSON object, without line breaks between its members. A body that is no JSON is a string.
OAICOMPAT_API std::string log_json(const LogRecord& record, LogBodies bodies);
/// A change as one JSON object.
OAICOMPAT_API std::string log_json(const AuditRecord& record);
/// A chat as one line of OpenAI's format for fine-tuning, `{"messages":[...],"tools":[...]}`: what was asked, then what
/// was answered. Empty for what is no answered chat completion with its bodies.
OAICOMPAT_API std::string fine_tuning_line(const LogRecord& record);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/log_json.ipp>
#endif
