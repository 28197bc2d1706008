// The rows of the operation table for batches, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CancelBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListBatches>();
