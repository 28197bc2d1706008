// What the API's types can do, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/types_chat_chunk.ipp>
#include <oaicompat/impl/types_chat_completion.ipp>
#include <oaicompat/impl/types_chat_message.ipp>
#include <oaicompat/impl/types_content_part.ipp>
#include <oaicompat/impl/types_embedding.ipp>
#include <oaicompat/impl/types_extensions.ipp>
#include <oaicompat/impl/types_response_format.ipp>
#include <oaicompat/impl/types_tool.ipp>
