// The rows of the operation table for vector stores, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateVectorStore>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListVectorStores>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveVectorStore>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::UpdateVectorStore>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteVectorStore>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::SearchVectorStore>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateVectorStoreFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListVectorStoreFiles>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveVectorStoreFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::UpdateVectorStoreFile>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteVectorStoreFile>();
template OAICOMPAT_API const oaicompat::detail::Row&
oaicompat::detail::row<oaicompat::RetrieveVectorStoreFileContent>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateVectorStoreFileBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveVectorStoreFileBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CancelVectorStoreFileBatch>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListFilesInVectorStoreBatch>();
