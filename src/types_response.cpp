// What the types of responses can do, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/types_response.ipp>
#include <oaicompat/impl/types_response_event.ipp>
#include <oaicompat/impl/types_response_hosted_tool.ipp>
#include <oaicompat/impl/types_response_item.ipp>
#include <oaicompat/impl/types_response_options.ipp>
#include <oaicompat/impl/types_response_part.ipp>
