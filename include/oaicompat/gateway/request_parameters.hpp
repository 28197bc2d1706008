// What spans tell of a request's parameters. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/gateway/request_report.hpp>

#include <string_view>

namespace oaicompat::inline v1::detail {

class OtlpAttributes;

/// Keeps the members of a body that spans tell, as they stand there. On the request's thread.
OAICOMPAT_API void keep_parameters(RequestDetails& to, std::string_view body);
/// Writes them as the conventions for generative AI name them; what is of another kind than they expect is left out.
OAICOMPAT_API void put_parameters(OtlpAttributes& out, const RequestDetails& details, const Redaction& redaction);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/request_parameters.ipp>
#endif
