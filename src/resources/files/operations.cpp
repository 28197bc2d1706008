// The rows of the operation table for files, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/files/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListFiles>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DownloadFile>();
