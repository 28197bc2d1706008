// The row of the operation table for making responses, and its streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/impl/binding.ipp>
#include <oaicompat/impl/event_stream.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateResponse>();
template class oaicompat::EventStream<oaicompat::CreateResponse>;
