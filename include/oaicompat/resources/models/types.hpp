// Models: what a server can run.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// A model. Mirrors `Model`.
struct Model {
  /// The name that requests call it by.
  Text id{};
  /// Always `model`.
  Text object = Text::literal("model");
  /// When it was made, in seconds since 1970.
  std::int64_t created = 0;
  /// Who owns it.
  Text owned_by{};
  /// The day it will be shut down (`2026-10-23`), if one is set.
  Maybe<Text> shutdown_date{};
  Extras extra{};
  bool operator==(const Model&) const = default;
};

/// The models of a server. Mirrors `ListModelsResponse`.
struct ModelList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The models.
  std::vector<Model> data{};
  Extras extra{};
  bool operator==(const ModelList&) const = default;
};

/// Asks for the models. The operation `listModels` takes nothing.
struct ListModelsRequest {
  Extras extra{};
  bool operator==(const ListModelsRequest&) const = default;
};

/// Asks for one model. The parameters of the operation `retrieveModel`.
struct RetrieveModelRequest {
  /// The model's id, from the path.
  Text model{};
  Extras extra{};
  bool operator==(const RetrieveModelRequest&) const = default;
};

/// Asks to delete a model. The parameters of the operation `deleteModel`.
struct DeleteModelRequest {
  /// The model's id, from the path.
  Text model{};
  Extras extra{};
  bool operator==(const DeleteModelRequest&) const = default;
};

/// What became of a request to delete a model. Mirrors `DeleteModelResponse`.
struct DeletedModel {
  /// The model's id.
  Text id{};
  /// Always `model`.
  Text object = Text::literal("model");
  /// Whether it is gone.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedModel&) const = default;
};

}  // namespace oaicompat::inline v1
