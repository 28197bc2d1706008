// The rows of the operation table for responses that the server keeps, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/impl/binding.ipp>
#include <oaicompat/impl/event_stream.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::RetrieveResponse>();
template class oaicompat::EventStream<oaicompat::RetrieveResponse>;
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::DeleteResponse>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CancelResponse>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::ListInputItems>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CountInputTokens>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CompactResponse>();
