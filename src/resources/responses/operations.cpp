// The row of the operation table for making responses, and its streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateResponse>();
template class oaicompat::EventStream<oaicompat::CreateResponse>;
