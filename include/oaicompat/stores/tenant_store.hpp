// tenant_store: the part of a store that belongs to one tenant.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/stores/store.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A store with the records of one tenant alone: what others wrote is not there, neither to read nor to list, change or
/// remove. The tenant's collections are kept in `store` under names of their own, `tenant:<bytes of its name>:<its
/// name>/<collection>`. The empty tenant has the collections without such a name, and so gets `store` itself: records
/// that were written before there were tenants are its own.
///
/// **Threads**, **Errors**: as `store`. A null `store` gives null.
OAICOMPAT_API StorePtr tenant_store(StorePtr store, std::string_view tenant);
/// What a collection of a tenant is called in the store that all tenants share: for a write that changes records of a
/// tenant and others.
OAICOMPAT_API std::string tenant_collection(std::string_view tenant, std::string_view collection);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/tenant_store.ipp>
#endif
