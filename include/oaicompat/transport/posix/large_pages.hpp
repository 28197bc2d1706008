// LargePages: memory of vectors that are read from one end to the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace oaicompat::inline v1::detail {

inline constexpr std::size_t large_page = std::size_t{2} << 20;

// Asks the system for pages of 2 MiB for memory that was not written yet: what is read then rarely waits for an
// address.
inline void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + large_page - 1) / large_page * large_page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / large_page * large_page;
  if (end > begin) static_cast<void>(madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
#endif
}

// An allocator of such memory.
template <class T>
struct LargePages {
  using value_type = T;

  LargePages() = default;
  template <class Other>
  LargePages(const LargePages<Other>&) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) {
    const auto bytes = count * sizeof(T);
    if (bytes < large_page) return static_cast<T*>(::operator new(bytes));
    auto* memory = ::operator new (bytes, std::align_val_t{large_page});
    prefer_large_pages(memory, bytes);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    if (count * sizeof(T) < large_page) return ::operator delete(memory);
    ::operator delete (memory, std::align_val_t{large_page});
  }
  bool operator==(const LargePages&) const = default;
};

}  // namespace oaicompat::inline v1::detail
