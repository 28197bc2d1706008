// KeywordIndex: finds texts by their words.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/search/hit.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Texts, found by words that they share with a query, ranked by BM25.
///
/// **Threads**: safe to use from many. **Errors**: of what it stands on, with status 500.
class KeywordIndex {
 public:
  virtual ~KeywordIndex() = default;
  /// Adds a text, under a number that no other has.
  virtual Result<void> add(std::uint32_t entry, std::string_view text) = 0;
  /// Removes a text; where there is none, that is no error.
  virtual Result<void> remove(std::uint32_t entry) = 0;
  /// The texts that have any word of the query, and are accepted, the best first. Scores are above 0.
  virtual Result<std::vector<SearchHit>> search(std::string_view query, std::size_t most,
                                                const AcceptEntry& accept = {}) const = 0;
};
using KeywordIndexPtr = std::shared_ptr<KeywordIndex>;
/// Makes an index without texts.
using MakeKeywordIndex = std::function<Result<KeywordIndexPtr>()>;

}  // namespace oaicompat::inline v1
