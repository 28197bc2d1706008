// The rows of the operation table for uploads, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/uploads/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateUpload>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::AddUploadPart>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CompleteUpload>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CancelUpload>();
