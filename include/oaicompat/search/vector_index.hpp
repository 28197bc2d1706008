// VectorIndex: finds the vectors that are nearest to one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/search/hit.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace oaicompat::inline v1 {

/// Vectors of one dimension, found by the cosine of the angle to another, -1 to 1.
///
/// **Threads**: `search` from many at once, `add` and `remove` alone. **Errors**: a vector of another dimension, or
/// without a length, is of kind `invalid_argument`.
class VectorIndex {
 public:
  virtual ~VectorIndex() = default;
  /// Adds a vector, of any length, under a number that no other has.
  virtual Result<void> add(std::uint32_t entry, std::span<const float> vector) = 0;
  /// Removes a vector; where there is none, that is no error.
  virtual void remove(std::uint32_t entry) = 0;
  /// The nearest of those that are accepted, the best first.
  virtual Result<std::vector<SearchHit>> search(std::span<const float> to, std::size_t most,
                                                const AcceptEntry& accept = {}) const = 0;
  /// How many vectors there are.
  virtual std::size_t size() const = 0;
};
using VectorIndexPtr = std::shared_ptr<VectorIndex>;
/// Makes an index for vectors of a dimension.
using MakeVectorIndex = std::function<VectorIndexPtr(std::size_t dimensions)>;

/// An index that looks at every vector: exact, without preparation, 4 bytes a number.
OAICOMPAT_API VectorIndexPtr exact_index(std::size_t dimensions);

namespace detail {
// The sum of the products of two vectors of as many numbers.
OAICOMPAT_API float dot_product(const float* a, const float* b, std::size_t size);
// A vector with the length 1. **Errors**: as `VectorIndex`.
OAICOMPAT_API Result<std::vector<float>> with_unit_length(std::span<const float> vector, std::size_t dimensions);
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/search/vector_index.ipp>
#endif
