// The row of the operation table for moderation, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/moderation_operations.hpp>
#include <oaicompat/impl/binding.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateModeration>();
