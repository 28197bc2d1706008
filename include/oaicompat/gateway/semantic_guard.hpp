// semantic_guard: the words of a text that another one must have as well, however alike both are.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// One text for all questions with the same numbers, negations, names, quoted strings and code, each in its order.
/// Embeddings of texts that differ in nothing else are too alike to be told apart.
///
/// | what | how it is found |
/// |---|---|
/// | numbers | words with a digit of any script, as they are written, and their units; `two`, `third`, `half`, ... |
/// | negations | `not`, `no`, `never`, `without`, ..., `n't`, words that begin with `un`, `non` or `dis`, ... |
/// | names | capitalised words that begin no sentence, and words in capitals |
/// | quoted strings | between `"`, `'` or their typographic forms |
/// | code | between backquotes; words with `_`, `.`, `/`, `(`, ... inside, or with a capital after a small letter |
/// | `same_words` | words and phrases of the rules, in any case of letters |
///
/// The words are English; of negations also those of German, Dutch, Swedish, French, Spanish, Italian, Portuguese,
/// Polish and Russian. Of scripts without blanks the whole text counts.
OAICOMPAT_API std::string semantic_guard(std::string_view text, const std::vector<std::string>& same_words = {});

/// Whether a text has one of these phrases, between words: letters count in any case, blanks as one.
OAICOMPAT_API bool has_phrase(std::string_view text, const std::vector<std::string>& phrases);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_guard.ipp>
#endif
