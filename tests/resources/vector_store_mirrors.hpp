// Which schemas of the specification each struct of vector stores mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

namespace facts {

using VectorStoreStructs =
    List<oaicompat::VectorStoreExpiration, oaicompat::FileCounts, oaicompat::StaticChunking,
         oaicompat::ChunkingStrategy, oaicompat::VectorStore, oaicompat::CreateVectorStoreRequest,
         oaicompat::RetrieveVectorStoreRequest, oaicompat::UpdateVectorStoreRequest,
         oaicompat::DeleteVectorStoreRequest, oaicompat::DeletedVectorStore, oaicompat::ListVectorStoresRequest,
         oaicompat::VectorStoreList, oaicompat::VectorStoreRanking, oaicompat::SearchVectorStoreRequest,
         oaicompat::SearchContent, oaicompat::VectorStoreSearchResult, oaicompat::VectorStoreSearchPage,
         oaicompat::VectorStoreFileError, oaicompat::VectorStoreFile, oaicompat::CreateVectorStoreFileRequest,
         oaicompat::RetrieveVectorStoreFileRequest, oaicompat::UpdateVectorStoreFileRequest,
         oaicompat::DeleteVectorStoreFileRequest, oaicompat::DeletedVectorStoreFile,
         oaicompat::ListVectorStoreFilesRequest, oaicompat::VectorStoreFileList,
         oaicompat::RetrieveVectorStoreFileContentRequest, oaicompat::FileContentPart,
         oaicompat::VectorStoreFileContent, oaicompat::BatchedFile, oaicompat::VectorStoreFileBatch,
         oaicompat::CreateVectorStoreFileBatchRequest, oaicompat::RetrieveVectorStoreFileBatchRequest,
         oaicompat::CancelVectorStoreFileBatchRequest, oaicompat::ListFilesInVectorStoreBatchRequest>;

inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreExpiration>) {
  return {{"VectorStoreExpirationAfter", "POST /vector_stores/{vector_store_id}.body.expires_after"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FileCounts>) {
  return {{"VectorStoreObject.file_counts", "VectorStoreFileBatchObject.file_counts"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::StaticChunking>) { return {{"StaticChunkingStrategy"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChunkingStrategy>) { return {{"AutoChunkingStrategyRequestParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStore>) { return {{"VectorStoreObject"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateVectorStoreRequest>) { return {{"CreateVectorStoreRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveVectorStoreRequest>) {
  return {{"GET /vector_stores/{vector_store_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UpdateVectorStoreRequest>) {
  return {{"POST /vector_stores/{vector_store_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteVectorStoreRequest>) {
  return {{"DELETE /vector_stores/{vector_store_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedVectorStore>) { return {{"DeleteVectorStoreResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListVectorStoresRequest>) { return {{"GET /vector_stores"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreList>) { return {{"ListVectorStoresResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreRanking>) {
  return {{"POST /vector_stores/{vector_store_id}/search.body.ranking_options"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SearchVectorStoreRequest>) {
  return {{"POST /vector_stores/{vector_store_id}/search"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SearchContent>) { return {{"VectorStoreSearchResultContentObject"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreSearchResult>) { return {{"VectorStoreSearchResultItem"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreSearchPage>) { return {{"VectorStoreSearchResultsPage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreFileError>) {
  return {{"VectorStoreFileObject.last_error"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreFile>) { return {{"VectorStoreFileObject"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateVectorStoreFileRequest>) {
  return {{"POST /vector_stores/{vector_store_id}/files"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveVectorStoreFileRequest>) {
  return {{"GET /vector_stores/{vector_store_id}/files/{file_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UpdateVectorStoreFileRequest>) {
  return {{"POST /vector_stores/{vector_store_id}/files/{file_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteVectorStoreFileRequest>) {
  return {{"DELETE /vector_stores/{vector_store_id}/files/{file_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedVectorStoreFile>) { return {{"DeleteVectorStoreFileResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListVectorStoreFilesRequest>) {
  return {{"GET /vector_stores/{vector_store_id}/files"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreFileList>) { return {{"ListVectorStoreFilesResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveVectorStoreFileContentRequest>) {
  return {{"GET /vector_stores/{vector_store_id}/files/{file_id}/content"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FileContentPart>) { return {{"VectorStoreFileContentResponse.data"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreFileContent>) {
  return {{"VectorStoreFileContentResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::BatchedFile>) { return {{"CreateVectorStoreFileRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::VectorStoreFileBatch>) { return {{"VectorStoreFileBatchObject"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateVectorStoreFileBatchRequest>) {
  return {{"POST /vector_stores/{vector_store_id}/file_batches"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveVectorStoreFileBatchRequest>) {
  return {{"GET /vector_stores/{vector_store_id}/file_batches/{batch_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CancelVectorStoreFileBatchRequest>) {
  return {{"POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ListFilesInVectorStoreBatchRequest>) {
  return {{"GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files"}};
}

}  // namespace facts
