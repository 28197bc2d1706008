// answer_likeness: how alike the texts of two answers are. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/graders/similarity.hpp>

#include <cstddef>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// From 0 to 1, by how few characters must be put in or taken out, as graders count it. Of each text the first 16 KiB
/// count: longer ones would take a thread for long.
inline double answer_likeness(std::string_view one, std::string_view other) {
  constexpr std::size_t most = std::size_t{16} << 10;
  return text_similarity(SimilarityMetric::fuzzy_match, one.substr(0, most), other.substr(0, most));
}

}  // namespace oaicompat::inline v1::detail
