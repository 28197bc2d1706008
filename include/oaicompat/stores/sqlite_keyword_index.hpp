// sqlite_keyword_index: texts found by their words, over SQLite's full-text search.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/search/keyword_index.hpp>

namespace oaicompat::inline v1 {

/// An index of words by FTS5, in a temporary database of its own that is gone with it: SQLite holds 2 MB of it in
/// memory and the rest in a temporary file. Words are told apart at white space and marks, and compared without case
/// and accents; languages that write without spaces are found by whole runs of characters alone. Part of
/// `oaicompat::sqlite`.
///
/// **Errors**: 500 `store_failed` where SQLite was built without FTS5; as `KeywordIndex`.
OAICOMPAT_API Result<KeywordIndexPtr> sqlite_keyword_index();

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/sqlite_keyword_index.ipp>
#endif
