// The rows of the operation table for audio, and their streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/audio_operations.hpp>
#include <oaicompat/impl/accumulate_audio.ipp>
#include <oaicompat/impl/audio_operations.ipp>
#include <oaicompat/impl/binding.ipp>
#include <oaicompat/impl/event_stream.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateSpeech>();
template class oaicompat::EventStream<oaicompat::CreateSpeech>;
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateTranscription>();
template class oaicompat::EventStream<oaicompat::CreateTranscription>;
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateTranslation>();
