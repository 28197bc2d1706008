// Reading and writing the types of vector stores: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/vector_stores/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<CreateVectorStoreRequest>;
extern template struct OAICOMPAT_API Codec<VectorStore>;
extern template struct OAICOMPAT_API Codec<ListVectorStoresRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreList>;
extern template struct OAICOMPAT_API Codec<RetrieveVectorStoreRequest>;
extern template struct OAICOMPAT_API Codec<UpdateVectorStoreRequest>;
extern template struct OAICOMPAT_API Codec<DeleteVectorStoreRequest>;
extern template struct OAICOMPAT_API Codec<DeletedVectorStore>;
extern template struct OAICOMPAT_API Codec<SearchVectorStoreRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreSearchPage>;
extern template struct OAICOMPAT_API Codec<CreateVectorStoreFileRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreFile>;
extern template struct OAICOMPAT_API Codec<ListVectorStoreFilesRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreFileList>;
extern template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileRequest>;
extern template struct OAICOMPAT_API Codec<UpdateVectorStoreFileRequest>;
extern template struct OAICOMPAT_API Codec<DeleteVectorStoreFileRequest>;
extern template struct OAICOMPAT_API Codec<DeletedVectorStoreFile>;
extern template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileContentRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreFileContent>;
extern template struct OAICOMPAT_API Codec<CreateVectorStoreFileBatchRequest>;
extern template struct OAICOMPAT_API Codec<VectorStoreFileBatch>;
extern template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileBatchRequest>;
extern template struct OAICOMPAT_API Codec<CancelVectorStoreFileBatchRequest>;
extern template struct OAICOMPAT_API Codec<ListFilesInVectorStoreBatchRequest>;

}  // namespace oaicompat::inline v1

#endif
