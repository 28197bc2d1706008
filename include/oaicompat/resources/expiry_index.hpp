// ExpiryIndex: which records of all tenants have a time, so that what goes with them can be removed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/store.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// When a record is forgotten that the store must not forget by itself: the end of the year 9999.
inline constexpr std::int64_t never_forgotten = 253402300799;

// A collection of the store, outside every tenant: an entry names a record of a tenant and when its time is over.
// A store would forget the record alone; who sweeps removes its blobs too. **Threads**: safe from many.
class OAICOMPAT_API ExpiryIndex {
 public:
  ExpiryIndex(StorePtr store, ClockPtr clock, std::string collection, std::chrono::seconds every);

  // Before the record itself: an entry without a record does no harm.
  Result<void> add(std::string_view tenant, std::string_view id, std::int64_t at) const;
  void remove(std::string_view id) const;
  // Gives each entry whose time is over to `end`, and removes it where that succeeds.
  using End = std::function<Result<void>(const std::string& tenant, const std::string& id)>;
  Result<void> sweep(const End& end) const;
  // Whether it is time for a sweep; then the next one is due later.
  bool take_turn() const;

 private:
  StorePtr store_;
  ClockPtr clock_;
  std::string collection_;
  std::int64_t every_;
  std::shared_ptr<std::atomic<std::int64_t>> next_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/expiry_index.ipp>
#endif
