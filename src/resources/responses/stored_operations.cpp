// The rows of the operation table for responses that the server keeps, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveResponse>();
template class oaicompat::EventStream<oaicompat::RetrieveResponse>;
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteResponse>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CancelResponse>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListInputItems>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CountInputTokens>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CompactResponse>();
