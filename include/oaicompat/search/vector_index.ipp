// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/search/best_hits.hpp>
#include <oaicompat/search/vector_index.hpp>
#include <oaicompat/transport/posix/large_pages.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Whether what lies behind the second vector is needed next.
enum class Reads { this_alone, one_after_the_other };

#if defined(__GNUC__)
// Eight numbers at a time in four sums, so that no addition waits for the one before; what a scan needs next is fetched
// meanwhile. Compiled for each processor.
using EightFloats = float __attribute__((vector_size(32)));
struct __attribute__((packed, may_alias)) EightAnywhere {
  EightFloats at;
};
template <Reads How>
__attribute__((always_inline)) inline float dot_by_eights(const float* a, const float* b, std::size_t size) {
  EightFloats first{}, second{}, third{}, fourth{};
  std::size_t at = 0;
  for (; at + 32 <= size; at += 32) {
    const auto* left = reinterpret_cast<const EightAnywhere*>(a + at);
    const auto* right = reinterpret_cast<const EightAnywhere*>(b + at);
    if constexpr (How == Reads::one_after_the_other) {
      const auto next = reinterpret_cast<std::uintptr_t>(right) + 2048;  // may be beyond the end
      __builtin_prefetch(reinterpret_cast<const void*>(next));
      __builtin_prefetch(reinterpret_cast<const void*>(next + 64));
    }
    first += left[0].at * right[0].at;
    second += left[1].at * right[1].at;
    third += left[2].at * right[2].at;
    fourth += left[3].at * right[3].at;
  }
  const EightFloats all = (first + second) + (third + fourth);
  float sum = ((all[0] + all[4]) + (all[1] + all[5])) + ((all[2] + all[6]) + (all[3] + all[7]));
  for (; at < size; ++at) sum += a[at] * b[at];
  return sum;
}
#endif

using DotProduct = float (*)(const float*, const float*, std::size_t);
#if defined(__GNUC__) && defined(__x86_64__)
template <Reads How>
__attribute__((target("avx2,fma"))) inline float dot_with_avx2(const float* a, const float* b, std::size_t size) {
  return dot_by_eights<How>(a, b, size);
}
template <Reads How>
inline float dot_with_sse2(const float* a, const float* b, std::size_t size) {
  return dot_by_eights<How>(a, b, size);
}
// The best that this processor can do.
template <Reads How>
DotProduct dot_here() {
  static const DotProduct best =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? dot_with_avx2<How> : dot_with_sse2<How>;
  return best;
}
#elif defined(__GNUC__)
template <Reads How>
DotProduct dot_here() {
  return [](const float* a, const float* b, std::size_t size) { return dot_by_eights<How>(a, b, size); };
}
#else
template <Reads How>
DotProduct dot_here() {
  return [](const float* a, const float* b, std::size_t size) {
    float sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += a[i] * b[i];
    return sum;
  };
}
#endif

OAICOMPAT_INLINE float dot_product(const float* a, const float* b, std::size_t size) {
  return dot_here<Reads::this_alone>()(a, b, size);
}

OAICOMPAT_INLINE Result<std::vector<float>> with_unit_length(std::span<const float> vector, std::size_t dimensions) {
  if (vector.size() != dimensions)
    return local_error(ErrorKind::invalid_argument, "The vector has another dimension than the index.");
  double sum = 0;
  for (const float each : vector) sum += static_cast<double>(each) * each;
  if (!(sum > 0) || !std::isfinite(sum)) return local_error(ErrorKind::invalid_argument, "The vector has no length.");
  std::vector<float> out(vector.begin(), vector.end());
  const auto scale = 1 / std::sqrt(sum);
  for (auto& each : out) each = static_cast<float>(each * scale);
  return out;
}

class ExactIndex final : public VectorIndex {
 public:
  explicit ExactIndex(std::size_t dimensions) : dimensions_{dimensions} {}

  Result<void> add(std::uint32_t entry, std::span<const float> vector) override {
    auto unit = with_unit_length(vector, dimensions_);
    if (!unit) return unit.error();
    if (!places_.try_emplace(entry, entries_.size()).second)
      return local_error(ErrorKind::invalid_argument, "The index has another vector under this number.");
    numbers_.insert(numbers_.end(), unit->begin(), unit->end());
    entries_.push_back(entry);
    return {};
  }
  // The last one takes its place.
  void remove(std::uint32_t entry) override {
    const auto found = places_.find(entry);
    if (found == places_.end()) return;
    const auto place = found->second;
    places_.erase(found);
    if (place + 1 != entries_.size()) {
      std::copy_n(at(entries_.size() - 1), dimensions_, numbers_.data() + place * dimensions_);
      entries_[place] = entries_.back();
      places_[entries_[place]] = place;
    }
    entries_.pop_back();
    numbers_.resize(entries_.size() * dimensions_);
  }
  Result<std::vector<SearchHit>> search(std::span<const float> to, std::size_t most,
                                        const AcceptEntry& accept) const override {
    const auto unit = with_unit_length(to, dimensions_);
    if (!unit) return unit.error();
    const auto dot = dot_here<Reads::one_after_the_other>();
    BestHits best{std::min(most, entries_.size())};
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (accept && !accept(entries_[i])) continue;
      const auto score = dot(unit->data(), at(i), dimensions_);
      if (score >= best.floor()) best.show({entries_[i], score});
    }
    return std::move(best).sorted();
  }
  std::size_t size() const override { return entries_.size(); }

 private:
  const float* at(std::size_t place) const { return numbers_.data() + place * dimensions_; }

  std::size_t dimensions_;
  std::vector<float, LargePages<float>> numbers_;  // one vector after the other
  std::vector<std::uint32_t> entries_;
  std::unordered_map<std::uint32_t, std::size_t> places_;
};

}  // namespace detail

OAICOMPAT_INLINE VectorIndexPtr exact_index(std::size_t dimensions) {
  return std::make_shared<detail::ExactIndex>(dimensions);
}

}  // namespace oaicompat::inline v1
