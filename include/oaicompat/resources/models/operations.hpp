// The operations on models.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/models/types.hpp>

namespace oaicompat::inline v1 {

/// `GET /models`: the models there are.
struct ListModels : ApiOperation {
  using Request = ListModelsRequest;
  using Response = ModelList;
  static constexpr Endpoint endpoint{"listModels", "GET", "/models"};
};

/// `GET /models/{model}`: one model.
struct RetrieveModel : ApiOperation {
  using Request = RetrieveModelRequest;
  using Response = Model;
  static constexpr Endpoint endpoint{"retrieveModel", "GET", "/models/{model}"};
};

/// `DELETE /models/{model}`: a model of the caller's own is gone.
struct DeleteModel : ApiOperation {
  using Request = DeleteModelRequest;
  using Response = DeletedModel;
  static constexpr Endpoint endpoint{"deleteModel", "DELETE", "/models/{model}"};
};

/// The operations of this room.
using ModelsOperations = OperationList<ListModels, RetrieveModel, DeleteModel>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
