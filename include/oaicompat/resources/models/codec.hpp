// Reading and writing the types of models: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/models/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/models/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ModelList>;
extern template struct OAICOMPAT_API Codec<Model>;
extern template struct OAICOMPAT_API Codec<ListModelsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveModelRequest>;
extern template struct OAICOMPAT_API Codec<DeleteModelRequest>;
extern template struct OAICOMPAT_API Codec<DeletedModel>;

}  // namespace oaicompat::inline v1

#endif
