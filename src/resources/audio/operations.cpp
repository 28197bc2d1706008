// The rows of the operation table for audio, and their streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/audio/accumulate.ipp>
#include <oaicompat/resources/audio/codec.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/audio/operations.ipp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateSpeech>();
template class oaicompat::EventStream<oaicompat::CreateSpeech>;
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateTranscription>();
template class oaicompat::EventStream<oaicompat::CreateTranscription>;
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateTranslation>();
