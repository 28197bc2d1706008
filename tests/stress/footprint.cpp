// SPDX-License-Identifier: MIT
#include "footprint.hpp"

#include "sanitized.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <new>

namespace {

std::atomic<std::ptrdiff_t> live_bytes = 0;

[[maybe_unused]] void* counted(void* memory) {
  if (!memory) throw std::bad_alloc{};
  live_bytes.fetch_add(static_cast<std::ptrdiff_t>(::malloc_usable_size(memory)), std::memory_order_relaxed);
  return memory;
}
[[maybe_unused]] void give_back(void* memory) noexcept {
  live_bytes.fetch_sub(static_cast<std::ptrdiff_t>(::malloc_usable_size(memory)), std::memory_order_relaxed);
  std::free(memory);
}

std::ptrdiff_t entries(const char* folder) {
  return std::distance(std::filesystem::directory_iterator{folder}, std::filesystem::directory_iterator{});
}

}  // namespace

#if !OAICOMPAT_SANITIZED  // which have operators of their own

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }

#endif

namespace oaicompat::stress {

Footprint footprint() {
  return {.threads = entries("/proc/self/task"), .descriptors = entries("/proc/self/fd"), .bytes = live_bytes};
}

}  // namespace oaicompat::stress
