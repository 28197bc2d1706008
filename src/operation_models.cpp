// The rows of the operation table for models, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/operations.hpp>
#include <oaicompat/impl/binding.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::ListModels>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::RetrieveModel>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::DeleteModel>();
