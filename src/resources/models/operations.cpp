// The rows of the operation table for models, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/models/codec.hpp>
#include <oaicompat/resources/models/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListModels>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveModel>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteModel>();
