// The row of the operation table for completion, and its streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/completions/accumulate.ipp>
#include <oaicompat/resources/completions/codec.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/completions/operations.ipp>
#include <oaicompat/resources/completions/streaming.ipp>
#include <oaicompat/resources/completions/writer.ipp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateCompletion>();
template class oaicompat::EventStream<oaicompat::CreateCompletion>;
