// How similar two texts are, as `text_similarity` graders count it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/graders/types.hpp>

#include <string_view>

namespace oaicompat::inline v1 {

/// How similar a text is to a reference, 0 to 1. Words are runs of ASCII letters, digits and of bytes of other
/// characters; all but BLEU and Google BLEU look at them in lower case.
///
/// `fuzzy_match` is 1 less the characters to put in or take out over those of both texts; `rouge_*` is the F-score;
/// `bleu` is that of one sentence with up to four words in a row, where a count of 0 is taken as 0.1; `meteor` knows
/// words that are equal, but neither stems nor synonyms. `cosine` needs embeddings and is 0 here.
OAICOMPAT_API double text_similarity(SimilarityMetric metric, std::string_view text, std::string_view reference);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/graders/similarity.ipp>
#endif
