// Reading and writing models.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/models/codec.hpp>
#include <oaicompat/resources/models/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ModelList>;
template struct OAICOMPAT_API Codec<Model>;
template struct OAICOMPAT_API Codec<ListModelsRequest>;
template struct OAICOMPAT_API Codec<RetrieveModelRequest>;
template struct OAICOMPAT_API Codec<DeleteModelRequest>;
template struct OAICOMPAT_API Codec<DeletedModel>;

}  // namespace oaicompat::inline v1
