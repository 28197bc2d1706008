// The JSON form of models.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/models/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<Model>) {
  return object(
      "Model", field("id", &Model::id, "The name that requests call it by."),
      field("object", &Model::object, "Always `model`."),
      field("created", &Model::created, "When it was made, in seconds since 1970."),
      field("owned_by", &Model::owned_by, "Who owns it."),
      field("shutdown_date", &Model::shutdown_date, "The day it will be shut down (`2026-10-23`), if one is set."));
}
constexpr auto describe(Type<ModelList>) {
  return object("ModelList", field("object", &ModelList::object, "Always `list`."),
                field("data", &ModelList::data, "The models."));
}
constexpr auto describe(Type<ListModelsRequest>) { return object("ListModelsRequest"); }
constexpr auto describe(Type<RetrieveModelRequest>) {
  return object("RetrieveModelRequest", field("model", &RetrieveModelRequest::model, "The model's id, from the path."));
}
constexpr auto describe(Type<DeleteModelRequest>) {
  return object("DeleteModelRequest", field("model", &DeleteModelRequest::model, "The model's id, from the path."));
}
constexpr auto describe(Type<DeletedModel>) {
  return object("DeletedModel", field("id", &DeletedModel::id, "The model's id."),
                field("object", &DeletedModel::object, "Always `model`."),
                field("deleted", &DeletedModel::deleted, "Whether it is gone."));
}

}  // namespace oaicompat::inline v1
