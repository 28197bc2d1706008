// What the operations on vector stores take and give, with all the members that the specification gives it, is read
// typed and comes back.
// SPDX-License-Identifier: MIT
#include "check_sample.hpp"

using namespace oaicompat;
using facts::check_sample;

TEST_CASE("vector stores, their files and batches, and what is asked about them, come back") {
  check_sample<VectorStore>("VectorStoreObject", "");
  check_sample<CreateVectorStoreRequest>("CreateVectorStoreRequest", "");
  check_sample<RetrieveVectorStoreRequest>("GET /vector_stores/{vector_store_id}", "");
  check_sample<UpdateVectorStoreRequest>("POST /vector_stores/{vector_store_id}", "");
  check_sample<DeleteVectorStoreRequest>("DELETE /vector_stores/{vector_store_id}", "");
  check_sample<DeletedVectorStore>("DeleteVectorStoreResponse", "");
  check_sample<ListVectorStoresRequest>("GET /vector_stores", "");
  check_sample<VectorStoreList>("ListVectorStoresResponse", "");
  check_sample<SearchVectorStoreRequest>("POST /vector_stores/{vector_store_id}/search", "");
  check_sample<VectorStoreSearchPage>("VectorStoreSearchResultsPage", "");
  check_sample<VectorStoreFile>("VectorStoreFileObject", "");
  check_sample<CreateVectorStoreFileRequest>("POST /vector_stores/{vector_store_id}/files", "");
  check_sample<RetrieveVectorStoreFileRequest>("GET /vector_stores/{vector_store_id}/files/{file_id}", "");
  check_sample<UpdateVectorStoreFileRequest>("POST /vector_stores/{vector_store_id}/files/{file_id}", "");
  check_sample<DeleteVectorStoreFileRequest>("DELETE /vector_stores/{vector_store_id}/files/{file_id}", "");
  check_sample<DeletedVectorStoreFile>("DeleteVectorStoreFileResponse", "");
  check_sample<ListVectorStoreFilesRequest>("GET /vector_stores/{vector_store_id}/files", "");
  check_sample<VectorStoreFileList>("ListVectorStoreFilesResponse", "");
  check_sample<RetrieveVectorStoreFileContentRequest>("GET /vector_stores/{vector_store_id}/files/{file_id}/content",
                                                      "");
  check_sample<VectorStoreFileContent>("VectorStoreFileContentResponse", "");
  check_sample<VectorStoreFileBatch>("VectorStoreFileBatchObject", "");
  check_sample<CreateVectorStoreFileBatchRequest>("POST /vector_stores/{vector_store_id}/file_batches", "");
  check_sample<RetrieveVectorStoreFileBatchRequest>("GET /vector_stores/{vector_store_id}/file_batches/{batch_id}", "");
  check_sample<CancelVectorStoreFileBatchRequest>(
      "POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel", "");
  check_sample<ListFilesInVectorStoreBatchRequest>("GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files",
                                                   "");
}
