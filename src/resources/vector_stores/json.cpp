// Reading and writing what the operations on vector stores take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<CreateVectorStoreRequest>;
template struct OAICOMPAT_API Codec<VectorStore>;
template struct OAICOMPAT_API Codec<ListVectorStoresRequest>;
template struct OAICOMPAT_API Codec<VectorStoreList>;
template struct OAICOMPAT_API Codec<RetrieveVectorStoreRequest>;
template struct OAICOMPAT_API Codec<UpdateVectorStoreRequest>;
template struct OAICOMPAT_API Codec<DeleteVectorStoreRequest>;
template struct OAICOMPAT_API Codec<DeletedVectorStore>;
template struct OAICOMPAT_API Codec<SearchVectorStoreRequest>;
template struct OAICOMPAT_API Codec<VectorStoreSearchPage>;
template struct OAICOMPAT_API Codec<CreateVectorStoreFileRequest>;
template struct OAICOMPAT_API Codec<VectorStoreFile>;
template struct OAICOMPAT_API Codec<ListVectorStoreFilesRequest>;
template struct OAICOMPAT_API Codec<VectorStoreFileList>;
template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileRequest>;
template struct OAICOMPAT_API Codec<UpdateVectorStoreFileRequest>;
template struct OAICOMPAT_API Codec<DeleteVectorStoreFileRequest>;
template struct OAICOMPAT_API Codec<DeletedVectorStoreFile>;
template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileContentRequest>;
template struct OAICOMPAT_API Codec<VectorStoreFileContent>;
template struct OAICOMPAT_API Codec<CreateVectorStoreFileBatchRequest>;
template struct OAICOMPAT_API Codec<VectorStoreFileBatch>;
template struct OAICOMPAT_API Codec<RetrieveVectorStoreFileBatchRequest>;
template struct OAICOMPAT_API Codec<CancelVectorStoreFileBatchRequest>;
template struct OAICOMPAT_API Codec<ListFilesInVectorStoreBatchRequest>;

}  // namespace oaicompat::inline v1
