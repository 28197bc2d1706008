// LargePages: memory of vectors that are read from one end to the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace oaicompat::inline v1::detail {

// An allocator that asks the system for pages of 2 MiB, where there are any: a scan then rarely waits for an address.
template <class T>
struct LargePages {
  using value_type = T;
  static constexpr std::size_t page = std::size_t{2} << 20;

  LargePages() = default;
  template <class Other>
  LargePages(const LargePages<Other>&) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) {
    const auto bytes = count * sizeof(T);
    if (bytes < page) return static_cast<T*>(::operator new(bytes));
    auto* memory = ::operator new (bytes, std::align_val_t{page});
#if defined(__linux__)
    static_cast<void>(madvise(memory, bytes, MADV_HUGEPAGE));  // a wish
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    if (count * sizeof(T) < page) return ::operator delete(memory);
    ::operator delete (memory, std::align_val_t{page});
  }
  bool operator==(const LargePages&) const = default;
};

}  // namespace oaicompat::inline v1::detail
