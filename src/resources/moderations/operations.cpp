// The row of the operation table for moderation, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/moderations/codec.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateModeration>();
