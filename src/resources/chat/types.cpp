// What the types of chat completions can do, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/chat/chunk.ipp>
#include <oaicompat/resources/chat/completion.ipp>
#include <oaicompat/resources/chat/content_part.ipp>
#include <oaicompat/resources/chat/extensions.ipp>
#include <oaicompat/resources/chat/file_part.ipp>
#include <oaicompat/resources/chat/generation.ipp>
#include <oaicompat/resources/chat/message.ipp>
#include <oaicompat/resources/chat/response_format.ipp>
#include <oaicompat/resources/chat/stop_filter.ipp>
#include <oaicompat/resources/chat/token_estimate.ipp>
#include <oaicompat/resources/chat/tool.ipp>

template struct OAICOMPAT_API oaicompat::detail::VariantOps<oaicompat::ContentPart::Value>;
