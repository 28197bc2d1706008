// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/tenant_store.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class TenantStore final : public Store {
 public:
  TenantStore(StorePtr all, std::string_view tenant) : all_{std::move(all)}, prefix_{tenant_collection(tenant, "")} {}

  Result<void> write(std::vector<Change> changes) override {
    for (auto& change : changes) change.collection.insert(0, prefix_);
    return all_->write(std::move(changes));
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    return all_->read(own(collection), id);
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    return all_->list(own(collection), range);
  }

 private:
  std::string own(std::string_view collection) const { return prefix_ + std::string{collection}; }

  const StorePtr all_;
  const std::string prefix_;
};

}  // namespace detail

OAICOMPAT_INLINE std::string tenant_collection(std::string_view tenant, std::string_view collection) {
  if (tenant.empty()) return std::string{collection};
  return "tenant:" + std::to_string(tenant.size()) + ":" + std::string{tenant} + "/" + std::string{collection};
}

OAICOMPAT_INLINE StorePtr tenant_store(StorePtr store, std::string_view tenant) {
  if (!store || tenant.empty()) return store;
  return std::make_shared<detail::TenantStore>(std::move(store), tenant);
}

}  // namespace oaicompat::inline v1
