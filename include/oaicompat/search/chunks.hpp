// Chunks: a text in overlapping parts that are embedded and searched one by one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// How a text is cut.
struct ChunkingOptions {
  /// The most tokens of a chunk, by `estimate_tokens`. Default 800.
  std::size_t max_tokens = 800;
  /// How many of them the next chunk begins with, at most half of them. Default 400.
  std::size_t overlap_tokens = 400;
};

/// An estimate of the tokens of a text, for models of any vocabulary: a word counts one for each begun 6 letters and
/// digits, every other visible character one, white space none.
OAICOMPAT_API std::size_t estimate_tokens(std::string_view text);

/// A text in chunks, without white space at their ends. Words stay whole, where they have fewer than 100 characters.
/// Text of white space alone has no chunks. **Lifetime**: the chunks are views of `text`.
OAICOMPAT_API std::vector<std::string_view> split_into_chunks(std::string_view text, ChunkingOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/search/chunks.ipp>
#endif
