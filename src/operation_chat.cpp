// The rows of the operation table for chat, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/operations.hpp>
#include <oaicompat/impl/binding.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateChatCompletion>();
