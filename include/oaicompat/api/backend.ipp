// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>

#include <algorithm>
#include <string>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Error detail::not_offered(const Endpoint& endpoint) {
  return api_error(
      404, "This server does not offer " + std::string{endpoint.method} + " " + std::string{endpoint.path} + ".",
      "unknown_url");
}

OAICOMPAT_INLINE Backend& Backend::offer(detail::OperationRef operation,
                                         std::shared_ptr<const detail::AnyPerform> perform) {
  const auto key = operation.endpoint.key;
  const auto at = std::lower_bound(offers_.begin(), offers_.end(), key,
                                   [](const Offer& offer, std::uint64_t each) { return offer.key < each; });
  if (at != offers_.end() && at->key == key) {
    at->perform = std::move(perform);
  } else {
    offers_.insert(at, {key, operation.row, std::move(perform)});
  }
  return *this;
}

OAICOMPAT_INLINE bool Backend::offers(detail::OperationRef operation) const {
  return find(operation.endpoint) || (forward_ && forward_->offers(operation));
}

OAICOMPAT_INLINE detail::AnyStreamPtr Backend::run(detail::OperationRef operation, detail::AnyRequest request,
                                                   Context context) const {
  if (const auto* own = find(operation.endpoint)) return own->run(std::move(request), std::move(context));
  return forward_->run(operation, std::move(request), std::move(context));
}

OAICOMPAT_INLINE std::vector<const detail::Row*> Backend::own_rows() const {
  std::vector<const detail::Row*> out;
  for (const auto& offer : offers_) {
    if (offer.row) out.push_back(offer.row);
  }
  return out;
}

OAICOMPAT_INLINE const detail::AnyPerform* Backend::find(const Endpoint& endpoint) const {
  const auto at = std::lower_bound(offers_.begin(), offers_.end(), endpoint.key,
                                   [](const Offer& offer, std::uint64_t key) { return offer.key < key; });
  return at != offers_.end() && at->key == endpoint.key ? at->perform.get() : nullptr;
}

}  // namespace oaicompat::inline v1
