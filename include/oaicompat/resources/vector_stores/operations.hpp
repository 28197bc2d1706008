// The rows of the operation table for vector stores.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /vector_stores`: a vector store is made.
struct CreateVectorStore : ApiOperation {
  using Request = CreateVectorStoreRequest;
  using Response = VectorStore;
  static constexpr Endpoint endpoint{"createVectorStore", "POST", "/vector_stores"};
};

/// `GET /vector_stores`: a page of the vector stores.
struct ListVectorStores : ApiOperation {
  using Request = ListVectorStoresRequest;
  using Response = VectorStoreList;
  static constexpr Endpoint endpoint{"listVectorStores", "GET", "/vector_stores"};
};

/// `GET /vector_stores/{vector_store_id}`: a vector store.
struct RetrieveVectorStore : ApiOperation {
  using Request = RetrieveVectorStoreRequest;
  using Response = VectorStore;
  static constexpr Endpoint endpoint{"getVectorStore", "GET", "/vector_stores/{vector_store_id}"};
};

/// `POST /vector_stores/{vector_store_id}`: a vector store is changed.
struct UpdateVectorStore : ApiOperation {
  using Request = UpdateVectorStoreRequest;
  using Response = VectorStore;
  static constexpr Endpoint endpoint{"modifyVectorStore", "POST", "/vector_stores/{vector_store_id}"};
};

/// `DELETE /vector_stores/{vector_store_id}`: a vector store is removed; its files stay.
struct DeleteVectorStore : ApiOperation {
  using Request = DeleteVectorStoreRequest;
  using Response = DeletedVectorStore;
  static constexpr Endpoint endpoint{"deleteVectorStore", "DELETE", "/vector_stores/{vector_store_id}"};
};

/// `POST /vector_stores/{vector_store_id}/search`: the chunks that fit a query.
struct SearchVectorStore : ApiOperation {
  using Request = SearchVectorStoreRequest;
  using Response = VectorStoreSearchPage;
  static constexpr Endpoint endpoint{"searchVectorStore", "POST", "/vector_stores/{vector_store_id}/search"};
};

/// `POST /vector_stores/{vector_store_id}/files`: a file is added.
struct CreateVectorStoreFile : ApiOperation {
  using Request = CreateVectorStoreFileRequest;
  using Response = VectorStoreFile;
  static constexpr Endpoint endpoint{"createVectorStoreFile", "POST", "/vector_stores/{vector_store_id}/files"};
};

/// `GET /vector_stores/{vector_store_id}/files`: a page of its files.
struct ListVectorStoreFiles : ApiOperation {
  using Request = ListVectorStoreFilesRequest;
  using Response = VectorStoreFileList;
  static constexpr Endpoint endpoint{"listVectorStoreFiles", "GET", "/vector_stores/{vector_store_id}/files"};
};

/// `GET /vector_stores/{vector_store_id}/files/{file_id}`: one of its files.
struct RetrieveVectorStoreFile : ApiOperation {
  using Request = RetrieveVectorStoreFileRequest;
  using Response = VectorStoreFile;
  static constexpr Endpoint endpoint{"getVectorStoreFile", "GET", "/vector_stores/{vector_store_id}/files/{file_id}"};
};

/// `POST /vector_stores/{vector_store_id}/files/{file_id}`: a file has other attributes.
struct UpdateVectorStoreFile : ApiOperation {
  using Request = UpdateVectorStoreFileRequest;
  using Response = VectorStoreFile;
  static constexpr Endpoint endpoint{"updateVectorStoreFileAttributes", "POST",
                                     "/vector_stores/{vector_store_id}/files/{file_id}"};
};

/// `DELETE /vector_stores/{vector_store_id}/files/{file_id}`: a file is taken out; it stays a file.
struct DeleteVectorStoreFile : ApiOperation {
  using Request = DeleteVectorStoreFileRequest;
  using Response = DeletedVectorStoreFile;
  static constexpr Endpoint endpoint{"deleteVectorStoreFile", "DELETE",
                                     "/vector_stores/{vector_store_id}/files/{file_id}"};
};

/// `GET /vector_stores/{vector_store_id}/files/{file_id}/content`: a file's text.
struct RetrieveVectorStoreFileContent : ApiOperation {
  using Request = RetrieveVectorStoreFileContentRequest;
  using Response = VectorStoreFileContent;
  static constexpr Endpoint endpoint{"retrieveVectorStoreFileContent", "GET",
                                     "/vector_stores/{vector_store_id}/files/{file_id}/content"};
};

/// `POST /vector_stores/{vector_store_id}/file_batches`: files are added together.
struct CreateVectorStoreFileBatch : ApiOperation {
  using Request = CreateVectorStoreFileBatchRequest;
  using Response = VectorStoreFileBatch;
  static constexpr Endpoint endpoint{"createVectorStoreFileBatch", "POST",
                                     "/vector_stores/{vector_store_id}/file_batches"};
};

/// `GET /vector_stores/{vector_store_id}/file_batches/{batch_id}`: a batch.
struct RetrieveVectorStoreFileBatch : ApiOperation {
  using Request = RetrieveVectorStoreFileBatchRequest;
  using Response = VectorStoreFileBatch;
  static constexpr Endpoint endpoint{"getVectorStoreFileBatch", "GET",
                                     "/vector_stores/{vector_store_id}/file_batches/{batch_id}"};
};

/// `POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel`: a batch is given up.
struct CancelVectorStoreFileBatch : ApiOperation {
  using Request = CancelVectorStoreFileBatchRequest;
  using Response = VectorStoreFileBatch;
  static constexpr Endpoint endpoint{"cancelVectorStoreFileBatch", "POST",
                                     "/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel"};
};

/// `GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files`: a page of a batch's files.
struct ListFilesInVectorStoreBatch : ApiOperation {
  using Request = ListFilesInVectorStoreBatchRequest;
  using Response = VectorStoreFileList;
  static constexpr Endpoint endpoint{"listFilesInVectorStoreBatch", "GET",
                                     "/vector_stores/{vector_store_id}/file_batches/{batch_id}/files"};
};

/// The operations of this room.
using VectorStoresOperations =
    OperationList<CreateVectorStore, ListVectorStores, RetrieveVectorStore, UpdateVectorStore, DeleteVectorStore,
                  SearchVectorStore, CreateVectorStoreFile, ListVectorStoreFiles, RetrieveVectorStoreFile,
                  UpdateVectorStoreFile, DeleteVectorStoreFile, RetrieveVectorStoreFileContent,
                  CreateVectorStoreFileBatch, RetrieveVectorStoreFileBatch, CancelVectorStoreFileBatch,
                  ListFilesInVectorStoreBatch>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
