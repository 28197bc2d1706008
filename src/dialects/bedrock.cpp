// Bedrock's Converse, called.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/bedrock/blocks.ipp>
#include <oaicompat/dialects/bedrock/call.ipp>
#include <oaicompat/dialects/bedrock/from_converse.ipp>
#include <oaicompat/dialects/bedrock/to_converse.ipp>
#include <oaicompat/resources/chat/codec.hpp>
